namespace Colloquy.Cli;

/// <summary>A memory, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record MemoryJson
{
    public required long Id { get; init; }

    public string? Key { get; init; }

    public required string Text { get; init; }

    public required long Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public MemorySourceJson? Source { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public string? Unreadable { get; init; }

    public static MemoryJson Of(MemoryItem memory) => new()
    {
        Id = memory.Id.Value,
        Key = memory.Key,
        Text = memory.Text,
        Version = memory.Version,
        CreatedAt = memory.CreatedAt,
        UpdatedAt = memory.UpdatedAt,
        Source = memory.Source is { } source ? new MemorySourceJson(source.Key.App, UserText.Write(source.Key.User), source.Key.Id, source.Position.Value) : null,
        Metadata = memory.Metadata,
        Unreadable = memory.Unreadable,
    };
}

internal sealed record MemorySourceJson(string App, string User, string Session, long Position);

internal sealed record MemoryListJson(string App, string? User, string? Agent, IReadOnlyList<MemoryJson> Memories, long? Next);

internal sealed record MemorySearchJson(string App, string? User, string? Agent, IReadOnlyList<MemoryHitJson> Hits);

internal sealed record MemoryHitJson(double Score, MemoryJson Memory);
