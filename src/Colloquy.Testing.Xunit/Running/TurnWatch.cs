using Xunit;

namespace Colloquy.Testing.Running;

/// <summary>Watches what the test of a turn does with its conversation, and fails the test when its success says nothing.</summary>
internal sealed class TurnWatch(Conversation conversation, TurnListener listener, string turn)
{
    private CancellationToken _token;
    private (int, int, int) _before;
    private IReadOnlyList<CheckResult> _checks = [];

    /// <summary>Begins in the context of the test, whose token ends its calls.</summary>
    public void Begin()
    {
        _token = conversation.CancellationToken = TestContext.Current.CancellationToken;
        _checks = Checks();
        _before = Count();
    }

    /// <exception cref="TurnException">The conversation is invalid, or the test passed without waiting for an answer.</exception>
    /// <exception cref="RecordedFailureException">The test passed, and a check that it recorded did not.</exception>
    /// <exception cref="RecordedErrorException">The test passed, and a check that it recorded could not be made.</exception>
    public void End()
    {
        if (conversation.CancellationToken == _token)
            conversation.CancellationToken = CancellationToken.None;

        var state = TestContext.Current.TestState;
        if (conversation.Invalid is { } invalid)
        {
            if (state?.ExceptionMessages?.Any(message => message.Contains(invalid.Reason, StringComparison.Ordinal)) != true)
                throw new TurnException($"The conversation '{conversation.FullName}' is invalid, so it says nothing about the agent. To blame: {NameOf(invalid.Blame)}. {invalid.Reason}");
        }
        else if (state?.Result == TestResult.Passed)
        {
            ThrowIfIdle();
            ThrowIfUnmet();
        }
    }

    private void ThrowIfIdle()
    {
        if (conversation.RunningTurn is not null)
            throw new TurnException($"The test of the turn {turn} ended while the agent still answered. Await each call of {nameof(Conversation.SayAsync)}.");
        if (Count() == _before)
            throw new TurnException($"The turn {turn} did nothing with the conversation '{conversation.FullName}': it said nothing, and it made no check of 'Expect'. Call {nameof(Conversation.SayAsync)}, or move what it looks at into the turn before it.");
    }

    /// <summary>Reports count these checks, so the test does, too.</summary>
    private void ThrowIfUnmet()
    {
        var unmet = Checks().Except(_checks, ReferenceEqualityComparer.Instance).Cast<CheckResult>().Where(check => check.Outcome != CheckOutcome.Passed).ToList();
        if (unmet.Find(check => check.Outcome == CheckOutcome.Failed) is { } failed)
            throw new RecordedFailureException($"The check '{failed.Name}' of the turn {turn} failed, and the test went on. Expected: {failed.Expected} Actual: {failed.Actual}");
        if (unmet.FirstOrDefault() is { } error)
            throw new RecordedErrorException($"The check '{error.Name}' of the turn {turn} could not be made, and the test went on. {error.Actual}");
    }

    private IReadOnlyList<CheckResult> Checks() => [.. conversation.Turns.SelectMany(each => each.Checks), .. conversation.Checks];

    private (int Turns, int Checks, int Calls) Count() => (listener.Turns, Checks().Count, conversation.OtherModelCalls.Count);

    private static string NameOf(Blame blame) => blame switch
    {
        Blame.Simulator => "the simulated user",
        Blame.ToolHost => "a tool host",
        Blame.Judge => "a judge",
        Blame.Test => "the test",
        _ => "the infrastructure",
    };
}
