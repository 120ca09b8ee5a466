using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp;

/// <summary>Reads blocks of content, each by itself: one that cannot be read becomes a line that says what stood there.</summary>
internal static class Blocks
{
    private const string Unknown = "application/octet-stream";

    /// <summary>Reads blocks: an array of them, one alone, or text.</summary>
    public static IReadOnlyList<AIContent> ReadAll(JsonNode? content) => content switch
    {
        null => [],
        JsonArray blocks => [.. blocks.SelectMany(Read)],
        _ => [.. Read(content)],
    };

    /// <summary>Reads what a resource holds: an array of parts, or one alone.</summary>
    public static IReadOnlyList<AIContent> ReadResource(JsonNode? contents) => contents switch
    {
        null => [],
        JsonArray parts => [.. parts.SelectMany(ReadPart)],
        _ => [.. ReadPart(contents)],
    };

    private static IEnumerable<AIContent> Read(JsonNode? block)
    {
        if (block is not JsonObject fields)
            return [new TextContent(block is JsonValue ? block.ToString() : $"[content that is {block.Kind()}, which cannot be shown]")];

        var type = fields["type"].AsText();
        return type switch
        {
            "image" or "audio" => ReadData(type, fields["data"], fields["mimeType"]),
            "resource" => ReadPart(fields["resource"]),
            "resource_link" => [new TextContent(DescribeLink(fields))],
            "text" => [ReadText(fields["text"])],
            null when fields["data"].AsText() is not null => ReadData("content", fields["data"], fields["mimeType"]),
            _ when fields["text"].AsText() is { } text => [new TextContent(text)],
            _ => [new TextContent($"[content of type '{type ?? "?"}', which cannot be shown]")],
        };
    }

    private static TextContent ReadText(JsonNode? text) => new(text switch
    {
        null => "[text that is missing]",
        JsonValue => text.ToString(),
        _ => WireText.Write(text),
    });

    private static IEnumerable<AIContent> ReadPart(JsonNode? part)
    {
        if (part is not JsonObject fields)
            return [new TextContent(part is JsonValue ? part.ToString() : "[a resource that is missing]")];
        if (fields["text"] is { } text)
            return [ReadText(text)];

        return fields["blob"] is { } blob ? ReadData("resource", blob, fields["mimeType"]) : [new TextContent($"[resource {fields["uri"].AsText()}, which cannot be shown]")];
    }

    private static IEnumerable<AIContent> ReadData(string what, JsonNode? data, JsonNode? mediaType)
    {
        var (encoded, said) = (data.AsText(), mediaType.AsWords()?.Trim());
        if (encoded is not null && encoded.StartsWith("data:", StringComparison.Ordinal) && encoded.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma)
            (said, encoded) = (said ?? encoded["data:".Length..comma].Split(';')[0], encoded[(comma + 1)..]);

        if (encoded is null || Decode(encoded) is not { } bytes)
            return [new TextContent($"[{what} of type '{said ?? "?"}' whose data cannot be read]")];

        try
        {
            return [new DataContent(bytes, said ?? Unknown)];
        }
        catch (ArgumentException)
        {
            return [new TextContent($"[{what} of the type '{said}', which is no media type]"), new DataContent(bytes, Unknown)];
        }
    }

    // Some servers break lines, leave the padding out or use the alphabet for URLs.
    private static byte[]? Decode(string encoded)
    {
        var plain = string.Concat(encoded.Where(letter => !char.IsWhiteSpace(letter))).TrimEnd('=').Replace('-', '+').Replace('_', '/');
        plain = plain.PadRight((plain.Length + 3) / 4 * 4, '=');
        var bytes = new byte[plain.Length / 4 * 3];
        return Convert.TryFromBase64String(plain, bytes, out var length) ? bytes[..length] : null;
    }

    private static string DescribeLink(JsonObject link) =>
        $"[resource {link["uri"].AsText() ?? "without a URI"}: {string.Join(", ", new[] { link["name"].AsText(), link["description"].AsText(), link["mimeType"].AsText() }.Where(part => !string.IsNullOrEmpty(part)))}]";
}
