namespace Colloquy;

/// <summary>The exception that a tool throws to give the model the reason for its failure. The message is the result of the call, and the log records it.</summary>
/// <remarks>Of any other exception, the model and the log receive only the type, unless <c>Agent.IncludeDetailedErrors</c> is true.</remarks>
public class ToolFailedException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text for the model, which follows <c>Error: </c>: the failure, and what the model can do.</param>
    public ToolFailedException(string message)
        : this(message, inner: null)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text for the model, which follows <c>Error: </c>: the failure, and what the model can do.</param>
    /// <param name="inner">The exception that caused it, for the log of the application, which the model does not receive; null for none.</param>
    public ToolFailedException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
