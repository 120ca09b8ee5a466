using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Makes records of turns and checks.</summary>
internal sealed class TurnRecords(RecordedText text)
{
    public TurnRecord Of(TurnResult turn, IReadOnlyDictionary<string, JsonElement>? state)
    {
        IReadOnlyList<CheckRecord> checks = [.. turn.Checks.Select(Of)];
        return new TurnRecord
        {
            Number = turn.Number,
            Name = turn.Test ?? turn.Name,
            Outcome = turn.Error is not null ? TestOutcome.Error : TestOutcomes.Worst(checks.Select(check => check.Outcome)) ?? TestOutcome.Passed,
            Input = text.OfOrNull(string.Join("\n\n", turn.Input.Select(Said))),
            Approved = turn.Approved,
            Answer = text.OfOrNull(turn.Text),
            Agent = turn.Agent,
            Status = turn.Status.ToString().ToLowerInvariant(),
            CarriedIn = turn.CarriedIn,
            MessagesAdded = turn.Input.Count + turn.Output.Count,
            MessagesTotal = turn.Messages.Count,
            ToolCalls = [.. turn.ToolCalls.Select(Of)],
            ModelCalls = [.. turn.ModelCalls.Select(Of)],
            Checks = checks,
            Handoffs = [.. turn.Handoffs.Select(handoff => new HandoffRecord(handoff.From, handoff.To))],
            Approvals = [.. turn.Approvals.Select(approval => new ApprovalRecord(approval.Tool, approval.Arguments is { } arguments ? text.Json(arguments.GetRawText()) : null))],
            State = state?.ToDictionary(entry => entry.Key, entry => text.Json(entry.Value.GetRawText())),
            Usage = TokenCounts.Of(turn.Usage),
            Cost = turn.Cost,
            JudgeCost = RunTotals.SumOf(checks.Select(check => check.Cost)),
            Duration = turn.Duration,
            TimeToFirstToken = turn.TimeToFirstToken,
            Origin = turn.Origin,
            Problem = text.Of(turn.Error),
        };
    }

    public HostStateRecord Of(SeenHostState look) => new(look.Host, look.Tool, text.Json(look.Arguments), text.Json(look.Result.GetRawText()));

    public CheckRecord Of(CheckResult check) => new()
    {
        Name = check.Name,
        Outcome = TestOutcomes.Of(check.Outcome),
        Score = check.Score,
        Expected = text.Of(check.Expected),
        Actual = text.OfOrNull(check.Actual),
        Reasoning = text.OfOrNull(check.Reasoning),
        Version = check.Version,
        Computation = text.OfOrNull(check.Computation),
        Details = [.. check.Details.Select(part => new CheckPartRecord(text.Of(part.Subject), text.Of(part.Verdict), part.Turn, part.Score, text.OfOrNull(part.Reasoning)))],
        Usage = check.Spend is { } spend ? TokenCounts.Of(spend.Usage) : null,
        Cost = check.Spend?.Cost,
    };

    private ToolCallRecord Of(ObservedToolCall call) => new()
    {
        CallId = call.CallId,
        Host = call.Host,
        Tool = call.Tool,
        Name = call.Name,
        Arguments = text.Json(ToolResultText.Write(call.Arguments)),
        Result = call.Result is null ? null : text.Of(call.ResultText),
        Error = text.OfOrNull(call.Error),
        WasExecuted = call.WasExecuted,
        IsReplayed = call.IsReplayed,
        Duration = call.Duration,
    };

    private ModelCallRecord Of(ObservedModelCall call) => new()
    {
        Client = call.Client,
        Provider = call.Provider,
        Model = call.Response?.ModelId ?? call.Options?.ModelId,
        MessagesSent = call.Messages.Count,
        Usage = TokenCounts.Of(call.Response?.Usage),
        Origin = call.Origin,
        Duration = call.Duration,
        TimeToFirstToken = call.TimeToFirstToken,
        FinishReason = call.Response?.FinishReason?.Value,
        Problem = text.Of(call.Error),
    };

    /// <summary>A message's text, and a word for each content that is none.</summary>
    private static string Said(ChatMessage message) => string.Concat(message.Contents.Select(content => content is TextContent said ? said.Text : $"[{content.GetType().Name}]"));
}
