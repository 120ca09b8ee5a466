namespace Colloquy;

/// <summary>Thrown when a price file cannot be used.</summary>
public sealed class PriceFileException : ColloquyException
{
    internal PriceFileException(string path, string problem, long? line = null, string? field = null, Exception? inner = null)
        : base($"The price file '{path}' cannot be used{(line is null ? "" : $", for line {line}")}{(string.IsNullOrEmpty(field) ? "" : $" ({field})")}: {problem}", inner)
    {
        Path = path;
        Line = line;
        Field = field;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The line that is wrong, from 1; null when it is none in particular.</summary>
    public long? Line { get; }

    /// <summary>The field that is wrong, as a JSON path such as <c>$.prices[3].input</c>; null when it is none in particular.</summary>
    public string? Field { get; }
}
