namespace Colloquy.Testing.Running;

/// <summary>How a turn ended.</summary>
internal enum TurnEnd
{
    /// <summary>It passed, or only its checks failed: the conversation goes on.</summary>
    Answered,

    /// <summary>It threw anything but a failed assertion, or took too long.</summary>
    NoAnswer,

    /// <summary>It was not run, since a turn that it needs has no answer.</summary>
    Blocked,

    /// <summary>It was not run, since it is to be skipped or run only when asked for.</summary>
    Skipped,
}

/// <summary>How a turn ended, and why.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Reason">Why, as the end of a sentence that begins with the turn; null when it passed.</param>
/// <param name="Failure">The exception with which it failed; null when it did not.</param>
internal sealed record TurnOutcome(TurnEnd End, string? Reason = null, TurnFailure? Failure = null)
{
    public static TurnOutcome NotStarted(Exception error) => new(TurnEnd.NoAnswer, $"has no answer: the conversation did not start: {error.Message.Split('\n', 2)[0].Trim()} ({error.GetType().Name})");

    public bool Blocks => End is TurnEnd.NoAnswer or TurnEnd.Skipped;
}

/// <summary>The exception with which the test of a turn failed, as far as xunit tells it.</summary>
/// <param name="IsAssertion">Whether it is an assertion that failed.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Message">Its message.</param>
internal sealed record TurnFailure(bool IsAssertion, string? Type, string Message);
