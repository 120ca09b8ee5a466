using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>A place in JSON: names, indexes, wildcards and descendants.</summary>
internal sealed partial class JsonPath
{
    private readonly IReadOnlyList<(string Name, bool IsBelow)> _steps;

    private JsonPath(string text, IReadOnlyList<(string Name, bool IsBelow)> steps) => (Text, _steps) = (text, steps);

    public string Text { get; }

    public static JsonPath Parse(string text)
    {
        List<(string Name, bool IsBelow)> steps = [];
        var at = 1;
        while (text.StartsWith('$') && at < text.Length)
        {
            var step = Step().Match(text, at);
            if (!step.Success)
                break;

            steps.Add((step.Groups["name"].Value, step.Groups["below"].Success));
            at += step.Length;
        }

        return steps.Count > 0 && at == text.Length
            ? new JsonPath(text, steps)
            : throw new ArgumentException($"'{text}' is no JSON path that a cassette knows. Use names, indexes and wildcards, such as $.transactions[*].timestamp or $..id.", nameof(text));
    }

    /// <summary>Returns whether the path leads to a place, which is given by names and indexes.</summary>
    public bool IsAt(IReadOnlyList<string> place) => IsAt(place, place.Count, _steps.Count);

    private bool IsAt(IReadOnlyList<string> place, int depth, int step)
    {
        if (step == 0)
            return depth == 0;
        if (depth == 0)
            return false;

        var (name, isBelow) = _steps[step - 1];
        if (name != "*" && name != place[depth - 1])
            return false;
        if (!isBelow)
            return IsAt(place, depth - 1, step - 1);

        for (var above = depth - 1; above >= 0; above--)
        {
            if (IsAt(place, above, step - 1))
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"\G((?<below>\.\.)(?<name>\*|[\w-]+)|\.(?<name>\*|[\w-]+)|\[(?<name>\*|\d+)\]|\['(?<name>[^']+)'\])", RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
