namespace Colloquy.Cli;

/// <summary>What <c>store copy --json</c> shows. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record StoreCopyJson
{
    public required string From { get; init; }

    public required string To { get; init; }

    public required bool DryRun { get; init; }

    public required bool Finished { get; init; }

    public required long Sessions { get; init; }

    public required long Entries { get; init; }

    public required long Copied { get; init; }

    public required long Removed { get; init; }

    public required long Owners { get; init; }

    public required long Differences { get; init; }

    public required RunningSessionJson? Running { get; init; }

    public required IReadOnlyList<UnreadableSessionJson> Problems { get; init; }

    public static StoreCopyJson Of(StoreCopy copy, string from, string to) => new()
    {
        From = from,
        To = to,
        DryRun = copy.DryRun,
        Finished = copy.IsFinished,
        Sessions = copy.Sessions,
        Entries = copy.Entries,
        Copied = copy.Copied,
        Removed = copy.Removed,
        Owners = copy.Owners,
        Differences = copy.Differences,
        Running = copy.Running is { } key ? new RunningSessionJson(key.App, UserText.Write(key.User), key.Id) : null,
        Problems = UnreadableSessionJson.Of(copy.Problems),
    };
}

/// <summary>A session on which a turn runs.</summary>
internal sealed record RunningSessionJson(string App, string User, string Id);
