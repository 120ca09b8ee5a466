using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>The form of messages in a cassette: the role, and what is said.</summary>
internal static class MessageForm
{
    private const string AuthorKey = "by";

    /// <summary>Writes a message of a request.</summary>
    public static TapeNode Write(RequestMessage message)
    {
        var json = JsonElement.Parse(message.Json, new JsonDocumentOptions { MaxDepth = 256 });
        var contents = json.GetProperty("contents");
        var first = contents.GetArrayLength() == 1 ? contents[0] : default;
        var isText = first.ValueKind == JsonValueKind.Object && first.EnumerateObject().Count() == 1 && first.TryGetProperty("text", out _);
        return TapeNode.Map()
            .With(json.GetProperty("role").GetString()!, isText ? TapeNode.Of(first.GetProperty("text").GetString()!) : TapeNode.Of(contents))
            .With(AuthorKey, json.TryGetProperty("author", out var author) ? author.GetString() : null);
    }

    /// <summary>Reads a message of a request, as canonical JSON that is still to be put in order.</summary>
    public static JsonElement Read(TapeNode message)
    {
        var (role, said) = FirstOf(message);
        var json = new JsonObject { ["role"] = role };
        if (message.Find(AuthorKey) is { Text: { } author })
            json["author"] = author;
        json["contents"] = said.Text is { } text && !said.IsJson
            ? new JsonArray(new JsonObject { ["text"] = text })
            : JsonArray.Create(TapeJson.Of(said));
        return JsonSerializer.SerializeToElement(json, CassetteJson.Options);
    }

    /// <summary>Writes a message of a response.</summary>
    public static TapeNode WriteAnswer(ChatMessage message)
    {
        var said = message.Contents is [TextContent text] && IsPlain(text, "text")
            ? TapeNode.Of(text.Text)
            : TapeNode.List(message.Contents.Where(content => content is not UsageContent).Select(content => WriteContent(content, message)));
        return TapeNode.Map().With(message.Role.Value, said).With(AuthorKey, message.AuthorName);
    }

    /// <summary>Reads a message of a response.</summary>
    /// <param name="message">The message.</param>
    /// <param name="nextId">Returns the id of the next call.</param>
    public static ChatMessage ReadAnswer(TapeNode message, Func<string> nextId)
    {
        var (role, said) = FirstOf(message);
        List<string> ids = [];
        var read = said.Items is null ? new ChatMessage(new ChatRole(role), said.Text) : new ChatMessage(new ChatRole(role), [.. said.Items.Select(content => ReadContent(content, ids, nextId))]);
        read.AuthorName = message.Find(AuthorKey)?.Text;
        return read;
    }

    private static TapeNode WriteContent(AIContent content, ChatMessage message)
    {
        switch (content)
        {
            case TextContent text when IsPlain(text, "text"):
                return TapeNode.Map().With("text", text.Text);
            case TextReasoningContent reasoning when IsPlain(reasoning, "text", "protectedData"):
                return TapeNode.Map().With("reasoning", reasoning.Text).With("protected", reasoning.ProtectedData);
            case FunctionCallContent call:
                var rest = RestOf(call, "name", "arguments", "callId", "informationalOnly");
                if (call.InformationalOnly)
                    rest["informationalOnly"] = true;
                return TapeNode.Map().With("call", call.Name)
                    .With("arguments", call.Arguments is null ? null : TapeNode.Of(CassetteJson.ToElement(call.Arguments)))
                    .With("problem", call.Exception?.Message)
                    .With("more", rest.Count == 0 ? null : TapeNode.Of(JsonSerializer.SerializeToElement(rest, CassetteJson.Options)));
            case FunctionResultContent result when message.Contents.OfType<FunctionCallContent>().Select(call => call.CallId).ToList().IndexOf(result.CallId) is >= 0 and var number:
                return TapeNode.Map().With("result", TapeNode.Of(CassetteJson.ToElement(result.Result))).With("number", TapeNode.Of(number + 1));
            default:
                return TapeNode.Map().With("content", TapeNode.Of(ContentJson.Write(content)));
        }
    }

    private static AIContent ReadContent(TapeNode content, List<string> ids, Func<string> nextId)
    {
        if (content.Find("text") is { Text: { } text })
            return new TextContent(text);
        if (content.Find("reasoning") is { Text: { } reasoning })
            return new TextReasoningContent(reasoning) { ProtectedData = content.Find("protected")?.Text };
        if (content.Find("call") is { Text: { } name })
        {
            var fields = content.Find("more") is { } more ? JsonObject.Create(TapeJson.Of(more))! : [];
            ids.Add(nextId());
            (fields["$type"], fields["name"], fields["callId"]) = ("functionCall", name, ids[^1]);
            if (content.Find("arguments") is { } arguments)
                fields["arguments"] = JsonObject.Create(TapeJson.Of(arguments));
            var call = fields.Deserialize<AIContent>(CassetteJson.Options)!;
            if (content.Find("problem") is { Text: { } problem })
                ((FunctionCallContent)call).Exception = new JsonException(problem);
            return call;
        }

        if (content.Find("result") is { } result && content.Find("number") is { Text: { } number })
            return new FunctionResultContent(ids.ElementAtOrDefault(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) - 1) ?? nextId(), TapeJson.Of(result));

        return ContentJson.Read(TapeJson.Of(content.Find("content") ?? throw new FormatException("A content has 'text', 'reasoning', 'call', 'result' or 'content'.")));
    }

    private static (string Role, TapeNode Said) FirstOf(TapeNode message) => message.Entries is [var first, ..] ? first : throw new FormatException("A message begins with its role, such as 'user: Hello'.");

    /// <summary>Whether a content says nothing more than the short form.</summary>
    private static bool IsPlain(AIContent content, params ReadOnlySpan<string> known) => RestOf(content, known).Count == 0;

    private static JsonObject RestOf(AIContent content, params ReadOnlySpan<string> known)
    {
        var fields = JsonObject.Create(ContentJson.Write(content))!;
        fields.Remove("$type");
        foreach (var name in known)
            fields.Remove(name);
        return fields;
    }
}
