namespace Colloquy;

/// <summary>Specifies what happens to calls that wait for a person on the branch when there is new input.</summary>
public enum WhenWaiting
{
    /// <summary>The calls still wait. The model is shown a placeholder as the result of each and answers the new input. When the calls are answered, their outcome begins a new turn.</summary>
    Keep = 0,

    /// <summary>The calls are withdrawn, and do not run. Calls that a person has approved already are kept, as by <see cref="Keep"/>.</summary>
    Withdraw = 1,

    /// <summary>The input is refused with a <see cref="CallsWaitingException"/>.</summary>
    Reject = 2,
}
