using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Asks an evaluator about a turn or a conversation, and turns whatever comes of it into the result of a check.</summary>
internal static class JudgeRunner
{
    public static async Task<CheckResult> RunAsync(IEvaluator evaluator, Conversation conversation, TurnResult? turn, JudgeOptions? options, CancellationToken cancellationToken)
    {
        options ??= new JudgeOptions();
        List<ObservedModelCall> calls = [];
        IReadOnlyList<MetricReading> readings;
        try
        {
            JudgeGate.Check(evaluator, options);
            var result = await EvaluateAsync(evaluator, conversation, turn, options, calls, cancellationToken).ConfigureAwait(false);
            readings = MetricReader.Read(evaluator, result, options.Thresholds.AsReadOnly());
            JudgeGate.Check(evaluator, options, [.. calls.Select(call => call.Response?.ModelId).OfType<string>()]);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            readings = [new(NameOf(evaluator), CheckOutcome.Error, 0, error is JudgeException ? error.Message : $"{error.GetType().Name}: {error.Message}{Hint(conversation, options)}", null, null)];
        }

        lock (calls)
            return ToResult(evaluator, readings, options, calls.Count == 0 ? null : conversation.SpendOf([.. calls]));
    }

    public static string NameOf(IEvaluator evaluator) => evaluator is Judge judge ? judge.Name : evaluator.GetType().Name;

    public static string ExpectedOf(IEvaluator evaluator, JudgeOptions options) =>
        evaluator is Judge judge ? judge.Expected
        : options.Thresholds.Count == 0 ? $"{NameOf(evaluator)} passes"
        : $"{NameOf(evaluator)} passes: {string.Join(", ", options.Thresholds.Select(threshold => $"{threshold.Key} {threshold.Value}"))}";

    private static async Task<EvaluationResult> EvaluateAsync(IEvaluator evaluator, Conversation conversation, TurnResult? turn, JudgeOptions options, List<ObservedModelCall> calls, CancellationToken cancellationToken)
    {
        if (turn?.Error is not null)
            throw new JudgeException($"Turn {turn.Number} has no answer to judge: {turn.Error.Message}");
        if (conversation.Turns.Count == 0 && conversation.Messages.Count == 0)
            throw new JudgeException("The conversation has no turn to judge.");

        var context = new ConversationContext(turn is null ? JudgeTranscript.Of(conversation) : JudgeTranscript.Of(turn), turn is null ? JudgeScope.Conversation : JudgeScope.Turn)
        {
            FindModel = Find,
            IsBlindToTools = ToolSight.IsBlind(turn is null ? CheckSubject.Of(conversation) : CheckSubject.Of(turn)),
        };
        var model = Find((evaluator as Judge)?.Model ?? options.Model);
        IReadOnlyList<ChatMessage> answer = turn?.Output ?? conversation.Turns.LastOrDefault(turn => turn.Output.Count > 0)?.Output ?? [];
        var before = (turn?.Messages ?? conversation.Messages).SkipLast(answer.Count);
        List<EvaluationContext> contexts = [.. options.Context];
        foreach (var look in options.HostState)
            contexts.Add(await LookAsync(look, conversation, turn, cancellationToken).ConfigureAwait(false));

        return await AskAsync(evaluator, new JudgeQuestion([.. before], answer, context, model, contexts), options.Timeout, conversation.TimeProvider, cancellationToken).ConfigureAwait(false);

        IChatClient? Find(string name) => conversation.Models.Contains(name) ? conversation.Client(name, Note) : null;

        void Note(ObservedModelCall call)
        {
            lock (calls)
                calls.Add(call);
        }
    }

    /// <summary>Asks an evaluator, and ends in time, also when it ignores that it is cancelled.</summary>
    public static async Task<EvaluationResult> AskAsync(IEvaluator evaluator, JudgeQuestion question, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var evaluated = Task.Run(() => evaluator.EvaluateAsync(question.Before, new ChatResponse([.. question.Answer]), question.Model is null ? null : new ChatConfiguration(question.Model), [question.Conversation, .. question.Context], stop.Token).AsTask(), stop.Token);
        try
        {
            return await evaluated.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!evaluated.IsCompleted)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw new JudgeException($"The judge did not answer within {timeout}. Find out what it waits for, or raise {nameof(JudgeOptions)}.{nameof(JudgeOptions.Timeout)}.");
        }
    }

    private static async Task<HostStateContext> LookAsync(HostLook look, Conversation conversation, TurnResult? turn, CancellationToken cancellationToken)
    {
        if (turn is not null && conversation.Turns[^1] != turn)
            throw new JudgeException($"The state of the tool host '{look.Host}' is that after turn {conversation.Turns.Count}, not that after turn {turn.Number}. Ask the judge right after the turn.");

        return new HostStateContext(look, await conversation.ToolHost(look.Host).CallAsync(look.Tool, look.Arguments, cancellationToken).ConfigureAwait(false));
    }

    private static string Hint(Conversation conversation, JudgeOptions options) =>
        conversation.Models.Contains(options.Model) ? "" : $" The conversation has no model '{options.Model}'; an evaluator that needs one gets it by {nameof(ConversationBuilder)}.{nameof(ConversationBuilder.AddModel)}.";

    private static CheckResult ToResult(IEvaluator evaluator, IReadOnlyList<MetricReading> readings, JudgeOptions options, ModelSpend? spend)
    {
        var outcome = readings.Max(reading => reading.Outcome);
        var only = readings is [var single] ? single : null;
        var bad = readings.Where(reading => reading.Outcome == outcome).ToList();
        return new CheckResult
        {
            Name = NameOf(evaluator),
            Outcome = outcome,
            Score = outcome == CheckOutcome.Error ? 0 : readings.Average(reading => reading.Score),
            Expected = ExpectedOf(evaluator, options),
            Actual = only is not null ? only.Value : string.Join('\n', bad.Select(reading => $"{reading.Name}: {reading.Value}")),
            Reasoning = only is not null ? only.Reason : string.Join('\n', readings.Where(reading => reading.Reason is { Length: > 0 }).Select(reading => $"{reading.Name}: {reading.Reason}")) is { Length: > 0 } reasons ? reasons : null,
            Version = only?.Metric is { } metric ? JudgeMetric.VersionOf(metric) : (evaluator as Judge)?.Version,
            Computation = only?.Metric is { } computed ? JudgeMetric.ComputationOf(computed) : null,
            Details = only?.Metric is { } detailed ? JudgeMetric.DetailsOf(detailed) : [.. readings.Select(ToDetail)],
            Spend = spend,
        };
    }

    private static CheckDetail ToDetail(MetricReading reading) => new()
    {
        Subject = reading.Name,
        Verdict = reading.Outcome switch { CheckOutcome.Passed => "passed", CheckOutcome.Failed => "failed", _ => "error" },
        Score = reading.Outcome == CheckOutcome.Error ? null : reading.Score,
        Reasoning = reading.Reason is null ? reading.Value : $"{reading.Value}: {reading.Reason}",
    };
}

/// <summary>What an evaluator is asked.</summary>
internal sealed record JudgeQuestion(IReadOnlyList<ChatMessage> Before, IReadOnlyList<ChatMessage> Answer, ConversationContext Conversation, IChatClient? Model, IReadOnlyList<EvaluationContext> Context);
