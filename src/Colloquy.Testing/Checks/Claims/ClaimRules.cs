namespace Colloquy.Testing;

/// <summary>Represents which words of an answer claim that which tool was called. Tools without a rule of their own have words that are derived from their names.</summary>
public sealed class ClaimRules
{
    private readonly List<ClaimRule> _rules = [];

    /// <summary>Gets the rules that were given, in order.</summary>
    public IReadOnlyList<ClaimRule> Rules => _rules;

    /// <summary>Gets a value that indicates whether only the rules that were given apply, and none is derived from the names of tools.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Adds a rule: the past forms of verbs that claim a call of a tool.</summary>
    /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
    /// <param name="verbs">Past forms, such as <c>transferred</c> and <c>moved</c>; none for those derived from the tool's name.</param>
    /// <returns>The rule, to which the argument with the amount can be added.</returns>
    public ClaimRule Of(string tool, params IReadOnlyList<string> verbs)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        ArgumentNullException.ThrowIfNull(verbs);
        var rule = new ClaimRule(tool, [.. verbs.Select(verb => verb.ToLowerInvariant())]);
        _rules.Add(rule);
        return rule;
    }

    /// <summary>Makes the rules that were given the only ones.</summary>
    /// <returns>These rules.</returns>
    public ClaimRules Only()
    {
        IsClosed = true;
        return this;
    }
}
