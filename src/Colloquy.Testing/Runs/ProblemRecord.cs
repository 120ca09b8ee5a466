namespace Colloquy.Testing;

/// <summary>Represents an exception as a run recorded it. The stack is left out, because it names folders of the machine.</summary>
/// <param name="Type">The name of the exception's type, without its namespace.</param>
/// <param name="Message">The message.</param>
public sealed record ProblemRecord(string Type, string Message);
