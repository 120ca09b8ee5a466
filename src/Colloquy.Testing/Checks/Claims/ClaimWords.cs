using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Words of an answer, and the tools whose calls they claim.</summary>
internal sealed partial class ClaimWords
{
    private readonly Dictionary<string, List<ClaimedTool>> _verbs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ClaimedTool>> _nouns = new(StringComparer.Ordinal);

    private ClaimWords()
    {
    }

    public IReadOnlyDictionary<string, List<ClaimedTool>> Verbs => _verbs;

    public IReadOnlyDictionary<string, List<ClaimedTool>> Nouns => _nouns;

    /// <summary>Returns the words for tools, by rules that were given, and by their names for the others.</summary>
    public static ClaimWords Of(ClaimRules rules, IEnumerable<string> tools)
    {
        var words = new ClaimWords();
        foreach (var rule in rules.Rules)
            words.Add(rule);
        if (rules.IsClosed)
            return words;

        foreach (var tool in tools.Where(tool => !rules.Rules.Any(rule => rule.Tool == tool || rule.Tool.EndsWith("." + tool, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal))
            words.AddByName(tool, amount: null);
        foreach (var action in ActionWords.All)
        {
            // What no tool does cannot be claimed at all.
            foreach (var form in action.Strong)
                _ = words._verbs.TryAdd(form, []);
        }

        return words;
    }

    private void Add(ClaimRule rule)
    {
        if (rule.Verbs.Count == 0)
            AddByName(rule.Tool.Split('.')[^1], rule.AmountArgument, rule.Tool);
        foreach (var verb in rule.Verbs)
            Add(_verbs, verb, new ClaimedTool(rule.Tool, rule.AmountArgument, Objects: null, IsMoney: false));
        foreach (var noun in rule.Nouns)
            Add(_nouns, noun, new ClaimedTool(rule.Tool, rule.AmountArgument, Objects: null, IsMoney: false));
        if (rule is { Verbs.Count: > 0, Nouns.Count: 0 })
        {
            foreach (var noun in ActionsOf(Tokens(rule.Tool.Split('.')[^1])).SelectMany(action => action.Nouns))
                Add(_nouns, noun, new ClaimedTool(rule.Tool, rule.AmountArgument, Objects: null, IsMoney: false));
        }
    }

    private void AddByName(string tool, string? amount, string? fullName = null)
    {
        var tokens = Tokens(tool);
        if (tokens.Count == 0 || ActionWords.Looking.Contains(tokens[0]))
            return;

        var (name, objects) = (fullName ?? tool, tokens.Skip(1).ToHashSet(StringComparer.Ordinal));
        var actions = ActionsOf(tokens);
        foreach (var action in actions)
        {
            foreach (var form in action.Strong)
                Add(_verbs, form, new ClaimedTool(name, amount, null, action.IsMoney));
            foreach (var form in action.Weak)
                Add(_verbs, form, new ClaimedTool(name, amount, action.IsMoney ? [] : objects, action.IsMoney));
            foreach (var noun in action.Nouns)
                Add(_nouns, noun, new ClaimedTool(name, amount, null, action.IsMoney));
        }

        if (actions.Count == 0)
        {
            foreach (var form in VerbForms.Past(tokens[0]))
                Add(_verbs, form, new ClaimedTool(name, amount, objects, IsMoney: false));
        }
    }

    /// <summary>The kinds of action of a tool: that of its first word; where that says nothing, those of the others, too.</summary>
    private static List<ActionWords> ActionsOf(List<string> tokens)
    {
        var first = ActionWords.All.Where(action => action.ToolWords.Contains(tokens[0])).ToList();
        if (first.Count > 0 && !ActionWords.Light.Contains(tokens[0]))
            return first;
        var others = ActionWords.All.Where(action => tokens.Skip(1).Any(token => action.ToolWords.Contains(token) || action.Nouns.Contains(token))).ToList();
        return tokens[0] == "send" && others.Count > 0 ? others : [.. first.Union(others)];
    }

    private static List<string> Tokens(string tool) => [.. Words().Matches(tool).Select(match => match.Value.ToLowerInvariant())];

    private static void Add(Dictionary<string, List<ClaimedTool>> words, string word, ClaimedTool tool)
    {
        if (!words.TryGetValue(word, out var tools))
            words.Add(word, tools = []);
        tools.Add(tool);
    }

    [GeneratedRegex(@"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Words();
}

/// <summary>A tool whose call a word claims.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="AmountArgument">The argument that has the amount; null for one that is named like it.</param>
/// <param name="Objects">Words of which the sentence must have one; null for no such condition. Empty where the object is money.</param>
/// <param name="IsMoney">Whether the object is money.</param>
internal sealed record ClaimedTool(string Tool, string? AmountArgument, IReadOnlySet<string>? Objects, bool IsMoney);
