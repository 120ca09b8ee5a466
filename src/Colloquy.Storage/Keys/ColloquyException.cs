namespace Colloquy;

/// <summary>The base of every exception that Colloquy throws for a conflict, a refusal or a broken promise.</summary>
/// <remarks>
/// Every exception type of Colloquy's packages derives from it, those of models and MCP servers too. What .NET has a type for is not among
/// them: a wrong argument (<see cref="ArgumentException"/>), a call that the object's state does not allow
/// (<see cref="InvalidOperationException"/>), a disposed store (<see cref="ObjectDisposedException"/>), text of a wrong form
/// (<see cref="FormatException"/>), and cancellation (<see cref="OperationCanceledException"/>), since callers and frameworks look for those.
/// </remarks>
public abstract class ColloquyException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do, in full sentences.</param>
    /// <param name="inner">What it came of; null for nothing.</param>
    protected ColloquyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
