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
internal sealed record TurnOutcome(TurnEnd End, string? Reason = null)
{
    public bool Blocks => End is TurnEnd.NoAnswer or TurnEnd.Skipped;
}
