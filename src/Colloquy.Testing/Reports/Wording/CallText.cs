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

    /// <summary>Whether two texts are equal, or are equal JSON: a host that indents it says the same as one that does not.</summary>
    public static bool AreEqual(string? one, string? other)
    {
        if (one == other)
            return true;
        if (!IsJson(one) || !IsJson(other))
            return false;

        try
        {
            using var first = JsonDocument.Parse(one!);
            using var second = JsonDocument.Parse(other!);
            return JsonElement.DeepEquals(first.RootElement, second.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsJson(string? text) => text.AsSpan().TrimStart() is ['{' or '[', ..];

    /// <summary>JSON with line breaks; any other text as it is.</summary>
    public static string Pretty(string text)
    {
        if (text.Length > 100_000 || !IsJson(text))
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
