using Xunit.Sdk;
using Xunit.v3;

namespace Colloquy.Testing.Running;

/// <summary>Learns how a turn ends from what its test reports, and passes that on, or drops it for a turn that is not reported.</summary>
/// <param name="inner">Is given what is reported; null for a turn that is not reported.</param>
/// <param name="hasAnswer">Returns whether the agent has answered in the last turn of the test.</param>
internal sealed class OutcomeBus(IMessageBus? inner, Func<bool> hasAnswer) : IMessageBus
{
    /// <summary>Gets how the turn ended. A test that ended without a result has no answer.</summary>
    public TurnOutcome Outcome { get; private set; } = new(TurnEnd.NoAnswer, "did not run to its end");

    public bool QueueMessage(IMessageSinkMessage message)
    {
        Outcome = message switch
        {
            ITestPassed => new TurnOutcome(TurnEnd.Answered),
            ITestFailed { Cause: FailureCause.Assertion } failed => new TurnOutcome(TurnEnd.Answered, $"failed its checks: {Describe(failed)}", FailureOf(failed, isAssertion: true)),
            ITestFailed failed when IsLate(failed) => new TurnOutcome(TurnEnd.NoAnswer, "has no answer: it took longer than its time-out", FailureOf(failed)),
            ITestFailed failed => new TurnOutcome(TurnEnd.NoAnswer, $"{(hasAnswer() && failed.ExceptionTypes.FirstOrDefault() != typeof(ToolHostException).FullName ? "threw after its answer" : "has no answer")}: {Describe(failed)}", FailureOf(failed)),
            ITestSkipped skipped => new TurnOutcome(TurnEnd.Skipped, $"was skipped: {skipped.Reason}"),
            ITestNotRun => new TurnOutcome(TurnEnd.Skipped, "is explicit and was not run"),

            // xunit cancels a test that is late, and what the cancelled test then throws is reported after the time-out. The time-out is the reason.
            IErrorMessage or ITestCaseCleanupFailure or ITestCleanupFailure when Outcome is { End: TurnEnd.NoAnswer, Failure: not null } => Outcome,
            IErrorMessage or ITestCaseCleanupFailure or ITestCleanupFailure => new TurnOutcome(TurnEnd.NoAnswer, $"did not end cleanly: {Describe((IErrorMetadata)message)}", FailureOf((IErrorMetadata)message)),
            _ => Outcome,
        };
        return inner?.QueueMessage(message) ?? true;
    }

    public void Dispose()
    {
        // The runner owns the inner bus.
    }

    // When the cleanup of a late test fails, too, xunit reports both as one, of another cause.
    private static bool IsLate(ITestFailed failed) => failed.Cause == FailureCause.Timeout || failed.ExceptionTypes.Contains(typeof(TestTimeoutException).FullName);

    private static string Describe(IErrorMetadata failed)
    {
        // The reason why there is no answer says more than that there is none.
        var index = failed.ExceptionTypes is [var outer, not null, ..] && outer == typeof(NoAnswerException).FullName ? 1 : 0;
        var type = failed.ExceptionTypes.ElementAtOrDefault(index);
        var message = failed.Messages.ElementAtOrDefault(index)?.Split('\n', 2)[0].Trim();
        return string.IsNullOrEmpty(type) ? $"{message}" : $"{message} ({type[(type.LastIndexOf('.') + 1)..]})";
    }

    private static TurnFailure FailureOf(IErrorMetadata failed, bool isAssertion = false) => new(isAssertion, failed.ExceptionTypes.FirstOrDefault(), failed.Messages.FirstOrDefault() ?? "");
}
