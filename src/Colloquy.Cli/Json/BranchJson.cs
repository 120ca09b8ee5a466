namespace Colloquy.Cli;

/// <summary>A branch, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record BranchJson
{
    public required string Name { get; init; }

    public required bool Current { get; init; }

    public required long Head { get; init; }

    public required int Turns { get; init; }

    public required long Entries { get; init; }

    public string? Source { get; init; }

    public long? ForkedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static BranchJson Of(SessionBranch branch) => new()
    {
        Name = branch.Name,
        Current = branch.IsCurrent,
        Head = branch.Head.Value,
        Turns = branch.Turns,
        Entries = branch.Entries,
        Source = branch.Source,
        ForkedAt = branch.ForkedAt?.Value,
        CreatedAt = branch.CreatedAt,
    };
}

internal sealed record BranchListJson(IReadOnlyList<BranchJson> Branches);

internal sealed record ComparisonJson(string First, string Second, long Common, IReadOnlyList<MessageJson> OnlyFirst, IReadOnlyList<MessageJson> OnlySecond);

internal sealed record HeadListJson(string Branch, IReadOnlyList<HeadMoveJson> Moves);

internal sealed record HeadMoveJson(long Position, DateTimeOffset At, string Reason, long? From, long To);
