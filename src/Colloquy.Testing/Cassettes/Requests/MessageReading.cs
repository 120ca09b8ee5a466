using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>Makes requests comparable. What was read of a message is kept with the message, so that a turn costs what it adds.</summary>
/// <remarks>An instance belongs to one conversation, or to one fork of it.</remarks>
internal sealed class MessageReading(RequestText text)
{
    private readonly Lock _lock = new();
    private readonly ConditionalWeakTable<ChatMessage, Read> _read = [];
    private readonly Dictionary<string, (int Number, string Name)> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _conversations = new(StringComparer.Ordinal);

    public RequestText Text => text;

    public ModelRequest ReadRequest(string client, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        return ReadRequest(client, messages, RequestSettings.Of(options, text), options?.ConversationId);
    }

    public ModelRequest ReadRequest(string client, IReadOnlyList<ChatMessage> messages, RequestSettings settings, string? conversationId)
    {
        lock (_lock)
        {
            var conversation = conversationId is { Length: > 0 } id ? _conversations.GetValueOrDefault(id, id) : null;
            return new ModelRequest(client, settings, conversation, ReadAll(messages));
        }
    }

    /// <summary>Reads messages, such as those of a response that requests will repeat.</summary>
    public IReadOnlyList<RequestMessage> ReadMessages(IReadOnlyList<ChatMessage> messages)
    {
        lock (_lock)
            return ReadAll(messages);
    }

    /// <summary>Reads a message that a cassette has in canonical form, as JSON.</summary>
    public RequestMessage ReadRecorded(JsonElement message)
    {
        var contents = message.GetProperty("contents").EnumerateArray();
        return Make(message.GetProperty("role").GetString()!, message.TryGetProperty("author", out var author) ? author.GetString() : null, [.. contents]);
    }

    /// <summary>Returns the name of a service's conversation within the cassette.</summary>
    public string NameConversation(string id)
    {
        lock (_lock)
        {
            if (_conversations.TryGetValue(id, out var name))
                return name;
            if (id.StartsWith("conversation-", StringComparison.Ordinal))
                return id;
            return _conversations[id] = $"conversation-{_conversations.Count + 1}";
        }
    }

    private List<RequestMessage> ReadAll(IReadOnlyList<ChatMessage> messages)
    {
        List<RequestMessage> read = new(messages.Count);
        foreach (var sent in messages)
        {
            // A cassette keeps no more than a log does.
            var message = sent.Withhold();
            var stamp = StampOf(message);
            if (!_read.TryGetValue(message, out var known) || known.Stamp != stamp)
            {
                known = new Read(stamp, ReadMessage(message));
                _read.AddOrUpdate(message, known);
            }

            read.Add(known.Message);
        }

        RequestMessage.SortResults(read);
        return read;
    }

    private RequestMessage ReadMessage(ChatMessage message)
    {
        List<JsonElement> contents = [];
        var number = 0;
        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent call)
                _calls[call.CallId] = (++number, call.Name);
            if (Describe(content) is { } described)
                contents.Add(JsonSerializer.SerializeToElement(described, CassetteJson.Options));
        }

        // What an assistant is called is added by whoever keeps the history, and differs before and after.
        return Make(message.Role.Value, message.Role == ChatRole.Assistant ? null : message.AuthorName, contents);
    }

    private JsonObject? Describe(AIContent content) => content switch
    {
        TextContent said => new JsonObject { ["text"] = said.Text },
        TextReasoningContent reasoning => reasoning.Text.Length == 0 ? null : new JsonObject { ["reasoning"] = reasoning.Text },
        FunctionCallContent call => new JsonObject { ["call"] = call.Name, ["arguments"] = call.Arguments is null ? null : NodeOf(CassetteJson.ToElement(call.Arguments)) },
        FunctionResultContent result => Describe(result),
        DataContent data => new JsonObject { ["data"] = data.MediaType, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(data.Data.Span)) },
        UriContent uri => new JsonObject { ["uri"] = uri.Uri.ToString(), ["mediaType"] = uri.MediaType },
        UsageContent => null,
        _ => new JsonObject { ["content"] = NodeOf(CassetteJson.ToElement(content)) },
    };

    private JsonObject Describe(FunctionResultContent result)
    {
        var (number, name) = _calls.GetValueOrDefault(result.CallId);
        var described = new JsonObject { ["result"] = ResultOf(result.Result), ["of"] = name ?? "unknown call" };
        if (number > 1)
            described["number"] = number;
        return described;
    }

    private JsonNode? ResultOf(object? result) => result switch
    {
        null => null,
        string said => said,
        TextContent said => said.Text,
        IEnumerable<AIContent> contents => new JsonArray([.. contents.Select(Describe)]),
        AIContent content => new JsonArray(Describe(content)),
        _ => NodeOf(CassetteJson.ToElement(result)),
    };

    private static JsonNode? NodeOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element),
    };

    private RequestMessage Make(string role, string? author, List<JsonElement> contents)
    {
        int? resultOf = null;
        var written = new List<(int Number, string Json)>();
        foreach (var content in contents)
        {
            var number = content.TryGetProperty("result", out _) ? content.TryGetProperty("number", out var given) ? given.GetInt32() : 1 : 0;
            resultOf = number > 0 && contents.Count == 1 && role == ChatRole.Tool.Value ? number : null;
            var parts = content.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal)
                .Select(property => $"{JsonSerializer.Serialize(property.Name, CassetteJson.Options)}:{text.Of(property.Value, property.Name is "arguments" or "result")}");
            written.Add((number, $"{{{string.Join(',', parts)}}}"));
        }

        // Results of calls that ran at once are in any order.
        if (written.TrueForAll(part => part.Number > 0))
            written = [.. written.OrderBy(part => part.Number)];
        var name = author is null ? "" : $"\"author\":{JsonSerializer.Serialize(text.Of(author), CassetteJson.Options)},";
        return new RequestMessage($"{{{name}\"contents\":[{string.Join(',', written.Select(part => part.Json))}],\"role\":{JsonSerializer.Serialize(role, CassetteJson.Options)}}}", resultOf);
    }

    /// <summary>Changes when somebody changes the message.</summary>
    private static int StampOf(ChatMessage message)
    {
        var stamp = new HashCode();
        stamp.Add(message.Role);
        stamp.Add(message.AuthorName);
        foreach (var content in message.Contents)
        {
            stamp.Add(RuntimeHelpers.GetHashCode(content));
            stamp.Add(content switch
            {
                TextContent said => RuntimeHelpers.GetHashCode(said.Text),
                FunctionCallContent call => RuntimeHelpers.GetHashCode(call.Arguments),
                FunctionResultContent result => RuntimeHelpers.GetHashCode(result.Result),
                _ => 0,
            });
        }

        return stamp.ToHashCode();
    }

    private sealed record Read(int Stamp, RequestMessage Message);
}
