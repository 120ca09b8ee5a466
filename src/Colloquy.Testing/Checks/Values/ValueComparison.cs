using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Compares an expected value with an actual one, by what they mean, and says where they differ and how.</summary>
internal sealed class ValueComparison(ComparisonRules rules, bool isExact, string? tool = null)
{
    private const int MostDifferences = 10;

    private readonly List<string> _differences = [];

    public static bool AreEqual(object? expected, object? actual, ComparisonRules? rules = null) => Differences(expected, actual, rules ?? ComparisonRules.Default).Count == 0;

    /// <summary>Returns where an actual value differs from what is expected; empty when it does not.</summary>
    /// <param name="expected">The expected value. Its conditions (<see cref="ValueMatcher"/>) can be anywhere in it.</param>
    /// <param name="actual">The actual value.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="isExact">Whether objects may have nothing that is not expected.</param>
    /// <param name="tool">The tool whose arguments are compared; null for none.</param>
    /// <param name="name">What the value is called in a difference; empty for the names of its parts alone.</param>
    public static IReadOnlyList<string> Differences(object? expected, object? actual, ComparisonRules rules, bool isExact = false, string? tool = null, string name = "")
    {
        var comparison = new ValueComparison(rules, isExact, tool);
        comparison.Compare(expected, actual, name, depth: 0);
        return comparison._differences;
    }

    private void Compare(object? expected, object? actual, string path, int depth)
    {
        if (_differences.Count >= MostDifferences)
            return;
        if (rules.Find(tool, path) is { } areEqual && expected is not ValueMatcher)
        {
            Require(areEqual(expected, actual), expected, actual, path);
            return;
        }

        switch (PlainValue.Of(expected))
        {
            case ValueMatcher matcher:
                Require(matcher.IsMatch(actual), expected, actual, path);
                break;
            case IReadOnlyDictionary<string, object?> named when depth < 64:
                CompareNamed(named, actual, path, depth);
                break;
            case IReadOnlyList<object?> list when depth < 64:
                CompareList(list, actual, path, depth);
                break;
            case var plain:
                Require(IsSame(plain, PlainValue.Of(actual)), expected, actual, path);
                break;
        }
    }

    private void CompareNamed(IReadOnlyDictionary<string, object?> expected, object? actual, string path, int depth)
    {
        if (OrJson(PlainValue.Of(actual)) is not IReadOnlyDictionary<string, object?> named)
        {
            Require(false, expected, actual, path);
            return;
        }

        HashSet<string> seen = [];
        foreach (var (name, value) in expected)
        {
            var found = named.ContainsKey(name) ? name : named.Keys.Where(key => IsSameName(key, name)).ToList() is [var only] ? only : null;
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (found is not null)
            {
                seen.Add(found);
                Compare(value, named[found], place, depth + 1);
            }
            else if (!AreEqual(value, null, rules))
            {
                Add($"{place}: expected {ValueText.Of(value)}, was not given");
            }
        }

        if (isExact)
        {
            foreach (var (name, value) in named.Where(pair => !seen.Contains(pair.Key) && !PlainValue.IsNull(pair.Value)))
                Add($"{(path.Length == 0 ? name : $"{path}.{name}")}: expected nothing, was {ValueText.Of(value)}");
        }
    }

    private void CompareList(IReadOnlyList<object?> expected, object? actual, string path, int depth)
    {
        if (OrJson(PlainValue.Of(actual)) is not IReadOnlyList<object?> list)
        {
            Require(false, expected, actual, path);
            return;
        }

        if (list.Count != expected.Count)
            Add($"{Named(path)}expected {expected.Count} elements, was {list.Count}: {ValueText.Of(list)}");
        for (var index = 0; index < Math.Min(list.Count, expected.Count); index++)
            Compare(expected[index], list[index], $"{path}[{index}]", depth + 1);
    }

    private bool IsSame(object? expected, object? actual) => (expected, actual) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (bool one, bool other) => one == other,
        (bool truth, string text) => bool.TryParse(text, out var read) && read == truth,
        (string text, bool truth) => bool.TryParse(text, out var read) && read == truth,
        (string one, string other) when string.Equals(one, other, rules.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) => true,
        _ => PlainValue.ToNumber(expected) is { } number && PlainValue.ToNumber(actual) is { } otherNumber
            ? number.IsSame(otherNumber)
            : PlainValue.ToMoment(expected) is { } moment && PlainValue.ToMoment(actual) is { } otherMoment && moment.IsMetBy(otherMoment),
    };

    private void Require(bool isMet, object? expected, object? actual, string path)
    {
        if (!isMet)
            Add($"{Named(path)}expected {ValueText.Of(expected)}, was {ValueText.Of(actual)}");
    }

    private void Add(string difference) => _differences.Add(difference);

    private static string Named(string path) => path.Length == 0 ? "" : $"{path}: ";

    /// <summary>Models give an object as a text of JSON at times.</summary>
    private static object? OrJson(object? value)
    {
        if (value is not string text || text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return value;

        try
        {
            return PlainValue.Of(JsonSerializer.Deserialize<JsonElement>(text));
        }
        catch (JsonException)
        {
            return value;
        }
    }

    /// <summary>Whether names are the same but for case and underscores, as between a C# property and an argument.</summary>
    public static bool IsSameName(string one, string other) =>
        string.Equals(one.Replace("_", "", StringComparison.Ordinal), other.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
}
