namespace Colloquy.Storage;

/// <summary>Represents the facts that a store knows of a session in addition to its log, for a copy or a restoration.</summary>
public sealed record SessionFacts
{
    /// <summary>Gets the time at which the session was created, in whole milliseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the time of its last commit, in whole milliseconds.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the branches, deleted ones with a null head; <c>main</c> is among them.</summary>
    public required IReadOnlyList<BranchHead> Branches { get; init; }

    /// <summary>Gets the name of the current branch.</summary>
    public required string Branch { get; init; }

    /// <summary>Gets what the session is doing. Whether it waits follows from its branches (<see cref="BranchHead.IsWaiting"/>).</summary>
    public SessionActivity Activity { get; init; }

    /// <summary>Gets the title and metadata.</summary>
    public SessionDetails Details { get; init; } = new();

    /// <summary>Gets the retention policy; only for a store that keeps policies (<see cref="IRetention"/>).</summary>
    public RetentionPolicy? Retention { get; init; }
}
