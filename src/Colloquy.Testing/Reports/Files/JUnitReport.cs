using System.Globalization;
using System.Text;
using System.Xml;

namespace Colloquy.Testing;

/// <summary>Writes a run as JUnit XML, which build servers read: a suite for each conversation, a case for each turn.</summary>
public static class JUnitReport
{
    private const int MostOutput = 20_000;

    /// <summary>Returns the report.</summary>
    /// <param name="run">The run.</param>
    public static string Render(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            writer.WriteStartElement("testsuites");
            Totals(writer, run.Name, run.IsUnfinished ? RunTotals.Sum([run.Totals, new RunTotals { Tests = 1, Errors = 1 }]) : run.Totals, run.Duration);
            foreach (var conversation in run.Conversations.Where(one => !one.IsFork))
                Suite(writer, conversation);
            if (run.IsUnfinished)
                Unfinished(writer, run);
            writer.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}\n";
    }

    /// <summary>Writes the report to a file: it is there whole, or not at all.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static Task WriteAsync(RunRecord run, string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return WholeFile.WriteTextAsync(Path.GetFullPath(path), Render(run), cancellationToken);
    }

    /// <summary>A file of the tests that had passed until then would look green.</summary>
    private static void Unfinished(XmlWriter writer, RunRecord run)
    {
        writer.WriteStartElement("testsuite");
        Totals(writer, "run", new RunTotals { Tests = 1, Errors = 1 }, run.Duration);
        writer.WriteAttributeString("skipped", "0");
        Start(writer, "run", "ends", run.Duration);
        Result(writer, TestOutcome.Error, "The run did not end, so tests are missing.", [], null);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Suite(XmlWriter writer, ConversationRecord conversation)
    {
        var name = conversation.Title;
        writer.WriteStartElement("testsuite");
        Totals(writer, name, conversation.Totals, conversation.Totals.Duration);
        writer.WriteAttributeString("skipped", Text(conversation.Totals.Skipped));
        writer.WriteAttributeString("timestamp", conversation.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        writer.WriteStartElement("properties");
        foreach (var (key, value) in new[] { ("origin", string.Join(", ", Words.Of(conversation.Origin))), ("tokens", Text(conversation.Totals.Usage.Total)), ("cost", conversation.Totals.Cost?.ToString(CultureInfo.InvariantCulture)), ("judgeCost", conversation.Totals.JudgeCost?.ToString(CultureInfo.InvariantCulture)), ("blame", conversation.Blame is { } blame ? Words.Of(blame) : null) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                writer.WriteStartElement("property");
                writer.WriteAttributeString("name", key);
                writer.WriteAttributeString("value", value);
                writer.WriteEndElement();
            }
        }

        writer.WriteEndElement();
        foreach (var turn in conversation.Turns.Where(turn => !turn.IsPrelude && conversation.Restart is null))
            Case(writer, name, turn);
        Whole(writer, name, conversation);
        writer.WriteEndElement();
    }

    private static void Case(XmlWriter writer, string suite, TurnRecord turn)
    {
        Start(writer, suite, turn.Name, turn.Duration);
        Result(writer, turn.Outcome, Words.Why(turn), turn.Checks, turn.Problem?.Type);
        if (turn.Input is not null || turn.Answer is not null)
        {
            writer.WriteStartElement("system-out");
            writer.WriteString(Valid(RecordedText.Cut(string.Join('\n', Transcript(turn)), MostOutput)));
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    /// <summary>The checks of the whole conversation are a case more, as the totals count them.</summary>
    private static void Whole(XmlWriter writer, string suite, ConversationRecord conversation)
    {
        if (conversation.Restart is not null)
        {
            Start(writer, suite, "survives", conversation.Totals.Duration);
            Result(writer, conversation.Outcome, conversation.Reason, [.. conversation.Turns.SelectMany(turn => turn.Checks), .. conversation.Checks], null);
            writer.WriteEndElement();
            return;
        }

        // The one test that the totals count beside the turns; it can fail otherwise than they do.
        var turns = conversation.Turns.Where(turn => !turn.IsPrelude).ToList();
        var left = new[] { TestOutcome.Failed, TestOutcome.Error, TestOutcome.Blocked, TestOutcome.Passed, TestOutcome.Skipped }.Where(one => CountOf(one, conversation.Totals) > turns.Count(turn => turn.Outcome == one)).ToList();
        if (left is not [var outcome, ..])
            return;

        Start(writer, suite, "whole conversation", TimeSpan.Zero);
        Result(writer, outcome, conversation.Reason ?? conversation.Checks.Where(check => check.Outcome.IsBad()).Select(Words.Why).FirstOrDefault(), conversation.Checks, null);
        writer.WriteEndElement();
    }

    private static int CountOf(TestOutcome outcome, RunTotals totals) => outcome switch
    {
        TestOutcome.Failed => totals.Failed,
        TestOutcome.Error => totals.Errors,
        TestOutcome.Blocked => totals.Blocked,
        TestOutcome.Passed => totals.Passed,
        _ => totals.Skipped,
    };

    private static void Result(XmlWriter writer, TestOutcome outcome, string? why, IReadOnlyList<CheckRecord> checks, string? type)
    {
        if (outcome == TestOutcome.Passed)
            return;

        // JUnit has no word for a turn that is blocked; a skipped one would look green.
        writer.WriteStartElement(outcome switch { TestOutcome.Failed => "failure", TestOutcome.Skipped => "skipped", _ => "error" });
        writer.WriteAttributeString("message", Valid(Words.Start(why ?? Words.Of(outcome), 500)));
        if (outcome != TestOutcome.Skipped)
        {
            writer.WriteAttributeString("type", Valid(type ?? Words.Of(outcome)));
            writer.WriteString(Valid(RecordedText.Cut(string.Join('\n', checks.Where(check => check.Outcome.IsBad()).Select(Words.Why).DefaultIfEmpty(why ?? "")), MostOutput)));
        }

        writer.WriteEndElement();
    }

    private static IEnumerable<string> Transcript(TurnRecord turn)
    {
        if (turn.Input is not null)
            yield return $"User: {turn.Input}";
        foreach (var call in turn.ToolCalls)
            yield return $"  {(call.Host is null ? call.Name : $"{call.Host}.{call.Tool}")}{CallText.Arguments(call)}{(call.Error is not null ? $" failed: {call.Error}" : $" = {call.Result}")}";
        if (turn.Answer is not null)
            yield return $"{turn.Agent ?? "Agent"}: {turn.Answer}";
    }

    private static void Start(XmlWriter writer, string suite, string name, TimeSpan duration)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", Valid(suite));
        writer.WriteAttributeString("name", Valid(name));
        writer.WriteAttributeString("time", Seconds(duration));
    }

    private static void Totals(XmlWriter writer, string name, RunTotals totals, TimeSpan duration)
    {
        writer.WriteAttributeString("name", Valid(name));
        writer.WriteAttributeString("tests", Text(totals.Tests));
        writer.WriteAttributeString("failures", Text(totals.Failed));
        writer.WriteAttributeString("errors", Text(totals.Errors + totals.Blocked));
        writer.WriteAttributeString("time", Seconds(duration));
    }

    private static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>XML has no control characters and no halves of characters.</summary>
    private static string Valid(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
            return text;

        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            valid.Append(rune.Value is < 0x20 and not ('\n' or '\r' or '\t') ? ((char)(0x2400 + rune.Value)).ToString() : rune.Value is 0xFFFE or 0xFFFF ? "\ufffd" : rune.ToString());
        return valid.ToString();
    }
}
