namespace Colloquy.Testing;

/// <summary>The exception that is thrown when the file of a run cannot be read: it is cut, is no run, or was written by a newer version.</summary>
/// <param name="file">The path of the file.</param>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="innerException">The reason.</param>
public sealed class RunUnreadableException(string file, string message, Exception? innerException = null) : ColloquyException(message, innerException)
{
    /// <summary>Gets the path of the file.</summary>
    public string File { get; } = file;
}
