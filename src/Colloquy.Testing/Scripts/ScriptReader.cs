using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Colloquy.Testing;

/// <summary>Reads a script from YAML. What it does not know, it refuses with the line.</summary>
internal sealed class ScriptReader(string source, ScriptChecks checks)
{
    public const int LongestText = 1024 * 1024;

    public ConversationScript Read(string yaml)
    {
        var root = ReadRoot(yaml);
        root.AllowOnly("conversation", "turns", "expect");
        var turns = root.Find("turns") ?? throw root.Error("a script has 'turns', a list of what is said.");
        List<ScriptStep> steps = [];
        foreach (var item in turns.Items)
            steps.Add(ReadStep(item, 1 + steps.Count(step => step.Action != ScriptAction.Restart)));

        return new ConversationScript
        {
            Name = (root.Find("conversation") ?? throw root.Error("a script has the name of its 'conversation'.")).ToText("the name of the conversation"),
            Steps = steps.Exists(step => step.Action == ScriptAction.Say) ? steps : throw turns.Error("a script says something in at least one turn."),
            Checks = ReadChecks(root.Find("expect"), ofTurn: false),
        };
    }

    private ScriptNode ReadRoot(string yaml)
    {
        try
        {
            if (yaml.Length > LongestText)
                throw new ScriptException(source, 1, 1, "the text is longer than a million characters, which no script is.");

            RefuseAnchors(yaml);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count != 1)
                throw new ScriptException(source, 1, 1, stream.Documents.Count == 0 ? "the script is empty." : "a file contains one script; write each into a file of its own.");

            return stream.Documents[0].RootNode is YamlMappingNode map ? new ScriptNode(map, source) : throw new ScriptException(source, 1, 1, "a script begins with 'conversation:' and 'turns:'.");
        }
        catch (YamlException error)
        {
            throw new ScriptException(source, (int)error.Start.Line, (int)error.Start.Column, $"this is not YAML: {error.Message}", error);
        }
    }

    /// <summary>A few anchors that name each other become a text of gigabytes.</summary>
    private void RefuseAnchors(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        for (var depth = 0; parser.MoveNext();)
        {
            if (parser.Current is AnchorAlias || (parser.Current is NodeEvent node && !node.Anchor.IsEmpty))
                throw new ScriptException(source, (int)parser.Current.Start.Line, (int)parser.Current.Start.Column, "scripts have no anchors and aliases (& and *). Write the value out, or put it in quotes if it is a text.");

            depth += parser.Current!.NestingIncrease;
            if (depth > 64)
                throw new ScriptException(source, (int)parser.Current.Start.Line, (int)parser.Current.Start.Column, "values are nested too deeply; 64 levels are allowed.");
        }
    }

    private ScriptStep ReadStep(ScriptNode node, int number)
    {
        if (!node.IsMap)
        {
            return node.ToText("a turn") == "restart"
                ? new ScriptStep { Action = ScriptAction.Restart, Name = "restart", Line = node.Line }
                : throw node.Error("a turn is written as 'say: …', 'approve: …', 'refuse: …', or as the word 'restart'.");
        }

        node.AllowOnly("say", "approve", "refuse", "name", "expect");
        var actions = node.Fields.Where(field => field.Name is "say" or "approve" or "refuse").ToList();
        if (actions is not [var action])
            throw node.Error("a turn has one of 'say', 'approve' and 'refuse'.");
        if (action.Name != "say" && action.Value.Value is not true)
            throw action.Value.Error($"'{action.Name}' is followed by 'true'.");

        return new ScriptStep
        {
            Action = action.Name switch { "approve" => ScriptAction.Approve, "refuse" => ScriptAction.Refuse, _ => ScriptAction.Say },
            Text = action.Name == "say" ? action.Value.ToText("what is said") : "",
            Name = node.Find("name")?.ToText("the name of a turn") ?? $"turn {number}",
            Checks = ReadChecks(node.Find("expect"), ofTurn: true),
            Line = node.Line,
        };
    }

    private IReadOnlyList<Check> ReadChecks(ScriptNode? list, bool ofTurn) => list is null ? [] : [.. list.Items.Select(item => checks.Create(item, ofTurn))];
}
