using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Tool calls as text.</summary>
internal static class CallText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The arguments on one line, such as <c>(account: "savings", amount: 500)</c>.</summary>
    public static string Arguments(ToolCallRecord call) => Arguments(call.Arguments);

    public static string Arguments(JsonElement arguments) =>
        arguments.ValueKind != JsonValueKind.Object ? $"({arguments.GetRawText()})" : $"({string.Join(", ", arguments.EnumerateObject().Select(argument => $"{argument.Name}: {argument.Value.GetRawText()}"))})";

    public static string Pretty(JsonElement json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
            json.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>JSON with line breaks; any other text as it is.</summary>
    public static string Pretty(string text)
    {
        if (text.Length is 0 or > 100_000 || text.TrimStart() is not ['{' or '[', ..])
            return text;

        try
        {
            using var document = JsonDocument.Parse(text);
            return Pretty(document.RootElement);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
