namespace Colloquy.Testing;

/// <summary>Writes values for messages: texts in quotes, and everything of a sensible length.</summary>
internal static class ValueText
{
    private const int Most = 200;

    public static string Of(object? value) => Cut(value switch
    {
        null => "null",
        ValueMatcher matcher => matcher.Description,
        _ => PlainValue.Of(value) switch
        {
            null => "null",
            string text => $"'{text}'",
            bool truth => truth ? "true" : "false",
            IReadOnlyList<object?> list => $"[{string.Join(", ", list.Take(20).Select(Of))}{(list.Count > 20 ? ", …" : "")}]",
            IReadOnlyDictionary<string, object?> named => $"{{ {string.Join(", ", named.Take(20).Select(pair => $"{pair.Key}: {Of(pair.Value)}"))}{(named.Count > 20 ? ", …" : "")} }}",
            var other => other.ToString()!,
        },
    });

    private static string Cut(string text) => text.Length <= Most ? text : text[..Most] + "…";
}
