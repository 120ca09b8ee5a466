namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a file is not a cassette that can be used: it is cut, of a newer version, of another conversation, or no cassette.</summary>
public sealed class CassetteFormatException : ColloquyException, IBlame
{
    internal CassetteFormatException(string path, int line, string problem, Exception? innerException = null)
        : base($"{path}({line}): {problem}", innerException) => (Path, Line) = (path, line);

    /// <inheritdoc />
    public Blame Blame => Blame.Infrastructure;

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <summary>Gets a value that indicates whether the file is a cassette of a known version that was damaged, so that nothing is lost when it is recorded again.</summary>
    internal bool IsDamage { get; init; } = true;

    /// <summary>Gets the line, from 1.</summary>
    public int Line { get; }
}
