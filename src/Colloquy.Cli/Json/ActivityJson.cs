namespace Colloquy.Cli;

/// <summary>What goes on in a store, as <c>top --json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record ActivityJson
{
    public required DateTimeOffset At { get; init; }

    public required int RunningSessions { get; init; }

    public required int InterruptedSessions { get; init; }

    public required int WaitingSessions { get; init; }

    public required int SessionsInLastMinute { get; init; }

    /// <summary>Whether one of the counts is at its maximum, and there can be more.</summary>
    public required bool MoreSessions { get; init; }

    public required UsageJson Today { get; init; }

    public required IReadOnlyList<RunningTurnJson> Running { get; init; }

    public required IReadOnlyList<ApprovalJson> Waiting { get; init; }

    public required IReadOnlyList<UnreadableSessionJson> Unreadable { get; init; }

    public static ActivityJson Of(ActivityPicture picture) => new()
    {
        At = picture.At,
        RunningSessions = picture.RunningSessions.Count,
        InterruptedSessions = picture.InterruptedSessions.Count,
        WaitingSessions = picture.WaitingSessions.Count,
        SessionsInLastMinute = picture.LastMinute.Count,
        MoreSessions = picture.RunningSessions.OrMore || picture.WaitingSessions.OrMore || picture.LastMinute.OrMore,
        Today = UsageJson.Of(picture.Today),
        Running = [.. picture.Running.Select(RunningTurnJson.Of)],
        Waiting = [.. picture.Waiting.Select(ApprovalJson.Of)],
        Unreadable = UnreadableSessionJson.Of(picture.Unreadable),
    };
}

internal sealed record RunningTurnJson(string App, string User, string Session, int? Turn, string? Agent, string Status, DateTimeOffset? Since, DateTimeOffset? LeasedUntil)
{
    public static RunningTurnJson Of(RunningTurn turn) => new(
        turn.Session.Key.App, UserText.Write(turn.Session.Key.User), turn.Session.Key.Id, turn.Number, turn.Agent, turn.Status, turn.Since, turn.Session.LeasedUntil);
}
