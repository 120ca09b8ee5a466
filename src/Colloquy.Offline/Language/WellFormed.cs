using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Colloquy.Offline;

/// <summary>Makes text and JSON well-formed: U+FFFD replaces each half of a surrogate pair and bytes that are not UTF-8.</summary>
internal static partial class WellFormed
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 1024 };

    public static string Text(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    public static JsonElement Json(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Undefined)
            return element;

        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0 && Utf8.IsValid(raw))
            return element;

        return JsonElement.Parse(Escapes.Replace(Encoding.UTF8.GetString(raw), escape => escape.Groups["half"].Success ? "\\ufffd" : escape.Value), s_deep);
    }

    // Every escape is matched, so that the second half of an escaped backslash does not begin another.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?<half>u[dD][89a-fA-F][\da-fA-F]{2})|.)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Escapes { get; }
}
