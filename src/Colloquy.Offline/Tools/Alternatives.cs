using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Reads an argument whose values the schema lists, or whose description does, as in 'day tank or main tank'. 'Move 200 litres to the day tank' takes them from the other of two.</summary>
internal static partial class Alternatives
{
    /// <summary>Returns the values that a parameter may have; empty where nothing lists them.</summary>
    public static IReadOnlyList<string> Of(ToolParameter parameter) =>
        parameter.Choices is { Count: > 0 } choices ? choices
        : Listed.Match(parameter.Description) is { Success: true } listed ? [.. listed.Groups["value"].Captures.Select(value => value.Value)]
        : [];

    public static string? Read(ToolParameter parameter, string clause)
    {
        var known = Of(parameter);
        var named = known.Where(value => Says(clause, value)).ToList();
        var (from, to) = (After(clause, "from", named), After(clause, "(?:in)?to", named));
        if (parameter.Has("from") || parameter.Has("source"))
            return from ?? Other(known, to);

        if (parameter.Has("to") || parameter.Has("target") || parameter.Has("destination"))
            return to ?? Other(known, from);

        return named.FirstOrDefault();
    }

    private static string? Other(IReadOnlyList<string> known, string? one) => one is null ? null : known.FirstOrDefault(value => value != one);

    private static string? After(string clause, string word, List<string> values) =>
        values.Find(value => Regex.IsMatch(clause, $@"\b{word}\s+(?:my\s+|our\s+|the\s+)?{Regex.Escape(value)}\b", RegexOptions.IgnoreCase));

    private static bool Says(string clause, string value) =>
        Regex.IsMatch(clause, $@"\b{Regex.Escape(value)}\b", RegexOptions.IgnoreCase);

    [GeneratedRegex(@"\A(?<value>[a-z][\w-]*(?: [a-z][\w-]*)?)(?:, (?<value>[a-z][\w-]*(?: [a-z][\w-]*)?))*,? or (?<value>[a-z][\w-]*(?: [a-z][\w-]*)?)\.?\z")]
    private static partial Regex Listed { get; }
}
