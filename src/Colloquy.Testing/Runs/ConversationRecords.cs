namespace Colloquy.Testing;

/// <summary>Completes records of conversations: joins what a test framework said, and adds up.</summary>
internal static class ConversationRecords
{
    public static ConversationRecord Complete(ConversationRecord record, IReadOnlyList<TurnNote> notes, BlameNotes blames)
    {
        var turns = record.Turns.ToList();
        foreach (var note in notes.Where(note => note.Turn is not null))
        {
            // A method can take several turns; what failed it came after the last of them.
            var index = turns.FindLastIndex(turn => turn.Name == note.Turn);
            if (index >= 0)
                turns[index] = note.ApplyTo(turns[index]);
            else
                turns.Add(note.ToRecord());
        }

        // A conversation that says nothing about the agent is an error, whether its checks passed or not.
        var whole = notes.Where(note => note.Turn is null).ToList();
        var checks = TestOutcomes.Worst([.. record.Checks.Select(check => check.Outcome), .. whole.Select(note => note.Outcome), .. record.Outcome.IsBad() ? [record.Outcome] : Array.Empty<TestOutcome>()]);
        var outcome = TestOutcomes.Worst([.. turns.Select(turn => turn.Outcome), .. checks is { } one ? [one] : Array.Empty<TestOutcome>()]) ?? TestOutcome.Passed;
        return record with
        {
            Turns = turns,
            Outcome = outcome,
            Blame = outcome.IsBad() ? record.Blame ?? blames.Find(turns, notes) ?? (outcome == TestOutcome.Failed ? Blame.Agent : null) : null,
            Reason = record.Reason is null && whole.Count == 0 ? null : string.Join('\n', whole.Select(note => note.Reason).Prepend(record.Reason).OfType<string>()),
            Origin = turns.Aggregate(AnswerOrigin.Unknown, (origin, turn) => origin | turn.Origin),
            Totals = TotalsOf(record, turns, record.Restart is null ? checks : outcome),
        };
    }

    private static RunTotals TotalsOf(ConversationRecord record, List<TurnRecord> turns, TestOutcome? wholeOutcome)
    {
        // What a restart matrix holds is judged as a whole.
        IReadOnlyList<TestOutcome> tests = record.IsFork ? [] : [.. turns.Where(turn => !turn.IsPrelude && record.Restart is null).Select(turn => turn.Outcome), .. wholeOutcome is { } one ? [one] : Array.Empty<TestOutcome>()];
        var checks = turns.SelectMany(turn => turn.Checks).Concat(record.Checks).ToList();
        return new RunTotals
        {
            Conversations = record.IsFork || record.Restart is not null ? 0 : 1,
            Tests = tests.Count,
            Passed = tests.Count(test => test == TestOutcome.Passed),
            Failed = tests.Count(test => test == TestOutcome.Failed),
            Errors = tests.Count(test => test == TestOutcome.Error),
            Blocked = tests.Count(test => test == TestOutcome.Blocked),
            Skipped = tests.Count(test => test == TestOutcome.Skipped),
            ToolCalls = turns.Sum(turn => turn.ToolCalls.Count),
            ModelCalls = turns.Sum(turn => turn.ModelCalls.Count),
            Usage = TokenCounts.Sum(turns.Select(turn => turn.Usage)),
            JudgeUsage = TokenCounts.Sum(checks.Select(check => check.Usage).OfType<TokenCounts>()),
            Cost = RunTotals.SumOf(turns.Select(turn => turn.Cost)),
            CostIsPartial = turns.Any(turn => turn.Cost is null && turn.ModelCalls.Count > 0),
            JudgeCost = RunTotals.SumOf(checks.Select(check => check.Cost)),
            Duration = new TimeSpan(turns.Sum(turn => turn.Duration.Ticks)),
        };
    }
}
