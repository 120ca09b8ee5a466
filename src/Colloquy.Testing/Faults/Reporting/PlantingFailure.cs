namespace Colloquy.Testing;

/// <summary>Represents an exception that ended a test, as a process of tests reported it.</summary>
/// <param name="Test">The class and the method of the test.</param>
/// <param name="Message">The first line of the exception's message.</param>
public sealed record PlantingFailure(string Test, string Message)
{
    /// <summary>Gets the name of the check that did not pass; null for another assertion, and for a turn without an answer.</summary>
    public string? Check { get; init; }

    /// <summary>Gets a value that indicates whether the test failed by an assertion or a check, and not by an error, such as a turn without an answer.</summary>
    public bool IsAssertion { get; init; }

    /// <summary>Gets a value that indicates whether a cassette had no answer. The failure then says nothing about the test.</summary>
    public bool IsMiss { get; init; }
}
