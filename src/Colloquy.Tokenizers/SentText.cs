using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colloquy.Tokenizers;

/// <summary>The text of arguments and results, as it is sent to a model.</summary>
internal static class SentText
{
    public static string OfArguments(IDictionary<string, object?>? arguments)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in arguments ?? new Dictionary<string, object?>())
        {
            text.Append(text.Length > 1 ? "," : "").Append(Quote(name)).Append(':');
            if (value is string words)
                text.Append(Quote(words));
            else
                text.Append(value is JsonElement { ValueKind: not JsonValueKind.Undefined } json ? json.GetRawText() : Of(value));
        }

        return text.Append('}').ToString();
    }

    /// <summary>A JSON string as the clients of models write it: only what JSON requires is escaped.</summary>
    private static string Quote(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool flag => flag ? "true" : "false",
        JsonElement { ValueKind: JsonValueKind.Undefined } => "",
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement json => json.GetRawText(),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
