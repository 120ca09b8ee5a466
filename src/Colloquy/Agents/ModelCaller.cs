using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Calls the model and records the call: streaming when somebody listens, else whole.</summary>
internal sealed class ModelCaller(IChatClient client, TurnTransaction journal, CallPricing pricing, SessionLog log, Action<AgentUpdate>? onUpdate)
{
    /// <summary>The middleware around calls that are to answer; null for none.</summary>
    public ModelMiddleware? Around { get; init; }

    /// <summary>The service whose conversation is gone on with; null when it is not to be.</summary>
    public string? Service { get; init; }

    /// <summary>The most characters of an answer.</summary>
    public int AnswerCharacters { get; init; } = RunLimits.DefaultAnswerCharacters;

    private readonly ChatClientMetadata? _metadata = client.GetService<ChatClientMetadata>();

    /// <summary>Calls the model once.</summary>
    /// <param name="shown">What the model is shown.</param>
    /// <param name="prompt">What stands around it.</param>
    /// <param name="window">The window that the messages came from; what the model says is added to it.</param>
    /// <param name="isStep">Whether the turn goes on after a response, which is then committed as a step.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ChatResponse> CallAsync(BuiltWindow shown, Prompt prompt, Window window, Func<ChatResponse, ValueTask<bool>> isStep, CancellationToken cancellationToken)
    {
        if (!shown.Counter.IsBuiltIn)
            await journal.Patience.WaitAsync($"The token counter {shown.Counter.GetType().Name}", _ => ValueTask.FromResult(prompt.Count(shown.Counter)), cancellationToken).ConfigureAwait(false);

        var id = Guid.CreateVersion7(log.Time.GetUtcNow());
        var started = Stopwatch.GetTimestamp();
        List<ChatResponseUpdate> updates = [];
        ChatResponse response;
        var passed = Around is null ? null : new PassedCall(shown, prompt, journal.Fence.Within());
        using var span = StartSpan(prompt, purpose: null);
        try
        {
            try
            {
                response = onUpdate is null && Around is null
                    ? new AnswerMeter(log.NamedKey, AnswerCharacters).Whole(await GetAsync(id, shown.Messages, prompt.Sent, cancellationToken).ConfigureAwait(false), updates)
                    : await StreamAsync(shown, prompt, passed, updates, Hear(prompt, window), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                (shown, prompt) = passed is null ? (shown, prompt) : (passed.Shown, passed.Prompt);
            }

            response = Incoming.Take(response, "the model", log);
        }
        catch (Exception e)
        {
            if (Service is not null && Sent(prompt) is { } sentTo && journal.Kept?.Find(Service) is { GrowsInPlace: true })
                AgentLog.ConversationUncertain(log.Logger, id, log.Key, sentTo);
            if (passed is null || passed.Failure == e)
                journal.ClientFailure = e;
            var partial = updates.Count == 0 ? null : updates.ToChatResponse();
            if (partial is not null)
                Hear(prompt, window).Read(partial);
            var error = ErrorText.ForLog(e, journal.ClientFailure == e, journal.Errors) ?? e.GetType().FullName;
            var failed = Tell(span, Describe(id, prompt, shown, started, partial, partial?.ConversationId, error), prompt, e);
            await journal.RecordAsync(failed, prompt, shown, [], window, step: false).ConfigureAwait(false);
            foreach (var message in partial?.Messages ?? [])
                journal.KeepPartial(Incoming.Take(message, "the model", log));
            throw;
        }

        Hear(prompt, window).Read(response);
        var heard = passed is null ? response.ConversationId : passed.Conversation;
        var call = Tell(span, Describe(id, prompt, shown, started, response, heard, error: null), prompt);
        window.WasAnswered(call);
        var sent = Service is null || passed is { IsSent: false } ? null : Sent(prompt);
        var kept = Service is null || string.IsNullOrEmpty(heard) ? null : new ServiceConversation(heard) { Service = Service, GrowsInPlace = heard == sent };
        var step = await isStep(response).ConfigureAwait(false);
        await journal.RecordAsync(call, prompt, shown, response.Messages as IReadOnlyList<ChatMessage> ?? [.. response.Messages], window, step, kept).ConfigureAwait(false);
        return sent is null || kept is not null ? response : throw new ConversationIdMissingException(log.Key, sent, journal.Last);
    }

    /// <summary>Puts the calls of an answer in order. A service that keeps the conversation knows its calls by its own ids.</summary>
    private InformationalCalls Hear(Prompt prompt, Window window) => new(Around is null ? prompt.Names : null, journal.Start, Sent(prompt) is null ? window : null);

    private string ModelName => $"The model {_metadata?.DefaultModelId ?? client.GetType().Name}";

    private static string? Sent(Prompt prompt) => prompt.Options?.ConversationId is { Length: > 0 } id ? id : null;

    /// <summary>Asks the model a question beside the conversation, and records the call together with the entry that its answer makes.</summary>
    /// <param name="question">The question.</param>
    /// <param name="about">The positions that it is about.</param>
    /// <param name="usage">The usage to which that of the call is added.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<ModelReply> AskAsync(ModelQuestion question, PositionRange about, UsageDetails usage, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(log.Time.GetUtcNow());
        var started = Stopwatch.GetTimestamp();
        var prompt = Prompt.Create(question.Options, null, null, []);
        var shown = BuiltWindow.About(about);
        ChatResponse? response = null;
        string? text = null;
        EntryBody? body = null;
        Exception? failure = null;
        using var span = StartSpan(prompt, question.Purpose);
        try
        {
            response = await GetAsync(id, [new ChatMessage(ChatRole.User, question.Prompt)], prompt.Sent, cancellationToken).ConfigureAwait(false);
            text = ModelText.WholeTextOf(Incoming.Take(new AnswerMeter(log.NamedKey, AnswerCharacters).Whole(response, []), "the model", log));
            question.Read?.Invoke(text);
            body = question.Conclude?.Invoke(text, id);
        }
        catch (Exception e)
        {
            failure = e;
        }

        if (response?.Usage is { } used)
            usage.Add(used);
        var call = Tell(span, Describe(id, prompt, shown, started, response, response?.ConversationId, failure?.Message), prompt, failure);
        var position = await journal.RecordAsync(call with { Purpose = question.Purpose }, prompt, body).ConfigureAwait(false);
        if (failure is not null && cancellationToken.IsCancellationRequested)
            ExceptionDispatchInfo.Throw(failure);
        return new ModelReply { Text = failure is null ? text : null, Failure = failure, Position = position, Entry = body };
    }

