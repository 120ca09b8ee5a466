namespace Colloquy.Testing;

/// <summary>Completes records of runs: orders their conversations, and adds up.</summary>
internal static class RunRecords
{
    public static RunRecord Of(RunRecord run, IEnumerable<ConversationRecord> conversations)
    {
        IReadOnlyList<ConversationRecord> ordered =
        [
            .. conversations.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Variant, StringComparer.Ordinal).ThenBy(one => one.Restart is not null).ThenBy(one => one.Trial).ThenBy(one => one.IsFork).ThenBy(one => one.Started),
        ];
        var totals = RunTotals.Sum([.. ordered.Select(one => one.Totals)]);

        // A run that did not end is never green, whatever had passed until then.
        var verdict = TestOutcomes.Worst([.. ordered.Select(one => one.Outcome), .. run.IsUnfinished ? [TestOutcome.Error] : Array.Empty<TestOutcome>()]);
        return run with { Conversations = ordered, Totals = totals, Verdict = totals.Tests == 0 ? TestOutcome.Error : verdict ?? TestOutcome.Error };
    }
}
