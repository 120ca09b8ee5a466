namespace Colloquy.Testing;

/// <summary>Represents rules by which expected and actual values are compared, beyond the defaults, for all tools or for single arguments.</summary>
/// <remarks>Unless a rule says otherwise, values are compared as what they mean: <c>"$1,500.00"</c>, <c>1500</c> and <c>1.5e3</c> are the same number, <c>"30 November 2026"</c> and <c>"2026-11-30"</c> the same date, and texts have regard to case. Rules do not change: each method returns new ones.</remarks>
public sealed record ComparisonRules
{
    private Dictionary<(string? Tool, string Argument), Func<object?, object?, bool>> _comparers = [];

    /// <summary>Gets the rules that hold unless others are given.</summary>
    public static ComparisonRules Default { get; } = new();

    /// <summary>Gets a value that indicates whether texts are compared without regard to case.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IgnoresCase { get; init; }

    /// <summary>Returns rules by which one argument of a tool is compared by a function.</summary>
    /// <param name="tool">The tool's name; null for an argument or a field of this name anywhere.</param>
    /// <param name="argument">The name of the argument; of a nested one its path, such as <c>to.iban</c>.</param>
    /// <param name="areEqual">Returns whether the expected value and the actual one, in this order, are the same.</param>
    public ComparisonRules With(string? tool, string argument, Func<object?, object?, bool> areEqual)
    {
        ArgumentException.ThrowIfNullOrEmpty(argument);
        ArgumentNullException.ThrowIfNull(areEqual);
        return this with { _comparers = new(_comparers) { [(tool, argument)] = areEqual } };
    }

    internal Func<object?, object?, bool>? Find(string? tool, string path) =>
        _comparers.Count == 0 ? null : _comparers.GetValueOrDefault((tool, path)) ?? _comparers.GetValueOrDefault((null, path));
}
