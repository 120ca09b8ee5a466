using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>What a model would be sent, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record WindowJson
{
    public required string Branch { get; init; }

    public required int Tokens { get; init; }

    public int? Budget { get; init; }

    public long? Cut { get; init; }

    public required IReadOnlyList<WindowRowJson> Rows { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyList<SentMessageJson> Messages { get; init; }

    public static WindowJson Of(string branch, WindowReport report) => new()
    {
        Branch = branch,
        Tokens = report.Tokens,
        Budget = report.Budget,
        Cut = report.Cut?.Value,
        Rows = [.. report.Rows.Select(row => new WindowRowJson(row.Positions?.First.Value, row.Positions?.Last.Value, row.Role?.Value, Wording.Place(row), row.Reason, row.Tokens, row.Preview))],
        Notes = report.Notes,
        Messages = [.. report.Messages.Select(SentMessageJson.Of)],
    };
}

internal sealed record WindowRowJson(long? First, long? Last, string? Role, string Place, string Reason, int Tokens, string? Preview);

/// <summary>A message as a model is sent it.</summary>
internal sealed record SentMessageJson(string Role, string? Author, string Text, IReadOnlyList<ToolCallJson> ToolCalls, IReadOnlyList<ToolResultJson> ToolResults, IReadOnlyList<string> Other)
{
    public static SentMessageJson Of(ChatMessage message) =>
        new(message.Role.Value, message.AuthorName, message.Text, MessageView.ToolCalls(message), MessageView.ToolResults(message), [.. MessageView.Other(message)]);
}

/// <summary>The model call that made a message.</summary>
internal sealed record ExplanationJson(long Position, string? Agent, ModelCallJson Call, string? Instructions, JsonElement? Tools, IReadOnlyList<SentMessageJson> Messages, IReadOnlyList<string> Missing)
{
    public static ExplanationJson Of(Explanation explanation) => new(
        explanation.Position.Value,
        explanation.Agent,
        ModelCallJson.Of(explanation.Call),
        explanation.Instructions,
        explanation.Tools,
        [.. explanation.Messages.Select(SentMessageJson.Of)],
        explanation.Missing);
}
