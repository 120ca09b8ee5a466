using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Makes texts fit to be recorded: without secrets, well-formed, and not too long.</summary>
internal sealed class RecordedText(RunRecorderOptions options)
{
    public string? OfOrNull(string? text) => string.IsNullOrEmpty(text) ? null : Of(text);

    public string Of(string text)
    {
        var redacted = options.Redact is { } redact ? redact(text) : text;
        return Cut(WellFormed(redacted), options.MaxTextLength);
    }

    public ProblemRecord? Of(Exception? error) => error is null ? null : new ProblemRecord(error.GetType().Name, Of(error.Message));

    /// <summary>A JSON value whose texts were treated as texts; one that is too long as an object that says so.</summary>
    public JsonElement Json(string json)
    {
        var redacted = WellFormed(options.Redact is { } redact ? redact(json) : json);
        if (redacted.Length <= options.MaxTextLength)
        {
            try
            {
                using var document = JsonDocument.Parse(redacted);
                return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                // What removes secrets took a piece of the syntax with it.
            }
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("$cut", Start(redacted, options.MaxTextLength));
            writer.WriteNumber("$length", redacted.Length);
            writer.WriteEndObject();
        }

        using var cut = JsonDocument.Parse(buffer.WrittenMemory);
        return cut.RootElement.Clone();
    }

    public static string Cut(string text, int most) =>
        text.Length <= most ? text : $"{Start(text, most)}\n[… cut: {most.ToString("N0", CultureInfo.InvariantCulture)} of {text.Length.ToString("N0", CultureInfo.InvariantCulture)} characters]";

    /// <summary>Half a surrogate pair is no text: it becomes U+FFFD, which is seen.</summary>
    private static string WellFormed(string text)
    {
        // Most texts have no surrogates at all.
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }

    private static string Start(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
