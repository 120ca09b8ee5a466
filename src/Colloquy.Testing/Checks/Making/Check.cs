namespace Colloquy.Testing;

/// <summary>Represents a check of a turn or of a whole conversation. Derive from it for a check that waits for something, and from <see cref="ImmediateCheck"/> for one that only looks.</summary>
/// <remarks>A check is data: it can be made of any number of turns and conversations, at the same time.</remarks>
public abstract class Check
{
    /// <summary>Gets the name, such as <c>tool called</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Gets what is expected, as a sentence without its subject's name, such as <c>the tool 'transfer' is called once</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>Makes the check.</summary>
    /// <param name="subject">The turn or the conversation.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The result. A check that cannot be made returns <see cref="CheckOutcome.Error"/>, or throws, which is the same.</returns>
    public abstract ValueTask<CheckResult> MakeAsync(CheckSubject subject, CancellationToken cancellationToken = default);

    /// <summary>Returns the result of a check that passed.</summary>
    /// <param name="actual">What happened, as a sentence; null when there is nothing to say.</param>
    protected CheckResult Pass(string? actual = null) => new() { Name = Name, Outcome = CheckOutcome.Passed, Score = 1, Expected = Expected, Actual = actual };

    /// <summary>Returns the result of a check that failed: the agent did not do what was expected.</summary>
    /// <param name="actual">What happened, as a sentence. Its first line is part of the first line of the failure message.</param>
    protected CheckResult Fail(string actual) => new() { Name = Name, Outcome = CheckOutcome.Failed, Score = 0, Expected = Expected, Actual = actual };

    /// <summary>Returns the result of a check that could not be made. It fails the run, and is not counted against the agent.</summary>
    /// <param name="reason">The reason, and what to do about it.</param>
    protected CheckResult CannotTell(string reason) => new() { Name = Name, Outcome = CheckOutcome.Error, Score = 0, Expected = Expected, Actual = reason };

    /// <summary>Returns the result of a check that could not be made by a mistake of the test itself, such as a misspelled name.</summary>
    private protected CheckResult Mistaken(string reason) => CannotTell(reason) with { IsTestMistake = true };

    /// <summary>Returns the result of a graded check.</summary>
    /// <param name="score">The score, from 0 to 1.</param>
    /// <param name="atLeast">The lowest score that passes, from 0 to 1.</param>
    /// <param name="actual">What happened, as a sentence.</param>
    /// <param name="reasoning">The reasoning behind the score; null for none.</param>
    protected CheckResult Grade(double score, double atLeast, string actual, string? reasoning = null) => new()
    {
        Name = Name,
        Outcome = score >= atLeast ? CheckOutcome.Passed : CheckOutcome.Failed,
        Score = score,
        Expected = Expected,
        Actual = actual,
        Reasoning = reasoning,
    };

    /// <summary>Returns the name and what is expected.</summary>
    public override string ToString() => $"{Name}: {Expected}";
}
