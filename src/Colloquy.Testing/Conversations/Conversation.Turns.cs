namespace Colloquy.Testing;

public sealed partial class Conversation
{
    private async Task<TurnResult> AnswerAsync(bool approved, string name, CancellationToken cancellationToken)
    {
        if (_turns.LastOrDefault() is not { Approvals: { Count: > 0 } approvals })
            throw new InvalidOperationException($"The last turn of the conversation '{FullName}' does not wait for an approval.");

        return await TakeTurnAsync(name, [], (target, stop) => target.AnswerAsync(approvals, approved, stop), cancellationToken).ConfigureAwait(false);
    }

    private async Task<TurnResult> TakeTurnAsync(string name, IReadOnlyList<ChatMessage> input, Func<ConversationTarget, CancellationToken, Task<TargetAnswer>> askAsync, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var entered = Enter();
        var number = _turns.Count + 1;
        foreach (var extension in _builder.Extensions)
            await extension.OnTurnStartingAsync(this, number, cancellationToken).ConfigureAwait(false);

        _sink.Take();
        var start = _builder.TimeProvider.GetTimestamp();
        var (answer, error) = await AskAsync(askAsync, cancellationToken).ConfigureAwait(false);
        var turn = ToResult(name, number, input, answer, error, _builder.TimeProvider.GetElapsedTime(start));

        // Kept before anything looks at it: a check that fails changes nothing of the history.
        _turns.Add(turn);
        _messages = turn.Messages;
        foreach (var extension in _builder.Extensions)
            await extension.OnTurnEndedAsync(this, turn).ConfigureAwait(false);
        return error is null ? turn : throw new NoAnswerException(turn, $"Turn {number} of the conversation '{FullName}', {name}, has no answer: {error.Message}", error);
    }

    /// <summary>Ends in time, also when the target ignores that it is cancelled.</summary>
    private async Task<(TargetAnswer? Answer, Exception? Error)> AskAsync(Func<ConversationTarget, CancellationToken, Task<TargetAnswer>> askAsync, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var limit = _builder.TurnTimeout;
        try
        {
            var asked = askAsync(Target, stop.Token);
            try
            {
                return (await asked.WaitAsync(limit, _builder.TimeProvider, cancellationToken).ConfigureAwait(false), null);
            }
            catch (TimeoutException) when (!asked.IsCompleted)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                return (null, new TimeoutException($"The agent did not answer within {limit}. Find out what it waits for, or raise {nameof(ConversationBuilder)}.{nameof(ConversationBuilder.TurnTimeout)}."));
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, error);
        }
    }

    private TurnResult ToResult(string name, int number, IReadOnlyList<ChatMessage> input, TargetAnswer? answer, Exception? error, TimeSpan duration)
    {
        var (models, hosts) = _sink.Take();
        var output = answer?.Messages ?? [];
        return new TurnResult(this)
        {
            Number = number,
            Name = name,
            Input = input,
            Output = output,
            Messages = answer is null ? _messages : [.. _messages, .. input, .. output],
            Text = answer?.Text ?? "",
            CarriedIn = CarriedIn(models, input.Count) ?? answer?.CarriedIn ?? (answer is null ? 0 : _messages.Count),
            ToolCalls = ToolCallPairing.Of(number, output, hosts, _hosts.SelectMany(host => host.ObservedTools).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal)),
            ModelCalls = models,
            Handoffs = answer?.Handoffs ?? [],
            Approvals = answer?.Approvals ?? [],
            Agent = answer?.Agent,
            SessionTurn = answer?.SessionTurn,
            Status = answer?.Status ?? TurnStatus.Failed,
            Error = error,
            Usage = answer?.Usage ?? Sum(models),
            Cost = ModelCost.Of(models, _builder.Prices),
            Duration = duration,
            TimeToFirstToken = answer?.TimeToFirstToken ?? (models.Count > 0 ? models[^1].TimeToFirstToken : null),
            Origin = models.Aggregate(AnswerOrigin.Unknown, (origin, call) => origin | call.Origin),
            Raw = answer?.Raw,
        };
    }

    /// <summary>What the model was shown of earlier turns, as it was sent.</summary>
    private static int? CarriedIn(IReadOnlyList<ObservedModelCall> models, int input) =>
        models.Count == 0 || input == 0 ? null : Math.Max(0, models[0].Messages.Count(message => message.Role != ChatRole.System) - input);

    private static UsageDetails Sum(IReadOnlyList<ObservedModelCall> models)
    {
        var sum = new UsageDetails();
        foreach (var call in models)
        {
            if (call.Response?.Usage is { } usage)
                sum.Add(usage);
        }

        return sum;
    }

    private Turn Enter() => Interlocked.Exchange(ref _running, 1) == 0
        ? new Turn(this)
        : throw new InvalidOperationException($"A turn of the conversation '{FullName}' runs already. The turns of a conversation follow one another; await each before the next.");

    private readonly struct Turn(Conversation conversation) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref conversation._running, 0);
    }
}
