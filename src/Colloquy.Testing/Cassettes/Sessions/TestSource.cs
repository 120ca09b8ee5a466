using System.Text;

namespace Colloquy.Testing;

/// <summary>Writes the test class of a session.</summary>
internal static class TestSource
{
    private const int ShownAnswer = 300;

    public static string Write(string name, string className, IReadOnlyList<SessionStep> steps, IReadOnlyList<string> notes, SessionTestOptions options)
    {
        var text = new StringBuilder("// Made of a stored session by SessionTest. The cassette holds what the models and the tools answered then: it is replayed,\n");
        text.Append("// and COLLOQUY_CASSETTES=live asks the models and tools of today.\n");
        foreach (var note in notes)
            text.Append("// Note: ").Append(OneLine(note)).Append('\n');
        text.Append("using Colloquy.Testing;\nusing Xunit;\n\n");
        text.Append("namespace ").Append(options.Namespace).Append(";\n\n");
        text.Append("[Conversation(").Append(TestNames.Literal(name)).Append(")]\n");
        text.Append("public sealed class ").Append(className).Append("(Conversation conversation)\n{\n");
        text.Append("    public static void Configure(ConversationBuilder conversation)\n    {\n");
        WriteSetup(text, options);
        text.Append("    }\n");
        HashSet<string> taken = new(StringComparer.Ordinal) { className, "Configure", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize" };
        foreach (var step in steps)
            WriteTurn(text, step, taken);
        return text.Append("}\n").ToString();
    }

    private static void WriteSetup(StringBuilder text, SessionTestOptions options)
    {
        text.Append("        conversation.UseCassette(options: new CassetteOptions\n        {\n");
        text.Append("            // The rest of the conversation asks the models and tools of today when a request differs.\n");
        text.Append("            OnDivergence = CassetteDivergence.Fail,\n");
        text.Append("        });\n");
        if (options.Setup is { } setup)
            text.Append("        new ").Append(setup).Append("().Configure(conversation);\n");
        else
            text.Append("        conversation.UseAgent(parts => throw new System.InvalidOperationException(\"Say here what is tested: an agent with a model from parts.Client and the tools of the session.\"));\n");
    }

    private static void WriteTurn(StringBuilder text, SessionStep step, HashSet<string> taken)
    {
        var method = step.Approves switch
        {
            true => TestNames.Method("Approve", taken),
            false => TestNames.Method("Refuse", taken),
            null => TestNames.Method(step.Text!, taken),
        };
        text.Append("\n    [Turn]\n    public async Task ").Append(method).Append("()\n    {\n");
        text.Append("        var turn = await conversation.").Append(step.Approves switch
        {
            true => "ApproveAsync()",
            false => "RefuseAsync()",
            null => $"SayAsync({TestNames.Literal(step.Text!)})",
        }).Append(";\n\n");
        if (step.Answer.Length > 0)
            text.Append("        // The answer was: ").Append(OneLine(step.Answer)).Append('\n');
        if (step.Status == "completed")
            text.Append("        Assert.True(turn.Success);\n");
        else
            text.Append("        // The turn ended as ").Append(OneLine(step.Status)).Append(".\n");
        if (step.Tools.Count == 0)
            text.Append("        Assert.Empty(turn.ToolCalls);\n");
        foreach (var tool in step.Tools.Distinct(StringComparer.Ordinal))
            text.Append("        Assert.True(turn.ToolWasCalled(").Append(TestNames.Literal(tool)).Append("));\n");
        text.Append("    }\n");
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = new string([.. line.Where(letter => !char.IsControl(letter) && letter is not ('\u2028' or '\u2029' or '\u0085'))]);
        return line.Length <= ShownAnswer ? line : $"{line[..ShownAnswer]}…";
    }
}
