namespace Colloquy.Testing;

/// <summary>How a trial of a conversation was judged, for those who record it.</summary>
internal sealed record TrialEnd
{
    public required bool Passed { get; init; }

    /// <summary>Whether the trial was run; false when a budget was spent before it could begin or end.</summary>
    public bool WasRun { get; init; } = true;

    public Blame? Blame { get; init; }

    public string? Reason { get; init; }

    public Exception? Error { get; init; }

    /// <summary>Where a restart matrix lost the process; null outside of one.</summary>
    public string? Restart { get; init; }
}