    private async Task<ChatResponse> StreamAsync(BuiltWindow shown, Prompt prompt, PassedCall? call, List<ChatResponseUpdate> updates, InformationalCalls heard, CancellationToken cancellationToken)
    {
        var pieces = new StreamedPieces(updates, new AnswerMeter(log.NamedKey, AnswerCharacters), heard, onUpdate);
        try
        {
            await journal.Patience.WaitAsync(ModelName, ReadAsync, cancellationToken).ConfigureAwait(false);
            return updates.ToChatResponse();
        }
        finally
        {
            pieces.Close();
            call?.Fence.Close();
        }

        async ValueTask<bool> ReadAsync(CancellationToken stop)
        {
            var stream = Around is null || call is null
                ? client.GetStreamingResponseAsync(shown.Messages, prompt.Sent, stop)
                : Around.CallAsync(call, isStreamed: onUpdate is not null, stop);
            await foreach (var update in stream.ConfigureAwait(false))
            {
                if (!pieces.TryAdd(update))
                    break;
            }

            return true;
        }
    }

    /// <summary>Asks the client. What an answer used that comes too late is logged, since its call is recorded already.</summary>
    private Task<ChatResponse> GetAsync(Guid id, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) => journal.Patience.WaitAsync(
        ModelName,
        stop => new ValueTask<ChatResponse>(client.GetResponseAsync(messages, options, stop)),
        cancellationToken,
        late: response =>
        {
            if (response.Usage is { } used)
                AgentLog.UsageLate(log.Logger, id, log.Key, used.InputTokenCount ?? 0, used.OutputTokenCount ?? 0, response.ModelId ?? "?");
        });

    private Activity? StartSpan(Prompt prompt, string? purpose) =>
        RunSpans.StartCall(log.Key, journal, _metadata?.ProviderName, prompt.Options?.ModelId ?? _metadata?.DefaultModelId, prompt.Options, purpose);

    /// <summary>Tells traces and metrics of a call.</summary>
    private ModelCallBody Tell(Activity? span, ModelCallBody call, Prompt prompt, Exception? failure = null)
    {
        RunSpans.End(span, call);
        if (failure is not null)
            RunSpans.Fail(span, failure);
        RunMetrics.Called(call, prompt.Options?.ModelId ?? _metadata?.DefaultModelId, failure?.GetType().FullName);
        return call;
    }

    private ModelCallBody Describe(Guid id, Prompt prompt, BuiltWindow shown, long started, ChatResponse? response, string? conversation, string? error)
    {
        var (provider, model) = (_metadata?.ProviderName, response?.ModelId ?? prompt.Options?.ModelId ?? _metadata?.DefaultModelId);
        return new()
        {
            Call = id,
            Model = model,
            Provider = provider,
            Options = prompt.OptionsJson,
            Window = shown.Ranges,
            Edits = shown.Edits,
            Cut = shown.Cut,
            Estimate = shown.Estimate + prompt.Count(shown.Counter),
            Instructions = prompt.Instructions?.Hash,
            Tools = prompt.Tools?.Hash,
            Context = prompt.Shares,
            Usage = response?.Usage,
            Cost = pricing.CostOf(provider, model, response?.Usage, log.Logger),
            Called = error is null ? FindCalled(response) : null,
            Duration = Stopwatch.GetElapsedTime(started),
            FinishReason = response?.FinishReason?.Value,
            Response = response?.ResponseId,
            Conversation = conversation,
            KeptUpTo = shown.KeptUpTo,
            Error = error,
        };
    }

    private static List<string>? FindCalled(ChatResponse? response)
    {
        List<string>? called = null;
        for (var i = 0; i < response?.Messages.Count; i++)
        {
            var contents = response.Messages[i].Contents;
            for (var at = 0; at < contents.Count; at++)
            {
                if (contents[at] is FunctionCallContent { InformationalOnly: false } call)
                    (called ??= []).Add(call.Name);
            }
        }

        return called;
    }
}
