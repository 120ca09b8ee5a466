using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Colloquy.Mcp;

/// <summary>What servers send, as contents of messages and results of tools.</summary>
internal static class ServerContents
{
    /// <summary>A tool's result: its structured content as JSON, texts as one text, everything else as contents.</summary>
    public static object? Of(CallToolResult result)
    {
        // A server that sends structured content sends the same as text, for clients that cannot read the former.
        if (result.StructuredContent is not { } structured)
            return Join([.. result.Content.Select(Of)]);

        IReadOnlyList<AIContent> rest = [.. result.Content.Where(block => !Repeats(block, structured)).Select(Of)];
        return rest.Count == 0 ? structured : Join([new TextContent(structured.GetRawText()), .. rest]);
    }

    public static AIContent Of(ContentBlock block) => block switch
    {
        TextContentBlock text => new TextContent(text.Text),
        EmbeddedResourceBlock embedded => Of(embedded.Resource),
        ResourceLinkBlock link => new TextContent($"[resource {link.Uri}: {string.Join(", ", new[] { link.Name, link.Description, link.MimeType }.Where(part => !string.IsNullOrEmpty(part)))}]"),
        _ => Plain(block.ToAIContent()) ?? new TextContent($"[content of type '{block.Type}', which cannot be shown]"),
    };

    public static AIContent Of(ResourceContents contents) => contents switch
    {
        TextResourceContents text => new TextContent(text.Text),
        BlobResourceContents blob => new DataContent(blob.DecodedData, string.IsNullOrEmpty(blob.MimeType) ? "application/octet-stream" : blob.MimeType),
        _ => new TextContent($"[resource {contents.Uri}, which cannot be shown]"),
    };

    /// <summary>Contents as a tool's result: texts alone as one text.</summary>
    public static object Join(IReadOnlyList<AIContent> contents) => contents.All(content => content is TextContent)
        ? string.Join('\n', contents.Select(content => ((TextContent)content).Text))
        : contents;

    /// <summary>A result with a note before it.</summary>
    public static object With(string note, object? result) => result switch
    {
        IReadOnlyList<AIContent> contents => Join([new TextContent(note), .. contents]),
        JsonElement json => $"{note}\n{json.GetRawText()}",
        _ => $"{note}\n{result}",
    };

    /// <summary>What a tool that failed says.</summary>
    public static string ErrorOf(CallToolResult result)
    {
        var said = string.Join('\n', result.Content.Select(Of).Select(content => content is TextContent text ? text.Text : $"[{(content as DataContent)?.MediaType}]"));
        return said.Length > 0 ? said : result.StructuredContent?.GetRawText() ?? "the tool failed, and does not say why.";
    }

    private static bool Repeats(ContentBlock block, JsonElement structured)
    {
        if (block is not TextContentBlock { Text: { } text } || !text.AsSpan().TrimStart().StartsWith('{'))
            return false;

        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(text), JsonObject.Create(structured));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Without what the protocol's client keeps beside it, which is no part of a conversation.
    private static AIContent? Plain(AIContent? content)
    {
        if (content is not null)
            (content.RawRepresentation, content.AdditionalProperties) = (null, null);
        return content;
    }
}
