using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>A node of a cassette's text: a scalar, a list, or a mapping.</summary>
internal sealed class TapeNode
{
    private TapeNode()
    {
    }

    /// <summary>Gets the line at which the node begins, from 1; 0 for a node that is to be written.</summary>
    public int Line { get; private init; }

    /// <summary>Gets the text of a scalar; null for a list or a mapping.</summary>
    public string? Text { get; private init; }

    /// <summary>Gets a value that indicates whether the text is a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public bool IsLiteral { get; private init; }

    /// <summary>Gets a value that indicates whether the text is JSON.</summary>
    public bool IsJson { get; private init; }

    /// <summary>Gets a value that indicates whether the node is written in one line.</summary>
    public bool IsFlow { get; private init; }

    /// <summary>Gets the items of a list; null for another node.</summary>
    public List<TapeNode>? Items { get; private init; }

    /// <summary>Gets the entries of a mapping; null for another node.</summary>
    public List<(string Key, TapeNode Value)>? Entries { get; private init; }

    public static TapeNode Of(string text, int line = 0) => new() { Text = text, Line = line };

    public static TapeNode Of(long number) => Literal(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static TapeNode Literal(string text, int line = 0) => new() { Text = text, IsLiteral = true, Line = line };

    public static TapeNode Json(string json, int line = 0) => new() { Text = json, IsJson = true, Line = line };

    public static TapeNode List(IEnumerable<TapeNode> items, bool isFlow = false, int line = 0) => new() { Items = [.. items], IsFlow = isFlow, Line = line };

    public static TapeNode Map(int line = 0, bool isFlow = false) => new() { Entries = [], Line = line, IsFlow = isFlow };

    /// <summary>Adds an entry; none for a value that is null.</summary>
    public TapeNode With(string key, TapeNode? value)
    {
        if (value is not null)
            Entries!.Add((key, value));
        return this;
    }

    public TapeNode With(string key, string? text) => With(key, text is null ? null : Of(text));

    /// <summary>Returns the value of an entry; null when there is none.</summary>
    public TapeNode? Find(string key)
    {
        foreach (var (name, value) in Entries ?? [])
        {
            if (name == key)
                return value;
        }

        return null;
    }

    /// <summary>Returns JSON as a node.</summary>
    public static TapeNode Of(JsonElement value, bool isFlow = false) => CanShow(value, 0) ? Show(value, isFlow) : Json(JsonSerializer.Serialize(value));

    private static TapeNode Show(JsonElement value, bool isFlow)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var map = Map(isFlow: isFlow);
                foreach (var property in value.EnumerateObject())
                    map.With(property.Name, Show(property.Value, isFlow));
                return map;
            case JsonValueKind.Array:
                return List(value.EnumerateArray().Select(item => Show(item, isFlow)), isFlow);
            case JsonValueKind.String:
                return Of(value.GetString()!);
            default:
                return Literal(value.GetRawText());
        }
    }

    /// <summary>A mapping has short keys that differ, and text has a limit to its depth.</summary>
    private static bool CanShow(JsonElement value, int depth) => depth <= 40 && value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(property => property.Name.Length <= 200 && CanShow(property.Value, depth + 1))
            && value.EnumerateObject().Select(property => property.Name).Distinct().Count() == value.EnumerateObject().Count(),
        JsonValueKind.Array => value.EnumerateArray().All(item => CanShow(item, depth + 1)),
        JsonValueKind.Undefined => false,
        _ => true,
    };
}
