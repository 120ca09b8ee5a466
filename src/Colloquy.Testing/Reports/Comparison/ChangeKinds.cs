namespace Colloquy.Testing;

/// <summary>Specifies in what two runs, conversations or turns differ.</summary>
[Flags]
public enum ChangeKinds
{
    /// <summary>There is no difference.</summary>
    None = 0,

    /// <summary>The test passed, and does not any more.</summary>
    NewlyFailing = 1,

    /// <summary>The test passes, and did not before.</summary>
    NewlyPassing = 2,

    /// <summary>Added since: it was not there before.</summary>
    Added = 4,

    /// <summary>Removed since: it is not there any more.</summary>
    Removed = 8,

    /// <summary>Another outcome that is not green, or a test that is now skipped.</summary>
    Outcome = 16,

    /// <summary>Other tool calls, other arguments, another order, or another result.</summary>
    Calls = 32,

    /// <summary>Another state of the session, or of a tool host, as far as both tests looked at it.</summary>
    State = 64,

    /// <summary>Other words in the answer or in what was said.</summary>
    Text = 128,

    /// <summary>More than one and a half times as slow, and slower by more than 250 milliseconds. Replayed answers are not compared.</summary>
    Slower = 256,

    /// <summary>More than one and a half times as fast, and faster by more than 250 milliseconds. Replayed answers are not compared.</summary>
    Faster = 512,

    /// <summary>Dearer by more than a tenth; where no cost is known, by more than a tenth of the tokens.</summary>
    Dearer = 1024,

    /// <summary>Cheaper by more than a tenth; where no cost is known, by more than a tenth of the tokens.</summary>
    Cheaper = 2048,
}

internal static class Change
{
    /// <summary>Changes of what was said and done, apart from time and money.</summary>
    public const ChangeKinds OfBehavior = ChangeKinds.NewlyFailing | ChangeKinds.NewlyPassing | ChangeKinds.Added | ChangeKinds.Removed | ChangeKinds.Outcome | ChangeKinds.Calls | ChangeKinds.State | ChangeKinds.Text;

    private static readonly (ChangeKinds Kind, string Word)[] Words =
    [
        (ChangeKinds.NewlyFailing, "newly failing"), (ChangeKinds.NewlyPassing, "newly passing"), (ChangeKinds.Added, "added"), (ChangeKinds.Removed, "removed"), (ChangeKinds.Outcome, "outcome"),
        (ChangeKinds.Calls, "tool calls"), (ChangeKinds.State, "state"), (ChangeKinds.Text, "text"), (ChangeKinds.Slower, "slower"), (ChangeKinds.Faster, "faster"), (ChangeKinds.Dearer, "dearer"), (ChangeKinds.Cheaper, "cheaper"),
    ];

    public static IReadOnlyList<string> WordsOf(ChangeKinds kinds) => [.. Words.Where(one => kinds.HasFlag(one.Kind)).Select(one => one.Word)];

    /// <summary>What matters most has the lowest number.</summary>
    public static int RankOf(ChangeKinds kinds) => Array.FindIndex(Words, one => kinds.HasFlag(one.Kind)) is var index and >= 0 ? index : Words.Length;

    public static ChangeKinds OfOutcomes(TestOutcome before, TestOutcome after) => (before, after) switch
    {
        _ when before == after => ChangeKinds.None,
        (TestOutcome.Passed, _) when after.IsBad() => ChangeKinds.NewlyFailing,
        (_, TestOutcome.Passed) when before.IsBad() => ChangeKinds.NewlyPassing,
        _ => ChangeKinds.Outcome,
    };

    public static ChangeKinds OfDurations(TimeSpan before, TimeSpan after, bool comparable) =>
        !comparable || (after - before).Duration() <= TimeSpan.FromMilliseconds(250) ? ChangeKinds.None
        : after > before * 1.5 ? ChangeKinds.Slower
        : before > after * 1.5 ? ChangeKinds.Faster
        : ChangeKinds.None;

    public static ChangeKinds OfCosts(decimal? before, decimal? after, long tokensBefore, long tokensAfter)
    {
        var (old, current) = before is { } a && after is { } b ? (a, b) : (tokensBefore, (decimal)tokensAfter);
        return current > old * 1.1m ? ChangeKinds.Dearer : old > current * 1.1m ? ChangeKinds.Cheaper : ChangeKinds.None;
    }
}
