namespace Colloquy;

/// <summary>The exception that a tool throws to give the model the reason for its failure. The message is the result of the call, and the log records it.</summary>
/// <remarks>Of any other exception the model and the log learn the type alone, unless the agent says <c>IncludeDetailedErrors</c>.</remarks>
public class ToolFailedException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the model is told, after <c>Error: </c>: what went wrong, and what it can do.</param>
    public ToolFailedException(string message)
        : this(message, inner: null)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the model is told, after <c>Error: </c>: what went wrong, and what it can do.</param>
    /// <param name="inner">What it came of, for the application's log; the model is not told. Null for nothing.</param>
    public ToolFailedException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
