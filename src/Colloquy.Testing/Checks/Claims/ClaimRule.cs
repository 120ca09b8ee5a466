namespace Colloquy.Testing;

/// <summary>Represents the words that claim a call of one tool, and the argument that has the amount.</summary>
public sealed class ClaimRule
{
    private readonly List<string> _nouns = [];

    internal ClaimRule(string tool, IReadOnlyList<string> verbs) => (Tool, Verbs) = (tool, verbs);

    /// <summary>Gets the tool's name.</summary>
    public string Tool { get; }

    /// <summary>Gets the past forms of verbs that claim a call of the tool; empty for those derived from its name.</summary>
    public IReadOnlyList<string> Verbs { get; }

    /// <summary>Gets the nouns that name what the tool does, as in 'your transfer went through'; empty for those derived from the tool's name.</summary>
    public IReadOnlyList<string> Nouns => _nouns;

    /// <summary>Gets the name of the argument that has the amount; null for an argument that is named like one.</summary>
    public string? AmountArgument { get; private set; }

    /// <summary>Sets the argument that has the amount, which must be the one that the answer names.</summary>
    /// <param name="argument">The name of the argument.</param>
    /// <returns>This rule.</returns>
    public ClaimRule Amount(string argument)
    {
        ArgumentException.ThrowIfNullOrEmpty(argument);
        AmountArgument = argument;
        return this;
    }

    /// <summary>Adds nouns that name what the tool does, such as <c>transfer</c> in 'your transfer went through'.</summary>
    /// <param name="nouns">The nouns, in the singular.</param>
    /// <returns>This rule.</returns>
    public ClaimRule Named(params IReadOnlyList<string> nouns)
    {
        ArgumentNullException.ThrowIfNull(nouns);
        _nouns.AddRange(nouns.Select(noun => noun.ToLowerInvariant()));
        return this;
    }
}
