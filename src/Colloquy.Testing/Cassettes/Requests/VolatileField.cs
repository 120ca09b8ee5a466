using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Represents a part of requests that differs from run to run, such as a date, an id or a path. A cassette leaves it out when it compares requests.</summary>
public sealed partial class VolatileField
{
    /// <summary>What stands in place of a volatile value in a cassette's requests.</summary>
    internal const string Placeholder = "[volatile]";

    private readonly Regex? _pattern;
    private readonly JsonPath? _path;

    private VolatileField(Regex? pattern, JsonPath? path) => (_pattern, _path) = (pattern, path);

    /// <summary>Gets dates and times in ISO form, such as <c>2026-03-01</c> and <c>2026-03-01T08:30:00Z</c>.</summary>
    public static VolatileField IsoDates { get; } = new(IsoDatePattern(), null);

    /// <summary>Gets globally unique identifiers in their usual form.</summary>
    public static VolatileField Guids { get; } = new(GuidPattern(), null);

    /// <summary>Returns a field that is what matches a regular expression, in any text of a request: messages, instructions, arguments, results.</summary>
    /// <param name="pattern">The regular expression.</param>
    public static VolatileField Matching(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return new VolatileField(new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2)), null);
    }

    /// <summary>Returns a field that is at a place in the arguments and results of tools.</summary>
    /// <param name="jsonPath">The place, as a JSON path of names, indexes and wildcards: <c>$.transactions[*].timestamp</c>, <c>$..id</c>.</param>
    /// <exception cref="ArgumentException">The path has another form.</exception>
    public static VolatileField AtPath(string jsonPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(jsonPath);
        return new VolatileField(null, JsonPath.Parse(jsonPath));
    }

    /// <summary>Returns the regular expression or the path.</summary>
    public override string ToString() => _pattern?.ToString() ?? _path!.Text;

    internal bool HasPath => _path is not null;

    internal static VolatileField Parse(string text) => text.StartsWith("$.", StringComparison.Ordinal) || text.StartsWith("$[", StringComparison.Ordinal) ? AtPath(text) : Matching(text);

    internal string Replace(string text) => _pattern is null ? text : _pattern.Replace(text, Placeholder);

    internal bool IsAt(IReadOnlyList<string> place) => _path is not null && _path.IsAt(place);

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?", RegexOptions.CultureInvariant)]
    private static partial Regex IsoDatePattern();

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b", RegexOptions.CultureInvariant)]
    private static partial Regex GuidPattern();
}
