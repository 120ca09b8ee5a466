namespace Colloquy.Import;

/// <summary>The exception that is thrown when a source of conversations cannot be read. The import checks the whole source before it writes, so the store is as it was.</summary>
public sealed class ImportException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">The reason.</param>
    /// <param name="source">The file.</param>
    /// <param name="place">The place in the file, such as <c>line 12</c> or <c>agent_messages row 7</c>; null for the whole file.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with the place.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public ImportException(ImportFailure failure, string source, string? place, string problem, Exception? inner = null)
        : base($"'{source}' cannot be imported: {place ?? "the file"} {problem}.", inner)
    {
        Failure = failure;
        File = source;
        Place = place;
    }

    /// <summary>Gets the reason.</summary>
    public ImportFailure Failure { get; }

    /// <summary>Gets the file.</summary>
    public string File { get; }

    /// <summary>Gets the place in the file; null for the whole file.</summary>
    public string? Place { get; }
}

/// <summary>Specifies the reason why a source of conversations cannot be read.</summary>
public enum ImportFailure
{
    /// <summary>The file is not there, or this process may not read it.</summary>
    NotOpened = 0,

    /// <summary>The file is in none of the known formats, or not in the format that was named.</summary>
    UnknownFormat = 1,

    /// <summary>A part of the file is malformed.</summary>
    Malformed = 2,

    /// <summary>The file ends too early.</summary>
    Truncated = 3,

    /// <summary>Two parts of the file claim the same place: two messages of one position, or two conversations of one id.</summary>
    Duplicate = 4,

    /// <summary>A part of the file is larger than can be read at once.</summary>
    TooLarge = 5,
}
