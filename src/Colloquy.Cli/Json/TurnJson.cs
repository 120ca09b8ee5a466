using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>A turn, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record TurnJson
{
    public required int Number { get; init; }

    public required long Position { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public double? DurationSeconds { get; init; }

    public string? Agent { get; init; }

    public string? Input { get; init; }

    public string? Error { get; init; }

    public string? Limit { get; init; }

    public required bool Pruned { get; init; }

    public string? Unreadable { get; init; }

    public required bool CanFork { get; init; }

    public required IReadOnlyList<string> Tools { get; init; }

    public required UsageJson Usage { get; init; }

    public static TurnJson Of(Turn turn) => new()
    {
        Number = turn.Number,
        Position = turn.Start.Value,
        Status = Wording.Status(turn.Status),
        StartedAt = turn.StartedAt,
        DurationSeconds = turn.Duration?.TotalSeconds,
        Agent = turn.Agent,
        Input = turn.Input,
        Error = turn.Error,
        Limit = turn.Limit is { } limit ? Wording.Limit(limit) : null,
        Pruned = turn.IsPruned,
        Unreadable = turn.Unreadable,
        CanFork = turn.CanFork,
        Tools = turn.Tools,
        Usage = UsageJson.Of(turn.Usage),
    };
}

internal sealed record TurnListJson(string Branch, int TurnCount, IReadOnlyList<TurnJson> Turns);

internal sealed record TurnDetailJson(string Branch, TurnJson Turn, IReadOnlyList<MessageJson> Messages, IReadOnlyList<ModelCallJson> ModelCalls);

/// <summary>A model call, as <c>--json</c> shows it.</summary>
internal sealed record ModelCallJson
{
    public required Guid Call { get; init; }

    public string? Model { get; init; }

    public string? Provider { get; init; }

    public JsonElement? Options { get; init; }

    public string? Purpose { get; init; }

    public required IReadOnlyList<RangeJson> Window { get; init; }

    public long? Cut { get; init; }

    public string? Conversation { get; init; }

    public long? KeptUpTo { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? CachedInputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public decimal? Cost { get; init; }

    public required double DurationSeconds { get; init; }

    public string? FinishReason { get; init; }

    public string? Error { get; init; }

    public static ModelCallJson Of(ModelCall call) => new()
    {
        Call = call.Id,
        Model = call.Model,
        Provider = call.Provider,
        Options = call.Options,
        Purpose = call.Purpose,
        Window = RangeJson.Of(call.Window),
        Cut = call.Cut?.Value,
        Conversation = call.ConversationId,
        KeptUpTo = call.ConversationUpTo?.Value,
        InputTokens = call.Usage?.InputTokenCount,
        OutputTokens = call.Usage?.OutputTokenCount,
        CachedInputTokens = call.Usage?.CachedInputTokenCount,
        ReasoningTokens = call.Usage?.ReasoningTokenCount,
        Cost = call.Cost,
        DurationSeconds = call.Duration.TotalSeconds,
        FinishReason = call.FinishReason,
        Error = call.Error,
    };
}

internal sealed record RangeJson(long First, long Last)
{
    public static IReadOnlyList<RangeJson> Of(IEnumerable<PositionRange> ranges) => [.. ranges.Select(range => new RangeJson(range.First.Value, range.Last.Value))];
}
