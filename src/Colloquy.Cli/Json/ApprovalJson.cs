using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>A call that waits for a person, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record ApprovalJson
{
    public required string Id { get; init; }

    public required string App { get; init; }

    public required string User { get; init; }

    public required string Session { get; init; }

    public required string Branch { get; init; }

    public required int Turn { get; init; }

    public required long Position { get; init; }

    public string? Agent { get; init; }

    public required string CallId { get; init; }

    public required string Tool { get; init; }

    public JsonElement? Arguments { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public static ApprovalJson Of(Approval approval) => new()
    {
        Id = approval.Id.Value,
        App = approval.Session.App,
        User = UserText.Write(approval.Session.User),
        Session = approval.Session.Id,
        Branch = approval.Branch,
        Turn = approval.TurnNumber,
        Position = approval.Position.Value,
        Agent = approval.Agent,
        CallId = approval.CallId,
        Tool = approval.Tool,
        Arguments = approval.Arguments,
        AskedAt = approval.AskedAt,
        ExpiresAt = approval.ExpiresAt,
    };
}

internal sealed record ApprovalListJson(IReadOnlyList<ApprovalJson> Approvals, string? Next, IReadOnlyList<UnreadableSessionJson> Unreadable);
