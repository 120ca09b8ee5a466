namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a cassette cannot be recorded: its file cannot be written, or another conversation recorded it at the same time.</summary>
public sealed class CassetteNotWrittenException : ColloquyException, IBlame
{
    internal CassetteNotWrittenException(string cassette, string message, Exception? innerException = null)
        : base(message, innerException) => Cassette = cassette;

    /// <inheritdoc />
    public Blame Blame => Blame.Infrastructure;

    /// <summary>Gets the path of the cassette.</summary>
    public string Cassette { get; }
}
