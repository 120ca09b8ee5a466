using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>A call of a model that a planted fault spoils.</summary>
internal sealed class FaultyCall(IReadOnlyList<ChatMessage> messages, ChatOptions? options, TimeProvider time, Func<IEnumerable<ChatMessage>, CancellationToken, Task<ChatResponse>> askAsync)
{
    public IReadOnlyList<ChatMessage> Messages { get; } = messages;

    public IReadOnlyList<AIFunctionDeclaration> Tools { get; } = [.. (options?.Tools ?? []).OfType<AIFunctionDeclaration>()];

    /// <summary>The clock of the conversation.</summary>
    public TimeProvider TimeProvider => time;

    /// <summary>Whether the fault changed the request, or noted that it changed something else.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>What the model said last; null when it was not asked.</summary>
    public ChatResponse? Response { get; private set; }

    /// <summary>The messages before the user's newest one.</summary>
    public IEnumerable<ChatMessage> Earlier => Messages.Take(StartOfTurn(Messages));

    /// <summary>The user's newest message and what followed it.</summary>
    public IEnumerable<ChatMessage> Turn => Messages.Skip(StartOfTurn(Messages));

    public bool IsFirstTurn => !Earlier.Any(message => message.Role == ChatRole.User);

    /// <summary>What the user said last; empty for nothing.</summary>
    public string Asked => Turn.FirstOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";

    public IEnumerable<FunctionResultContent> ResultsOfTurn => ResultsIn(Turn);

    public Task<ChatResponse> AskAsync(CancellationToken cancellationToken) => AskAsync(Messages, cancellationToken);

    public async Task<ChatResponse> AskAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        IsChanged |= !sent.SequenceEqual(Messages);
        return Response = await askAsync(sent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the model what it would say. That becomes its answer only when the fault returns it.</summary>
    public Task<ChatResponse> AskAsideAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken) => askAsync([.. messages], cancellationToken);

    /// <summary>Notes that the fault changed something that neither the request nor the response shows.</summary>
    public void NoteApplied() => IsChanged = true;

    public static IReadOnlyList<FunctionCallContent> CallsIn(IEnumerable<ChatMessage> messages) => [.. messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>())];

    public static IReadOnlyList<FunctionResultContent> ResultsIn(IEnumerable<ChatMessage> messages) => [.. messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>())];

    /// <summary>The index of the user's newest message: where a turn begins.</summary>
    public static int StartOfTurn(IReadOnlyList<ChatMessage> messages)
    {
        var index = messages.Count - 1;
        while (index > 0 && messages[index].Role != ChatRole.User)
            index--;
        return Math.Max(index, 0);
    }

    /// <summary>Returns a response like another, with other messages.</summary>
    public static ChatResponse With(ChatResponse response, IList<ChatMessage> messages) => new(messages)
    {
        ResponseId = response.ResponseId,
        ConversationId = response.ConversationId,
        ModelId = response.ModelId,
        CreatedAt = response.CreatedAt,
        FinishReason = CallsIn(messages).Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        Usage = response.Usage,
        AdditionalProperties = response.AdditionalProperties,
    };

    /// <summary>Returns a response like another that says a text, and calls nothing.</summary>
    public static ChatResponse Saying(ChatResponse response, string text) =>
        response.Text == text && CallsIn(response.Messages).Count == 0 ? response : With(response, [new ChatMessage(ChatRole.Assistant, text) { MessageId = response.Messages.LastOrDefault()?.MessageId }]);

    /// <summary>Returns a message like another, with other contents. The message itself belongs to the history.</summary>
    public static ChatMessage With(ChatMessage message, IEnumerable<AIContent> contents)
    {
        var copy = message.Clone();
        copy.Contents = [.. contents];
        return copy;
    }

    /// <summary>The names of the arguments that a tool requires.</summary>
    public static IReadOnlyList<string> RequiredBy(AIFunctionDeclaration tool) =>
        tool.JsonSchema.ValueKind == JsonValueKind.Object && tool.JsonSchema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? [.. required.EnumerateArray().Select(name => name.GetString()!)]
            : [];
}
