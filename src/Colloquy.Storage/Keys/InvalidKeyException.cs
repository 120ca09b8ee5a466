namespace Colloquy;

/// <summary>The exception that is thrown when an app, user, session id, branch name or state key breaks the rules for names.</summary>
public sealed class InvalidKeyException : ColloquyException
{
    internal InvalidKeyException(string part, string problem, string advice)
        : base($"The {part} {problem}. {advice}")
    {
        Part = part;
    }

    /// <summary>Gets the part that breaks the rules, such as <c>session id</c>.</summary>
    public string Part { get; }
}
