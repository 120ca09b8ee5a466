namespace Colloquy.Encryption;

/// <summary>The exception that is thrown when a file or an environment variable with keys is missing or wrong. No store was opened or changed. The message contains no key.</summary>
public sealed class KeyFileException : ColloquyException
{
    internal KeyFileException(string location, int? line, string problem, Exception? inner = null)
        : base($"{(line is null ? "The" : $"Line {line} of the")} {location} {problem}.", inner) => (Location, Line) = (location, line);

    /// <summary>Gets the file or the environment variable.</summary>
    public string Location { get; }

    /// <summary>Gets the number of the line, from 1; null when the whole is wrong.</summary>
    public int? Line { get; }
}
