namespace Colloquy.Cli;

/// <summary>A retention policy, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record PolicyJson(double? TtlSeconds, bool AutoPrune, bool Immutable, string? Strategy, int? MaxMessages, IReadOnlyList<HoldJson> Holds)
{
    public static PolicyJson? Of(RetentionPolicy? policy) =>
        policy is null ? null : new PolicyJson(policy.Ttl?.TotalSeconds, policy.AutoPrune, policy.Immutable, policy.Strategy?.Value, policy.MaxMessages, HoldJson.Of(policy.Holds));
}

/// <summary>A legal hold on a session.</summary>
internal sealed record HoldJson(string Name, string Reason, DateTimeOffset PlacedAt, string? PlacedBy)
{
    public static IReadOnlyList<HoldJson> Of(IReadOnlyList<LegalHold>? holds) => [.. (holds ?? []).Select(hold => new HoldJson(hold.Name, hold.Reason, hold.PlacedAt, hold.PlacedBy))];
}

/// <summary>The legal holds on a session.</summary>
internal sealed record HoldsJson(string App, string User, string Id, IReadOnlyList<HoldJson> Holds, bool DryRun)
{
    public static HoldsJson Of(SessionKey key, IReadOnlyList<LegalHold>? holds, bool dryRun) => new(key.App, UserText.Write(key.User), key.Id, HoldJson.Of(holds), dryRun);
}

/// <summary>A session that has a policy.</summary>
internal sealed record RetainedJson(string App, string User, string Id, DateTimeOffset UpdatedAt, DateTimeOffset? ExpiresAt, bool Expired, PolicyJson? Retention)
{
    public static RetainedJson Of(SessionRecord record, TimeProvider clock) =>
        new(record.Key.App, UserText.Write(record.Key.User), record.Key.Id, record.UpdatedAt, record.Retention?.ExpiresAt(record.UpdatedAt), record.Retention?.IsExpired(record.UpdatedAt, clock.GetUtcNow()) == true, PolicyJson.Of(record.Retention));
}

internal sealed record RetainedListJson(IReadOnlyList<RetainedJson> Sessions, IReadOnlyList<UnreadableSessionJson> Unreadable);

/// <summary>What pruning did.</summary>
internal sealed record PruneJson(long Messages, long Entries, long Bytes, int Attachments, IReadOnlyList<RangeJson> Ranges, long? Position)
{
    public static PruneJson Of(PruneResult result) =>
        new(result.Messages, result.Entries ?? 0, result.Bytes ?? 0, result.Blobs ?? 0, RangeJson.Of(result.Ranges), result.Position?.Value);
}

/// <summary>A prune that the log records.</summary>
internal sealed record PrunedJson(long Position, DateTimeOffset At, string Strategy, string? By, long Messages, IReadOnlyList<RangeJson> Ranges);

internal sealed record RetentionDetailJson(PolicyJson? Retention, DateTimeOffset UpdatedAt, DateTimeOffset? ExpiresAt, IReadOnlyList<PrunedJson> Prunes)
{
    public static RetentionDetailJson Of(SessionRecord record, IEnumerable<PruneResult> prunes) => new(
        PolicyJson.Of(record.Retention),
        record.UpdatedAt,
        record.Retention?.ExpiresAt(record.UpdatedAt),
        [.. prunes.Select(one => new PrunedJson(one.Position!.Value.Value, one.At!.Value, one.Strategy!, one.By, one.Messages, RangeJson.Of(one.Ranges)))]);
}

internal sealed record SweptJson(string App, string User, string Id, string Outcome, DateTimeOffset? ExpiresAt, PruneJson? Pruned, string? Error)
{
    public static SweptJson Of(SweptSession session) => new(
        session.Key.App,
        UserText.Write(session.Key.User),
        session.Key.Id,
        session.Outcome switch { SweepOutcome.Deleted => "deleted", SweepOutcome.Pruned => "pruned", SweepOutcome.Expired => "expired", SweepOutcome.Busy => "busy", SweepOutcome.Held => "held", _ => "failed" },
        session.ExpiresAt,
        session.Pruned is { } pruned ? PruneJson.Of(pruned) : null,
        session.Error?.Message);
}

internal sealed record SweepJson(bool DryRun, IReadOnlyList<SweptJson> Sessions, IReadOnlyList<UnreadableSessionJson> Unreadable);
