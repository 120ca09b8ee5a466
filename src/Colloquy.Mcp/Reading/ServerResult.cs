using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp;

/// <summary>The result of a tool.</summary>
internal sealed record ServerResult(IReadOnlyList<AIContent> Contents, JsonNode? Structured, bool IsError)
{
    public static ServerResult Read(JsonNode? result)
    {
        if (result is not JsonObject fields)
            return new ServerResult(Blocks.ReadAll(result), null, false);

        // The versions of the protocol before the first that was published had the result in 'toolResult'.
        return new ServerResult(Blocks.ReadAll(fields["content"] ?? fields["toolResult"]), fields["structuredContent"], fields["isError"].IsTrue());
    }

    /// <summary>What the model is given: structured content as JSON, texts as one text, everything else as contents; nothing twice.</summary>
    public object Value
    {
        get
        {
            if (Structured is null)
                return Join(Contents);
            if (Repetition.SaysNoMore(Structured, [.. Contents.OfType<TextContent>().Select(content => content.Text)]))
                return Join(Contents);

            var rest = Repetition.Without(Structured, Contents);
            return rest.Count == 0 ? WireText.ElementOf(Structured) : Join([new TextContent(WireText.Write(Structured)), .. rest]);
        }
    }

    /// <summary>What a tool that failed says.</summary>
    public string Complaint
    {
        get
        {
            var said = string.Join('\n', Contents.Select(content => content is TextContent text ? text.Text : $"[{(content as DataContent)?.MediaType}]"));
            return said.Length > 0 ? said : Structured is not null ? WireText.Write(Structured) : "the tool failed, and does not say why.";
        }
    }

    /// <summary>Contents as a tool's result: texts alone as one text.</summary>
    public static object Join(IReadOnlyList<AIContent> contents) => contents.All(content => content is TextContent)
        ? string.Join('\n', contents.Select(content => ((TextContent)content).Text))
        : contents;

    /// <summary>A result with a note before it.</summary>
    public static object With(string note, object result) => result switch
    {
        IReadOnlyList<AIContent> contents => Join([new TextContent(note), .. contents]),
        JsonElement json => $"{note}\n{json.GetRawText()}",
        _ => $"{note}\n{result}",
    };
}
