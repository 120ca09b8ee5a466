using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>A session, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record SessionJson
{
    public required string App { get; init; }

    public required string User { get; init; }

    public required string Id { get; init; }

    public string? Title { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string Branch { get; init; }

    public required long Entries { get; init; }

    public DateTimeOffset? LeasedUntil { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public static SessionJson Of(SessionRecord record, TimeProvider clock) => new()
    {
        App = record.Key.App,
        User = UserText.Write(record.Key.User),
        Id = record.Key.Id,
        Title = record.Details.Title,
        Status = Wording.Status(record, clock),
        CreatedAt = record.CreatedAt,
        UpdatedAt = record.UpdatedAt,
        Branch = record.Branch,
        Entries = record.Tip.Value,
        LeasedUntil = record.LeasedUntil,
        Metadata = record.Details.Metadata,
    };
}

internal sealed record SessionListJson(IReadOnlyList<SessionJson> Sessions, string? Next, IReadOnlyList<UnreadableSessionJson> Unreadable);

/// <summary>A session whose record cannot be read; what of its key cannot be read either is null.</summary>
internal sealed record UnreadableSessionJson(string? App, string? User, string? Id, string Problem)
{
    public static IReadOnlyList<UnreadableSessionJson> Of(IEnumerable<UnreadableSession> found) => [.. found.Select(one => new UnreadableSessionJson(one.Key?.App, one.Key is { } key ? UserText.Write(key.User) : null, one.Key?.Id, one.Problem))];
}

internal sealed record SessionDetailJson
{
    public required SessionJson Session { get; init; }

    public required int TurnCount { get; init; }

    public required int MessageCount { get; init; }

    public required IReadOnlyList<TurnJson> Turns { get; init; }

    public required IReadOnlyList<MessageJson> Messages { get; init; }

    public long? Next { get; init; }

    public required IReadOnlyList<StateJson> State { get; init; }
}

internal sealed record MessageJson
{
    public required long Position { get; init; }

    public int? Turn { get; init; }

    public required string Role { get; init; }

    public string? Author { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Text { get; init; }

    public required bool Partial { get; init; }

    public string? Unreadable { get; init; }

    public required IReadOnlyList<ToolCallJson> ToolCalls { get; init; }

    public required IReadOnlyList<ToolResultJson> ToolResults { get; init; }

    public required IReadOnlyList<string> Other { get; init; }
}

internal sealed record ToolCallJson(string Id, string Name, JsonElement? Arguments);

internal sealed record ToolResultJson(string Id, JsonElement? Result);

internal sealed record StateJson(string Key, JsonElement? Value, long Version, string? Unreadable)
{
    public static StateJson Of(StateEntry entry) => new(entry.Key, entry.Unreadable is null ? entry.Value : null, entry.Version.Value, entry.Unreadable);
}
