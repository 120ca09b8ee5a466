using System.Text;

namespace Colloquy.Testing;

/// <summary>Writes what a person reads first when a check did not pass: where, what was expected, what happened, and the transcript around it.</summary>
internal static class FailureMessage
{
    public static Exception ToException(CheckSubject subject, IReadOnlyList<CheckResult> results, int made, Exception? cause)
    {
        var message = Write(subject, results, made);
        return results.Any(result => result.Outcome == CheckOutcome.Failed)
            ? new CheckFailedException(subject, results, message, cause)
            : new CheckErrorException(subject, results, message, cause);
    }

    private static string Write(CheckSubject subject, IReadOnlyList<CheckResult> results, int made)
    {
        var text = new StringBuilder();
        var place = $"Conversation '{subject.Conversation.FullName}', {subject.Title}";
        if (results is [var only])
        {
            text.Append(place).Append(": ").Append(Essence(only)).Append('\n');
            Append(text, only, "  ");
        }
        else
        {
            text.Append(place).Append(": ").Append(results.Count).Append(" of ").Append(made).Append(" checks did not pass: ").Append(string.Join("; ", results.Select(Essence))).Append('\n');
            for (var index = 0; index < results.Count; index++)
            {
                text.Append("  ").Append(index + 1).Append(". ").Append(results[index].Name).Append('\n');
                Append(text, results[index], "     ");
            }
        }

        text.Append("  transcript:\n");
        Transcript.WriteAround(subject, text, "    ");
        return text.ToString().TrimEnd('\n');
    }

    private static string Essence(CheckResult result) =>
        result.Outcome == CheckOutcome.Error ? $"the check '{result.Name}' could not be made: {FirstLine(result)}" : $"{result.Name}: {FirstLine(result)}";

    private static string FirstLine(CheckResult result) => ReadableText.OneLine((result.Actual ?? "it did not pass").Split('\n', 2)[0], 500);

    private static void Append(StringBuilder text, CheckResult result, string indent)
    {
        Append(text, indent, "expected: ", result.Expected);
        Append(text, indent, result.Outcome == CheckOutcome.Error ? "error:    " : "actual:   ", result.Actual ?? "it did not pass");
        if (result.Score is > 0 and < 1)
            Append(text, indent, "score:    ", result.Score.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture));
        if (result.Reasoning is { Length: > 0 } reasoning)
            Append(text, indent, "reasoning:", " " + reasoning);
    }

    private static void Append(StringBuilder text, string indent, string label, string value)
    {
        var lines = ReadableText.Cut(value, 4000).Split('\n');
        text.Append(indent).Append(label).Append(lines[0]).Append('\n');
        foreach (var line in lines.Skip(1))
            text.Append(indent).Append(' ', label.Length).Append(line).Append('\n');
    }
}
