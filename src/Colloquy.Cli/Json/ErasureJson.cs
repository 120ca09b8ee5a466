namespace Colloquy.Cli;

/// <summary>What an erasure removed and kept, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record ErasureJson(string App, string User, bool DryRun, long Sessions, long StateKeys, long Memories, long Calls, string? Pseudonym, bool KeyDestroyed, bool Scrubbed, IReadOnlyList<KeptJson> Kept)
{
    public static ErasureJson Of(ErasureReport report) => new(
        report.Owner.App,
        UserText.Write(report.Owner.User),
        report.IsDryRun,
        report.Sessions,
        report.StateKeys,
        report.Memories,
        report.Calls,
        report.Pseudonym?.User,
        report.IsKeyDestroyed,
        report.IsScrubbed,
        [.. report.Kept.Select(kept => new KeptJson(kept.Key.Id, kept.Reason switch { KeptReason.Held => "held", KeptReason.Immutable => "immutable", KeptReason.Busy => "busy", _ => "failed" }, kept.Until, HoldJson.Of(kept.Holds), kept.Problem))]);
}

/// <summary>A session that an erasure kept.</summary>
internal sealed record KeptJson(string Id, string Reason, DateTimeOffset? Until, IReadOnlyList<HoldJson> Holds, string Problem);
