using System.Text;

namespace Colloquy.Testing;

/// <summary>Writes the test class of a session, as a person would write it.</summary>
internal static class TestSource
{
    private const string Indent = "            ";

    public static string Write(string name, string className, SessionLogReading log, IReadOnlyList<string> notes, SessionTestOptions options)
    {
        var setup = options.Setup ?? TestNames.Setup(className);
        var text = new StringBuilder("using Colloquy.Testing;\nusing Xunit;\n\n");
        text.Append("namespace ").Append(options.Namespace).Append(";\n\n");
        text.Append("/// <summary>A stored session as a test. Its cassette contains what models and tools returned then, and is replayed. With COLLOQUY_CASSETTES=live, the models and tools of today are called.</summary>\n");
        foreach (var note in notes)
            text.Append("// Note: ").Append(OneLine(note)).Append('\n');
        text.Append("[Conversation<").Append(setup).Append(">(").Append(TestNames.Literal(name)).Append("), UseCassette]\n");
        text.Append("public sealed class ").Append(className).Append("(Conversation conversation)\n{\n");
        HashSet<string> taken = new(StringComparer.Ordinal) { className, "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize" };
        text.AppendJoin('\n', log.Steps.Select(step => WriteTurn(step, taken, isChecked: step.Turn >= options.FirstTurn)));
        text.Append("}\n");
        if (options.Setup is null)
            WriteSetup(text, setup, log);
        return text.ToString();
    }

    private static void WriteSetup(StringBuilder text, string setup, SessionLogReading log)
    {
        var tools = log.Exchanges.Calls.OfType<RecordedToolCall>().Select(call => call.Tool).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        text.Append("\n/// <summary>Configures what is tested.</summary>\n");
        text.Append("public sealed class ").Append(setup).Append(" : IConversationSetup\n{\n");
        text.Append("    // Create the agent of the session with a model of parts.Client, and add the tool hosts.").Append(tools.Count == 0 ? "" : $" Tools that were called: {OneLine(string.Join(", ", tools))}.").Append('\n');
        text.Append("    public void Configure(ConversationBuilder conversation) =>\n");
        text.Append("        conversation.UseAgent(parts => throw new System.NotImplementedException(\"Say in ").Append(setup).Append(" what is tested.\"));\n}\n");
    }

    private static string WriteTurn(SessionStep step, HashSet<string> taken, bool isChecked)
    {
        var method = step.Approves switch
        {
            true => TestNames.Method("Approves", taken),
            false => TestNames.Method("Refuses", taken),
            null => TestNames.Method(step.Text!, taken),
        };
        var call = step.Approves switch
        {
            true => "conversation.ApproveAsync()",
            false => "conversation.RefuseAsync()",
            null => $"conversation.SayAsync({TestNames.Literal(step.Text!)})",
        };
        if (!isChecked)
            return $"    [Turn]\n    public async Task {method}() => await {call};\n";

        var text = new StringBuilder($"    [Turn]\n    public async Task {method}()\n    {{\n        var turn = await {call};\n\n        turn.Expect");
        if (step.Waiting.Count == 0)
            text.Append(".Success()");
        foreach (var tool in step.Waiting.Distinct(StringComparer.Ordinal))
            text.Append(".WaitsForApproval(").Append(TestNames.Literal(tool)).Append(')');
        if (step.Executed.Count > 0)
            text.Append(".OnlyToolsInOrder(").AppendJoin(", ", step.Executed.Select(TestNames.Literal)).Append(')');
        else if (step.Waiting.Count == 0 && step.Approves is null)
            text.Append(".NoTools()");
        text.Append(";\n");
        if (step.Answer.Length > 0 && step.Waiting.Count == 0)
            text.Append("        Assert.Equal(").Append(step.Answer.Contains('\n', StringComparison.Ordinal) ? $"\n{Indent}{TestNames.Literal(step.Answer, Indent)},\n{Indent}turn.Text" : $"{TestNames.Literal(step.Answer)}, turn.Text").Append(");\n");
        return text.Append("    }\n").ToString();
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new string([.. line.Where(letter => !char.IsControl(letter) && letter is not ('\u2028' or '\u2029' or '\u0085'))]);
    }
}
