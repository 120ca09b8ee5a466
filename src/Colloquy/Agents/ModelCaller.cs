using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Calls the model and records the call: streaming when somebody listens, else whole.</summary>
internal sealed class ModelCaller(IChatClient client, TurnJournal journal, CallPricing pricing, SessionLog log, Action<AgentUpdate>? onUpdate)
{
    private readonly ChatClientMetadata? _metadata = client.GetService<ChatClientMetadata>();

    /// <summary>Calls the model once.</summary>
    /// <param name="messages">What the model is shown.</param>
    /// <param name="prompt">What stands around it.</param>
    /// <param name="window">The window that the messages came from; what the model says is added to it.</param>
    /// <param name="isStep">Whether the turn goes on after a response, which is then committed as a step.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ChatResponse> CallAsync(IReadOnlyList<ChatMessage> messages, Prompt prompt, Window window, Func<ChatResponse, bool> isStep, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(log.Time.GetUtcNow());
        var started = Stopwatch.GetTimestamp();
        var shown = window.Shown;
        List<ChatResponseUpdate> updates = [];
        ChatResponse response;
        try
        {
            response = onUpdate is null
                ? await client.GetResponseAsync(messages, prompt.Options, cancellationToken).ConfigureAwait(false)
                : await StreamAsync(messages, prompt.Options, updates, onUpdate, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var partial = updates.Count == 0 ? null : updates.ToChatResponse();
            await journal.RecordAsync(Describe(id, prompt, shown, started, partial, e.Message), prompt, [], window, step: false).ConfigureAwait(false);
            foreach (var message in partial?.Messages ?? [])
                journal.KeepPartial(message);
            throw;
        }

        var call = Describe(id, prompt, shown, started, response, error: null);
        await journal.RecordAsync(call, prompt, response.Messages, window, isStep(response)).ConfigureAwait(false);
        return response;
    }

    private async Task<ChatResponse> StreamAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, List<ChatResponseUpdate> updates, Action<AgentUpdate> listener, CancellationToken cancellationToken)
    {
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
            listener(new ModelUpdate(update));
        }

        return updates.ToChatResponse();
    }

    private ModelCallBody Describe(Guid id, Prompt prompt, PositionRange? window, long started, ChatResponse? response, string? error) => pricing.Price(new()
    {
        Call = id,
        Model = response?.ModelId ?? prompt.Options?.ModelId ?? _metadata?.DefaultModelId,
        Provider = _metadata?.ProviderName,
        Options = prompt.OptionsJson,
        Window = window is { } shown ? [shown] : [],
        Instructions = prompt.Instructions?.Hash,
        Tools = prompt.Tools?.Hash,
        Usage = response?.Usage,
        Called = error is null ? FindCalled(response) : null,
        Duration = Stopwatch.GetElapsedTime(started),
        FinishReason = response?.FinishReason?.Value,
        Response = response?.ResponseId,
        Conversation = response?.ConversationId,
        Error = error,
    }, log.Logger);

    private static List<string>? FindCalled(ChatResponse? response)
    {
        List<string>? called = null;
        foreach (var message in response?.Messages ?? [])
        {
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent { InformationalOnly: false } call)
                    (called ??= []).Add(call.Name);
            }
        }

        return called;
    }
}
