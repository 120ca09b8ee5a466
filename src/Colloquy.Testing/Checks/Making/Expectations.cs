namespace Colloquy.Testing;

/// <summary>Provides checks of a turn or a conversation. Each check is recorded, also when it passes, and throws when it does not.</summary>
public abstract class Expectations
{
    private readonly List<(CheckResult Result, Exception? Cause)>? _collected;

    private protected Expectations(CheckSubject subject, bool collects)
    {
        Subject = subject;
        _collected = collects ? [] : null;
    }

    /// <summary>Gets what is checked.</summary>
    public CheckSubject Subject { get; }

    /// <summary>Gets how values are compared by the checks that follow, such as the arguments of a tool.</summary>
    internal ComparisonRules Rules { get; set; } = ComparisonRules.Default;

    /// <summary>Returns expectations of the same subject that collect what does not pass.</summary>
    internal abstract Expectations Collecting();

    internal void Run(ImmediateCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        CheckResult result;
        Exception? cause = null;
        try
        {
            result = Subject.Turns.Count > 0 ? check.Make(Subject) : NothingToCheck(check);
        }
        catch (Exception error)
        {
            (result, cause) = (CouldNotCheck(check, error), error);
        }

        Take(result, cause);
    }

    internal async Task RunAsync(Check check, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(check);
        cancellationToken = Subject.Conversation.TokenOr(cancellationToken);
        CheckResult result;
        Exception? cause = null;
        try
        {
            result = await check.MakeAsync(Subject, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            (result, cause) = (CouldNotCheck(check, error), error);
        }

        Take(result, cause);
    }

    /// <summary>Throws for what was collected; with an error of the test itself, which is not a check, inside.</summary>
    internal void ThrowCollected(Exception? thrown = null)
    {
        var bad = _collected!.Where(each => each.Result.Outcome != CheckOutcome.Passed).ToList();
        if (bad.Count > 0)
            throw FailureMessage.ToException(Subject, [.. bad.Select(each => each.Result)], _collected!.Count, thrown ?? bad.Select(each => each.Cause).FirstOrDefault(cause => cause is not null));
    }

    private void Take(CheckResult result, Exception? cause)
    {
        Subject.Record(result);
        if (_collected is not null)
            _collected.Add((result, cause));
        else if (result.Outcome != CheckOutcome.Passed)
            throw FailureMessage.ToException(Subject, [result], 1, cause);
    }

    /// <summary>A check that only looks at turns would pass where there are none, and say nothing.</summary>
    private static CheckResult NothingToCheck(Check check) =>
        new() { Name = check.Name, Outcome = CheckOutcome.Error, Expected = check.Expected, Actual = "The conversation has no turn. Say something first.", IsTestMistake = true };

    private static CheckResult CouldNotCheck(Check check, Exception error) =>
        new() { Name = check.Name, Outcome = CheckOutcome.Error, Expected = check.Expected, Actual = $"{error.GetType().Name}: {error.Message}" };
}
