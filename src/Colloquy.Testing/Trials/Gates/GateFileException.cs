namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a gate file cannot be used. A command line exits with 2.</summary>
public sealed class GateFileException : ColloquyException
{
    internal GateFileException(long? line, string message, Exception? innerException = null)
        : base(message, innerException) => Line = line;

    /// <summary>Gets the number of the line, from 1; null when the whole file is meant.</summary>
    public long? Line { get; }
}
