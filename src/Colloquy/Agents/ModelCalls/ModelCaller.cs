using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Calls the model: streaming when somebody listens, else whole. What it returns is to be recorded.</summary>
internal sealed class ModelCaller(IChatClient client, ModelCallSite site, Patience patience, CallPricing pricing, SessionLog log, Action<AgentUpdate>? onUpdate)
{
    private readonly ChatClientMetadata? _metadata = client.GetService<ChatClientMetadata>();

    /// <summary>The middleware around calls that are to answer; null for none.</summary>
    public ModelMiddleware? Around { get; init; }

    /// <summary>The service whose conversation is gone on with; null when it is not to be.</summary>
    public string? Service { get; init; }

    /// <summary>The maximum number of characters of an answer.</summary>
    public int AnswerCharacters { get; init; } = RunLimits.DefaultAnswerCharacters;

    /// <summary>Whether the log keeps what exceptions of the application's code say.</summary>
    public bool IncludeDetailedErrors { get; init; }

    /// <summary>Names the model, as the subject of a sentence.</summary>
    public override string ToString() => $"The model {_metadata?.DefaultModelId ?? client.GetType().Name}";

    /// <summary>Calls the model once. A call that fails is returned too, since it is recorded with what had arrived.</summary>
    /// <param name="shown">The messages that the model is shown.</param>
    /// <param name="prompt">The options, instructions and tools.</param>
    /// <param name="window">The window that the messages came from.</param>
    /// <param name="conversation">The conversation of the service that is gone on with; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ModelStep> CallAsync(BuiltWindow shown, Prompt prompt, Window window, ServiceConversation? conversation, CancellationToken cancellationToken)
    {
        prompt = prompt.In(conversation?.Id);
        if (!shown.Counter.IsBuiltIn)
            await patience.WaitAsync($"The token counter {shown.Counter.GetType().Name}", _ => ValueTask.FromResult(prompt.Count(shown.Counter)), cancellationToken).ConfigureAwait(false);

        var id = Guid.CreateVersion7(log.Time.GetUtcNow());
        var started = Stopwatch.GetTimestamp();
        List<ChatResponseUpdate> updates = [];
        ChatResponse response;
        var passed = Around is null ? null : new PassedCall(shown, prompt, site.Fence.Within());
        var shared = window.Share();
        var mark = CallMark.Begin(client);
        using var span = StartSpan(prompt, purpose: null);
        try
        {
            try
            {
                response = onUpdate is null && Around is null
                    ? new AnswerMeter(log.NamedKey, AnswerCharacters).Whole(await GetAsync(id, shown.Messages, prompt.Sent, cancellationToken).ConfigureAwait(false), updates)
                    : await StreamAsync(shown, prompt, passed, updates, CallsOf(prompt, window), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                (shown, prompt) = passed is null ? (shown, prompt) : (passed.Shown, passed.Prompt);
                shared?.ThrowIfEdited();
            }

            response = Incoming.Take(response, "the model", log);
        }
        catch (Exception e)
        {
            if (Service is not null && SentTo(prompt) is { } sentTo && conversation is { GrowsInPlace: true })
                AgentLog.ConversationUncertain(log.Logger, id, log.Key, sentTo);
            var partial = updates.Count == 0 ? null : updates.ToChatResponse();
            if (partial is not null)
                CallsOf(prompt, window).Read(partial);
            var isClients = passed is null || passed.Failure == e;
            var error = ErrorText.ForLog(e, isClients, IncludeDetailedErrors) ?? e.GetType().FullName;
            return new ModelStep
            {
                Call = Tell(span, Describe(id, prompt, shown, started, partial, partial?.ConversationId, error), prompt, e),
                Prompt = prompt,
                Shown = shown,
                Partial = [.. (partial?.Messages ?? []).Select(message => Incoming.Take(message, "the model", log))],
                Failure = ExceptionDispatchInfo.Capture(e),
                IsClientFailure = isClients,
            };
        }

        CallsOf(prompt, window).Read(response);
        var heard = passed is null ? response.ConversationId : passed.Conversation;
        var fromCache = passed is not { IsSent: false } && mark?.TakesFromCache(response) == true;
        var call = Tell(span, Describe(id, prompt, shown, started, response, heard, error: null, fromCache), prompt);
        window.WasAnswered(call);
        var sent = Service is null || passed is { IsSent: false } ? null : SentTo(prompt);
        return new ModelStep
        {
            Call = call,
            Prompt = prompt,
            Shown = shown,
            Response = response,
            SentTo = sent,
            Conversation = Service is null || string.IsNullOrEmpty(heard) ? null : new ServiceConversation(heard) { Service = Service, GrowsInPlace = heard == sent },
        };
    }

    /// <summary>Asks the model a question beside the conversation. A call that fails is returned too, since it is recorded.</summary>
    /// <param name="question">The question.</param>
    /// <param name="about">The positions that it is about.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<SideAnswer> AskAsync(ModelQuestion question, PositionRange about, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(log.Time.GetUtcNow());
        var started = Stopwatch.GetTimestamp();
        var prompt = Prompt.Create(question.Options, null, null, []);
        var shown = BuiltWindow.About(about);
        ChatResponse? response = null;
        string? text = null;
        EntryBody? entry = null;
        ExceptionDispatchInfo? failure = null;
        var mark = CallMark.Begin(client);
        var fromCache = false;
        using var span = StartSpan(prompt, question.Purpose);
        try
        {
            response = await GetAsync(id, [new ChatMessage(ChatRole.User, question.Prompt)], prompt.Sent, cancellationToken).ConfigureAwait(false);
            fromCache = mark?.TakesFromCache(response) == true;
            text = ModelText.WholeTextOf(Incoming.Take(new AnswerMeter(log.NamedKey, AnswerCharacters).Whole(response, []), "the model", log));
            question.Read?.Invoke(text);
            entry = question.Conclude?.Invoke(text, id);
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        var call = Describe(id, prompt, shown, started, response, response?.ConversationId, failure?.SourceException.Message, fromCache) with { Purpose = question.Purpose };
        return new SideAnswer(Tell(span, call, prompt, failure?.SourceException), prompt.Instructions) { Text = failure is null ? text : null, Entry = entry, Failure = failure };
    }

    /// <summary>Puts the calls of an answer in order. A service that keeps the conversation knows its calls by its own ids.</summary>
    private InformationalCalls CallsOf(Prompt prompt, Window window) => new(Around is null ? prompt.Names : null, site.TurnStart, SentTo(prompt) is null ? window : null);

    private static string? SentTo(Prompt prompt) => prompt.Options?.ConversationId is { Length: > 0 } id ? id : null;

    private async Task<ChatResponse> StreamAsync(BuiltWindow shown, Prompt prompt, PassedCall? call, List<ChatResponseUpdate> updates, InformationalCalls calls, CancellationToken cancellationToken)
    {
        var pieces = new StreamedPieces(updates, new AnswerMeter(log.NamedKey, AnswerCharacters), calls, onUpdate);
        try
        {
            await patience.WaitAsync(this, ReadAsync, cancellationToken).ConfigureAwait(false);
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
    private Task<ChatResponse> GetAsync(Guid id, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) => patience.WaitAsync(
        this,
        stop => new ValueTask<ChatResponse>(client.GetResponseAsync(messages, options, stop)),
        cancellationToken,
        late: response =>
        {
            if (response.Usage is { } used)
                AgentLog.UsageLate(log.Logger, id, log.Key, used.InputTokenCount ?? 0, used.OutputTokenCount ?? 0, response.ModelId ?? "?");
        });

    private CallSpan StartSpan(Prompt prompt, string? purpose) =>
        CallSpan.Start(client, site, log.Key, _metadata?.ProviderName, prompt.Options?.ModelId ?? _metadata?.DefaultModelId, prompt.Options, purpose);

    /// <summary>Tells traces and metrics of a call.</summary>
    private ModelCallBody Tell(CallSpan span, ModelCallBody call, Prompt prompt, Exception? failure = null)
    {
        span.End(call);
        if (failure is not null)
            span.Fail(failure);
        RunMetrics.Called(call, prompt.Options?.ModelId ?? _metadata?.DefaultModelId, failure?.GetType().FullName, span.Others);
        return call;
    }

    private ModelCallBody Describe(Guid id, Prompt prompt, BuiltWindow shown, long started, ChatResponse? response, string? conversation, string? error, bool fromCache = false)
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
            Cost = fromCache ? 0 : pricing.CostOf(provider, model, response?.Usage, log.Logger),
            FromCache = fromCache,
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
