namespace Colloquy.Cli;

/// <summary>What goes on in a store at one moment.</summary>
internal sealed record ActivityPicture
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Turns that run or were interrupted, as many as were asked for.</summary>
    public required IReadOnlyList<RunningTurn> Running { get; init; }

    public required SessionCount RunningSessions { get; init; }

    public required SessionCount InterruptedSessions { get; init; }

    /// <summary>Calls that wait for a person, as many as were asked for.</summary>
    public required IReadOnlyList<Approval> Waiting { get; init; }

    public required SessionCount WaitingSessions { get; init; }

    /// <summary>How many sessions have waiting calls that are not described.</summary>
    public required int WaitingSessionsLeft { get; init; }

    /// <summary>Sessions with a commit in the last minute.</summary>
    public required SessionCount LastMinute { get; init; }

    /// <summary>What model calls used since the day began, by the days of <c>usage --by day</c>.</summary>
    public required UsageTotals Today { get; init; }

    /// <summary>Sessions whose records, turns or waiting calls cannot be read.</summary>
    public required IReadOnlyList<UnreadableSession> Unreadable { get; init; }
}

/// <summary>How many sessions there are, or that there are at least so many.</summary>
internal readonly record struct SessionCount(int Count, bool OrMore)
{
    public override string ToString() => Wording.Number(Count) + (OrMore ? "+" : "");
}

/// <summary>A turn that runs, or whose process died.</summary>
/// <param name="Session">Its session.</param>
/// <param name="IsInterrupted">Whether its process died.</param>
/// <param name="Number">Its number; null when it is not known.</param>
/// <param name="Agent">The agent that runs it.</param>
/// <param name="Since">When it began.</param>
internal sealed record RunningTurn(SessionRecord Session, bool IsInterrupted, int? Number, string? Agent, DateTimeOffset? Since)
{
    public string Status => IsInterrupted ? "interrupted" : "running";
}
