using System.Runtime.ExceptionServices;

namespace Colloquy.Testing;

public sealed partial class Conversation
{
    private async Task<TurnResult> AnswerAsync(bool approved, string name, CancellationToken cancellationToken)
    {
        if (_turns.LastOrDefault() is not { Approvals: { Count: > 0 } approvals } waiting)
            throw new InvalidOperationException($"The last turn of the conversation '{FullName}' does not wait for an approval.");

        // The session keeps an approval on the branch that asked for it.
        if (waiting.Conversation != this && waiting.SessionTurn is not null)
            throw new InvalidOperationException($"Turn {waiting.Number} waits for an approval in the conversation from which '{FullName}' was forked, and a fork does not inherit approvals. Fork after turn {waiting.Number - 1}, by {nameof(ForkAsync)}(afterTurn: {waiting.Number - 1}), and take turn {waiting.Number} again.");
        if (_fence.IsLost && !_builder.ResumesLostTurns)
            throw new InvalidOperationException($"The process of the agent in the conversation '{FullName}' is lost. Call {nameof(RestartAsync)} first, and then answer the approval.");

        return await TakeTurnAsync(name, [], (target, stop) => target.AnswerAsync(approvals, approved, stop), cancellationToken, approved).ConfigureAwait(false);
    }

    private async Task<TurnResult> TakeTurnAsync(string name, IReadOnlyList<ChatMessage> input, Func<ConversationTarget, CancellationToken, Task<TargetAnswer>> askAsync, CancellationToken cancellationToken, bool? approved = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var entered = Enter();
        cancellationToken = TokenOr(cancellationToken);
        var number = _turns.Count + 1;
        RunningTurn = Test ?? name;
        foreach (var extension in _builder.Extensions)
            await extension.OnTurnStartingAsync(this, number, cancellationToken).ConfigureAwait(false);

        _sink.Take();
        _lost = ([], []);
        var wasLost = _fence.IsLost;
        var start = _builder.TimeProvider.GetTimestamp();
        var (answer, error) = await AskAsync(askAsync, cancellationToken).ConfigureAwait(false);
        while (error is ProcessLostException && _builder.ResumesLostTurns)
        {
            KeepCalls(isLost: true);
            await ReopenAsync(cancellationToken).ConfigureAwait(false);
            (answer, error) = await AskAsync(async (target, stop) => await target.ResumeAsync(stop).ConfigureAwait(false) ?? await askAsync(target, stop).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        return await KeepAsync(ToResult(name, number, input, answer, error, _builder.TimeProvider.GetElapsedTime(start), approved), wasLost).ConfigureAwait(false);
    }

    private async Task<TurnResult> KeepAsync(TurnResult turn, bool wasLost = false)
    {
        // Kept before anything looks at it: a check that fails changes nothing of the history.
        if (turn.Number <= _turns.Count)
            _turns[turn.Number - 1] = turn;
        else
            _turns.Add(turn);
        _messages = turn.Messages;
        _sink.Turn = turn.Number;
        ExceptionDispatchInfo? refusal = null;
        foreach (var extension in _builder.Extensions)
        {
            try
            {
                await extension.OnTurnEndedAsync(this, turn).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // The others hear of the turn all the same.
                refusal ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        refusal?.Throw();
        if (_hosts.Select(host => host.FindLoss(turn.Error)).OfType<ToolHostException>().FirstOrDefault() is { } loss)
            throw new ToolHostException(loss.Host, $"Turn {turn.Number} of the conversation '{FullName}', {turn.Name}, says nothing of the agent. {loss.Message}", turn.Error);

        return turn.Error is not { } reason ? turn : throw new NoAnswerException(turn, $"Turn {turn.Number} of the conversation '{FullName}', {turn.Name}, has no answer: {reason.Message}{(wasLost ? $"{(reason.Message.EndsWith('.') ? "" : ".")} The process was lost before the turn began: call {nameof(RestartAsync)} first." : "")}", reason);
    }

    /// <summary>Ends in time, also when the target ignores that it is cancelled.</summary>
    private async Task<(TargetAnswer? Answer, Exception? Error)> AskAsync(Func<ConversationTarget, CancellationToken, Task<TargetAnswer>> askAsync, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var limit = _builder.TurnTimeout;
        try
        {
            var fence = _fence;
            var asked = askAsync(Target, stop.Token);
            try
            {
                await Task.WhenAny(asked, fence.Lost).WaitAsync(limit, _builder.TimeProvider, cancellationToken).ConfigureAwait(false);
                if (!fence.IsLost || asked.IsCompletedSuccessfully)
                    return (await asked.ConfigureAwait(false), null);

                // What becomes of the old agent is of no interest: it is behind the fence.
                _ = asked.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                await stop.CancelAsync().ConfigureAwait(false);
                return (null, fence.Error);
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

    private TurnResult ToResult(string name, int number, IReadOnlyList<ChatMessage> input, TargetAnswer? answer, Exception? error, TimeSpan duration, bool? approved)
    {
        var waited = _sink.WaitsForModel;
        KeepCalls(isLost: error is ProcessLostException);
        var (models, hosts) = (_lost.Models, LostCalls.Drop(_lost.Tools));
        var output = answer?.Messages ?? [];
        var carriedIn = CarriedIn(models, input.Count, answer?.Messages) ?? answer?.CarriedIn;
        return new TurnResult(this)
        {
            Number = number,
            Name = name,
            Test = Test,
            Input = input,
            Approved = approved,
            Output = output,
            Messages = answer is null ? _messages : [.. _messages, .. input, .. output],
            Text = answer?.Text ?? "",
            CarriedIn = carriedIn ?? (answer is null ? 0 : _messages.Count),
            KnowsCarriedIn = carriedIn is not null,
            ToolCalls = ToolCallPairing.Of(number, output, _messages, hosts, RunningToolHost.ByName(_hosts)),
            ModelCalls = models,
            Handoffs = answer?.Handoffs ?? [],
            Approvals = answer?.Approvals ?? [],
            Agent = answer?.Agent,
            SessionTurn = answer?.SessionTurn,
            WaitedForModel = waited,
            Status = answer?.Status ?? (error is ProcessLostException ? TurnStatus.Interrupted : TurnStatus.Failed),
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
    private static int? CarriedIn(IReadOnlyList<ObservedModelCall> models, int input, IReadOnlyList<ChatMessage>? output)
    {
        // A turn that goes on after an approval says nothing, and begins with the results of the calls that were approved or refused.
        var own = input > 0 ? input : output?.TakeWhile(message => message.Role != ChatRole.Assistant).Count();
        return models.Count == 0 || own is null ? null : Math.Max(0, models[0].Messages.Count(message => message.Role != ChatRole.System) - own.Value);
    }

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

    /// <summary>Keeps what was observed of the turn so far: a turn whose process was lost goes on with it.</summary>
    private void KeepCalls(bool isLost)
    {
        var (models, tools) = _sink.Take(isLost);
        _lost = ([.. _lost.Models, .. models], [.. _lost.Tools, .. tools]);
    }

    private Turn Enter() => Interlocked.Exchange(ref _running, 1) == 0
        ? new Turn(this)
        : throw new InvalidOperationException($"A turn of the conversation '{FullName}' runs already. The turns of a conversation follow one another; await each before the next.");

    private readonly struct Turn(Conversation conversation) : IDisposable
    {
        public void Dispose()
        {
            conversation.RunningTurn = null;
            Volatile.Write(ref conversation._running, 0);
        }
    }
}
