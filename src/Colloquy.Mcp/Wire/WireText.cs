using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Colloquy.Mcp;

/// <summary>Reads JSON as servers write it: with halves of surrogate pairs, numbers that JSON does not have, properties that stand twice, or more levels than other readers take.</summary>
internal static partial class WireText
{
    /// <summary>How many levels of a message are kept as JSON. What lies deeper becomes text: readers of JSON take 64 by default.</summary>
    public const int Deepest = 60;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 4096 };
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonNode? Read(string text)
    {
        var whole = ReplaceHalves(text.Trim('\uFEFF', ' ', '\t', '\r', '\n'));
        using var document = Parse(whole);
        return Build(document.RootElement, 0);
    }

    /// <summary>Writes JSON for people and models: letters stay letters.</summary>
    public static string Write(JsonNode? node) => node?.ToJsonString(Readable) ?? "null";

    /// <summary>Returns a node as an element that needs no document.</summary>
    public static JsonElement ElementOf(JsonNode node) => JsonElement.Parse(node.ToJsonString());

    /// <summary>Returns an element as a node; null for JSON's null.</summary>
    public static JsonNode? NodeOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonValue.Create(element),
    };

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Lenient);
        }
        catch (JsonException) when (NoNumbers.IsMatch(text))
        {
            return JsonDocument.Parse(NoNumbers.Replace(text, match => match.Value[0] == '"' ? match.Value : "null"), Lenient);
        }
    }

    // A new object, since a JsonObject that was parsed throws when a property occurs twice: here the last one counts, as everywhere else.
    private static JsonNode? Build(JsonElement element, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when depth >= Deepest:
                return JsonValue.Create(element.GetRawText());
            case JsonValueKind.Object:
                var built = new JsonObject();
                foreach (var property in element.EnumerateObject())
                    built[property.Name] = Build(property.Value, depth + 1);
                return built;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(item => Build(item, depth + 1))]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    /// <summary>Replaces each escaped half of a surrogate pair, which no reader takes, by U+FFFD.</summary>
    private static string ReplaceHalves(string text)
    {
        StringBuilder? whole = null;
        var copied = 0;
        for (var i = text.IndexOf('\\', StringComparison.Ordinal); i >= 0 && i < text.Length - 1; i = i >= text.Length ? -1 : text.IndexOf('\\', i))
        {
            if (UnitAt(text, i) is not { } unit)
            {
                i += 2;
                continue;
            }

            if (char.IsHighSurrogate(unit) && UnitAt(text, i + 6) is { } low && char.IsLowSurrogate(low))
            {
                i += 12;
                continue;
            }

            if (char.IsSurrogate(unit))
            {
                whole = (whole ?? new StringBuilder(text.Length)).Append(text, copied, i - copied).Append("\\ufffd");
                copied = i + 6;
            }

            i += 6;
        }

        return whole is null ? text : whole.Append(text, copied, text.Length - copied).ToString();
    }

    private static char? UnitAt(string text, int index) =>
        index + 6 <= text.Length && text[index] == '\\' && text[index + 1] == 'u'
            && ushort.TryParse(text.AsSpan(index + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : null;

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)
        """, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoNumbers { get; }
}
