namespace Colloquy;

/// <summary>Specifies what new input does when calls wait for a person on the branch.</summary>
public enum WhenWaiting
{
    /// <summary>They wait on. The model is shown a placeholder as the result of each, the new input gets its answer, and once they are answered their outcome opens a turn of its own.</summary>
    Keep = 0,

    /// <summary>They are withdrawn, and do not run. What a person approved already is kept, as by <see cref="Keep"/>.</summary>
    Withdraw = 1,

    /// <summary>The input is refused with a <see cref="CallsWaitingException"/>.</summary>
    Reject = 2,
}
