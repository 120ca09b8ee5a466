namespace Colloquy;

/// <summary>The base class of the exceptions that Colloquy throws for conflicts, refusals and failures.</summary>
/// <remarks>
/// Every exception type of Colloquy's packages derives from it, including those of models and MCP servers. Where .NET has a type, that type is
/// thrown instead: for a wrong argument (<see cref="ArgumentException"/>), a call that the object's state does not allow
/// (<see cref="InvalidOperationException"/>), a disposed store (<see cref="ObjectDisposedException"/>), text of a wrong form
/// (<see cref="FormatException"/>), and cancellation (<see cref="OperationCanceledException"/>), since callers and frameworks look for those.
/// </remarks>
public abstract class ColloquyException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened and what to do, in full sentences.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    protected ColloquyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
