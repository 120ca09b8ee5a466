namespace Colloquy.Testing;

/// <summary>Represents the outcome of a turn, a conversation or a run. Only <see cref="Passed"/> is green.</summary>
public enum TestOutcome
{
    /// <summary>Everything that was checked passed.</summary>
    Passed,

    /// <summary>The agent did not do what was expected.</summary>
    Failed,

    /// <summary>The turn has no answer, or a check could not be made. It fails the run.</summary>
    Error,

    /// <summary>The turn did not run, because a turn that it needs has no answer.</summary>
    Blocked,

    /// <summary>The turn was left out on purpose.</summary>
    Skipped,
}

internal static class TestOutcomes
{
    /// <summary>The worst of several outcomes; null when there are none.</summary>
    public static TestOutcome? Worst(IEnumerable<TestOutcome> outcomes)
    {
        TestOutcome? worst = null;
        foreach (var outcome in outcomes)
        {
            if (worst is null || Rank(outcome) > Rank(worst.Value))
                worst = outcome;
        }

        return worst;
    }

    public static TestOutcome Of(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => TestOutcome.Passed,
        CheckOutcome.Failed => TestOutcome.Failed,
        _ => TestOutcome.Error,
    };

    /// <summary>Whether the outcome fails a run.</summary>
    public static bool IsBad(this TestOutcome outcome) => outcome is TestOutcome.Failed or TestOutcome.Error or TestOutcome.Blocked;

    private static int Rank(TestOutcome outcome) => outcome switch
    {
        TestOutcome.Failed => 4,
        TestOutcome.Error => 3,
        TestOutcome.Blocked => 2,
        TestOutcome.Passed => 1,
        _ => 0,
    };
}
