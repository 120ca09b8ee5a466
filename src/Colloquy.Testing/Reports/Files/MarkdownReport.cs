using System.Globalization;
using System.Text;

namespace Colloquy.Testing;

/// <summary>Writes a run as Markdown, for a comment on a pull request: the verdict, what moved, and what failed.</summary>
public static class MarkdownReport
{
    /// <summary>Returns the report.</summary>
    /// <param name="run">The run.</param>
    /// <param name="baseline">The run to compare with; null for none.</param>
    /// <param name="maxLength">The most characters of the report, at least 2,000. GitHub accepts 65,536 in a comment.</param>
    public static string Render(RunRecord run, RunRecord? baseline = null, int maxLength = 60_000)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 2_000);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {Sign(run.Verdict)} {Escape(Words.Verdict(run))}\n\n**{Escape(run.Name)}** · ")
            .AppendJoin(" · ", new[] { Figures.Count(run.Totals.Conversations, "conversation"), Figures.Duration(run.Duration), Figures.Count(run.Totals.Usage.Total, "token"), run.Totals.Cost is { } cost ? Figures.Cost(cost, run.Totals.CostIsPartial) : null, run.Totals.JudgeCost is { } judges ? $"judges {Figures.Cost(judges)}" : null }.OfType<string>())
            .Append("\n\n");
        if (baseline is not null)
            Moved(text, RunComparison.Compare(baseline, run));
        var left = Rows(text, run, maxLength - 600);
        if (left > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n… and {Figures.Count(left, "conversation")} more, in the HTML report.\n");
        return text.ToString();
    }

    /// <summary>Writes the report to a file: it is there whole, or not at all.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="baseline">The run to compare with; null for none.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static Task WriteAsync(RunRecord run, string path, RunRecord? baseline = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return WholeFile.WriteTextAsync(Path.GetFullPath(path), Render(run, baseline), cancellationToken);
    }

    private static void Moved(StringBuilder text, RunComparison comparison)
    {
        foreach (var (kind, name) in new[] { (ChangeKinds.NewlyFailing, "Newly failing"), (ChangeKinds.NewlyPassing, "Newly passing"), (ChangeKinds.Slower, "Slower"), (ChangeKinds.Dearer, "Dearer"), (ChangeKinds.Removed, "Removed") })
        {
            var moved = comparison.Where(kind);
            if (moved.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $"- {name}: {string.Join(", ", moved.Take(10).Select(one => Code(NameOf((one.After ?? one.Before)!))))}{(moved.Count > 10 ? $" and {moved.Count - 10} more" : "")}\n");
        }

        if (text[^2] != '\n')
            text.Append('\n');
    }

    /// <summary>What failed first; whole rows only.</summary>
    private static int Rows(StringBuilder text, RunRecord run, int most)
    {
        if (run.Conversations.Count == 0)
            return 0;

        text.Append("| | conversation | turns | time | tokens | cost | why |\n| --- | --- | ---: | ---: | ---: | ---: | --- |\n");
        var rows = run.Conversations.OrderBy(one => one.Outcome switch { TestOutcome.Failed => 0, TestOutcome.Error => 1, TestOutcome.Blocked => 2, _ => 3 }).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = Row(rows[i]);
            if (text.Length + row.Length > most)
                return rows.Count - i;
            text.Append(row);
        }

        return 0;
    }

    private static string Row(ConversationRecord one)
    {
        var passed = one.Turns.Count(turn => turn.Outcome == TestOutcome.Passed);
        var origin = string.Join(", ", Words.Of(one.Origin));
        return string.Create(CultureInfo.InvariantCulture, $"| {Sign(one.Outcome)} | {Code(NameOf(one))}{(origin.Length > 0 ? $" <sub>{origin}</sub>" : "")} | {passed} of {one.Turns.Count} | {Figures.Duration(one.Totals.Duration)} | {Figures.Count(one.Totals.Usage.Total)} | {(one.Totals.Cost is { } cost ? Figures.Cost(cost, one.Totals.CostIsPartial) : "")} | {Why(one)} |\n");
    }

    private static string Why(ConversationRecord one)
    {
        if (!one.Outcome.IsBad())
            return "";

        var reasons = one.Turns.Where(turn => turn.Outcome.IsBad()).Select(turn => $"**{Escape(Words.Start(turn.Name, 60))}** {Escape(Words.Start(Words.Why(turn) ?? Words.Of(turn.Outcome), 200))}")
            .Concat(one.Checks.Where(check => check.Outcome.IsBad()).Select(check => Escape(Words.Start(Words.Why(check), 200))))
            .Concat(one.Reason is null ? [] : [Escape(Words.Start(one.Reason, 200))]).ToList();
        return string.Join("<br>", reasons.Take(3)) + (reasons.Count > 3 ? $"<br>and {reasons.Count - 3} more" : "") + (one.Blame is { } blame && blame != Blame.Agent ? $"<br>Blame: {Words.Of(blame)}" : "");
    }

    private static string NameOf(ConversationRecord one) => Words.Start(one.Title, 120);

    private static string Sign(TestOutcome outcome) => outcome switch
    {
        TestOutcome.Passed => "✅",
        TestOutcome.Failed => "❌",
        TestOutcome.Error => "❗",
        TestOutcome.Blocked => "⛔",
        _ => "➖",
    };

    private static string Code(string text) => $"<code>{Escape(text)}</code>";

    /// <summary>A text that stays one cell, is no markup, names nobody and links to nothing.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var one in HtmlText.Escape(text))
        {
            switch (one)
            {
                case '|' or '`' or '*' or '_' or '[' or ']' or '\\' or '~' or '!':
                    escaped.Append('\\').Append(one);
                    break;
                case '@':
                    // A word joiner keeps a name from being a mention.
                    escaped.Append("@\u2060");
                    break;
                case '\n' or '\t':
                    escaped.Append(' ');
                    break;
                default:
                    escaped.Append(one);
                    break;
            }
        }

        return escaped.Replace("://", ":\u2060//").ToString();
    }
}
