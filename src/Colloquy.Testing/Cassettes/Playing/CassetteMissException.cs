namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a cassette has no answer to a request. It is an error of the test run, and not a failed check of the agent.</summary>
public sealed class CassetteMissException : ColloquyException, IBlame
{
    internal CassetteMissException(string cassette, string message)
        : base(message) => Cassette = cassette;

    /// <inheritdoc />
    public Blame Blame => Blame.Infrastructure;

    /// <summary>Gets the path of the cassette.</summary>
    public string Cassette { get; }

    /// <summary>Gets the line of the cassette at which the nearest recorded exchange begins, from 1; 0 when there is none.</summary>
    public int NearestLine { get; init; }

    /// <summary>Gets the place of the first difference from the nearest recorded exchange, such as <c>messages[3].contents[0].text</c>; null when there is none.</summary>
    public string? Path { get; init; }

    /// <summary>Gets the recorded value at that place; null when there is none.</summary>
    public string? Recorded { get; init; }

    /// <summary>Gets the value of the request at that place; null when there is none.</summary>
    public string? Actual { get; init; }
}
