using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>A call of a tool that was not answered yet.</summary>
/// <param name="Id">The id of the message that made it: ChatGPT's calls have none of their own.</param>
internal sealed record ChatGptCall(string Id);

/// <summary>Maps messages of ChatGPT.</summary>
/// <param name="folder">The folder of the export, which has the files that messages name.</param>
internal sealed class ChatGptMapper(string folder)
{
    /// <summary>Maps a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="place">Its place.</param>
    /// <param name="all">Takes notes on messages that are left out.</param>
    /// <param name="call">The call before it that waits for its answer, and the one after it.</param>
    /// <returns>The message; null when it says nothing.</returns>
    public ImportedItem? Map(JsonElement message, string place, List<ImportNote> all, ref ChatGptCall? call)
    {
        var notes = new ItemNotes(place);
        var author = message.IsObject("author", out var named) ? named : default;
        var role = author.Text("role") ?? "assistant";
        var recipient = message.Text("recipient") is { } to and not "all" ? to : null;
        var content = message.IsObject("content", out var found) ? found : default;
        var contents = ContentsOf(content, notes);
        if (contents.Count == 0)
        {
            // Each conversation begins with empty messages of the system.
            if (role != "system")
                all.Add(new ImportNote(ImportNoteKind.LeftOut, place, $"is an empty message of the role '{role}', and was left out"));
            return null;
        }

        var answered = call;
        call = null;
        var mapped = role switch
        {
            "assistant" when recipient is not null && message.Text("id") is { } id => Call(id, recipient, contents, ref call),
            "tool" when answered is not null => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(answered.Id, TextOf(contents) ?? (object)contents)]),
            "tool" => Orphan(message, notes),
            _ => new ChatMessage(role is "user" && content.Text("content_type") == "user_editable_context" ? ChatRole.System : new ChatRole(role), contents),
        };
        mapped.MessageId = message.Text("id");
        mapped.AuthorName = author.Text("name");
        mapped.CreatedAt = message.Time("create_time");
        mapped.AdditionalProperties = PropertiesOf(message);
        return new ImportedItem { Message = mapped, Place = place, Notes = notes.Take() };
    }

    /// <summary>A message to a tool is a call of it, whose input is the whole message.</summary>
    private static ChatMessage Call(string id, string tool, List<AIContent> contents, ref ChatGptCall? call)
    {
        call = new ChatGptCall(id);
        var input = string.Concat(contents.OfType<TextContent>().Select(text => text.Text));
        List<AIContent> all = [.. contents.Where(content => content is not TextContent), new FunctionCallContent(id, tool, new Dictionary<string, object?> { ["input"] = input })];
        return new ChatMessage(ChatRole.Assistant, all);
    }

    private static ChatMessage Orphan(JsonElement message, ItemNotes notes) => new(ChatRole.Tool, [PartMapper.Keep(message, "what a tool said without a call before it", notes, "")]);

    private static string? TextOf(List<AIContent> contents) => contents.TrueForAll(content => content is TextContent) ? string.Join('\n', contents.Select(content => ((TextContent)content).Text)) : null;

    private List<AIContent> ContentsOf(JsonElement content, ItemNotes notes)
    {
        if (content.ValueKind != JsonValueKind.Object || (content.Text("content_type") is "text" or "multimodal_text" && !HasParts(content)))
            return [];

        switch (content.Text("content_type"))
        {
            case "text" or "multimodal_text":
                return PartsOf(content.GetProperty("parts"), notes);
            case "code" or "execution_output" or "system_error" when content.Text("text") is { } text:
                return text.Length == 0 ? [] : [new TextContent(text) { AdditionalProperties = Properties.Rest(content, "content_type", "text") }];
            case "thoughts" when content.IsArray("thoughts", out var thoughts):
                return [new TextReasoningContent(string.Join("\n\n", thoughts.EnumerateArray().Select(thought => thought.Text("content") ?? thought.Text("summary")))) { AdditionalProperties = Properties.Rest(content, "content_type") }];
            case "reasoning_recap" when content.Text("content") is { } recap:
                return [new TextReasoningContent(recap)];
            case "user_editable_context":
                notes.Add(ImportNoteKind.Changed, ".content", "holds the user's instructions to ChatGPT, which became a message of the system");
                return [new TextContent(string.Join("\n\n", new[] { content.Text("user_profile"), content.Text("user_instructions") }.Where(text => !string.IsNullOrEmpty(text))))];
            case var type:
                return [PartMapper.Keep(content, $"content of type '{type}'", notes, ".content")];
        }
    }

    private static bool HasParts(JsonElement content) => content.IsArray("parts", out var parts) && parts.EnumerateArray().Any(part => !part.SaysNothing());

    private List<AIContent> PartsOf(JsonElement parts, ItemNotes notes)
    {
        List<AIContent> contents = [];
        var i = 0;
        foreach (var part in parts.EnumerateArray())
        {
            var path = $".content.parts[{i++}]";
            if (part.SaysNothing())
                continue;

            contents.Add(part switch
            {
                { ValueKind: JsonValueKind.String } => new TextContent(part.GetString()),
                _ when part.Text("content_type") == "audio_transcription" && part.Text("text") is { } said => new TextContent(said) { AdditionalProperties = Properties.Rest(part, "content_type", "text") },
                _ when part.Text("asset_pointer") is { } pointer && ChatGptFiles.Read(folder, pointer) is { } data => data,
                _ when part.Text("asset_pointer") is { } pointer => PartMapper.Keep(part, $"the file '{pointer}', which is not in the folder of the export", notes, path),
                _ => PartMapper.Keep(part, $"a part of type '{part.Text("content_type")}'", notes, path),
            });
        }

        return contents;
    }

    private static AdditionalPropertiesDictionary? PropertiesOf(JsonElement message)
    {
        var properties = Properties.Rest(message, "id", "author", "create_time", "content", "metadata", "recipient", "status", "weight");
        if (message.IsObject("author", out var author) && author.IsObject("metadata", out var about) && !about.SaysNothing())
            (properties ??= [])["author_metadata"] = about;
        if (message.IsObject("metadata", out var metadata))
        {
            foreach (var (name, value) in Properties.Rest(metadata) ?? [])
                (properties ??= []).TryAdd(name, value);
        }

        if (message.Text("status") is { } status and not "finished_successfully")
            (properties ??= [])["status"] = status;
        if (message.TryGet("weight", out var weight) && weight.ValueKind == JsonValueKind.Number && weight.GetDouble() != 1)
            (properties ??= [])["weight"] = weight;
        return properties;
    }
}
