namespace Colloquy.Samples;

/// <summary>Represents a person who calls the desk. A run gets the caller as its context: the tools read it, and the model never sees it.</summary>
/// <param name="Id">The id of the caller, who owns the session.</param>
/// <param name="Name">The caller's name.</param>
/// <param name="Hall">The hall in which the caller works.</param>
public sealed record Caller(string Id, string Name, string Hall);
