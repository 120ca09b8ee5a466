namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Keeps what a commit used before it knows whether the commit is refused.</summary>
public sealed class SpendsBeforeItCommits(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        await RecordAsync(key, commit.Usage, cancellationToken);
        return await base.CommitAsync(key, commit, cancellationToken);
    }
}

/// <summary>Adds up what all users of an app have spent.</summary>
public sealed class AddsUpOtherUsers(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) =>
        SumAllAsync(SessionSelection.OfApp(owner.App), query, by, cancellationToken);
}

/// <summary>Adds up a whole session where a line was asked for.</summary>
public sealed class SpendsBesideTheLine(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) =>
        base.SumAsync(key, query with { Within = null }, by, cancellationToken);
}

/// <summary>Keeps a call as often as it is told of it.</summary>
public sealed class CountsCallsTwice(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) =>
        base.RecordAsync(key, [.. records.Select(record => record with { Call = Guid.CreateVersion7() })], cancellationToken);
}

/// <summary>Forgets with a session what it has spent.</summary>
public sealed class ForgetsWithTheSession(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) =>
        [.. (await base.SumAsync(owner, query, by, cancellationToken)).Where(sum => by != UsageBy.Session || sum.Session is not null)];
}

/// <summary>Keeps a call for every session that has it.</summary>
public sealed class CountsCopies(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) =>
        base.RecordAsync(key, [.. records.Select(record => record.Position.IsStart ? record : record with { Call = Guid.CreateVersion7() })], cancellationToken);
}

/// <summary>Leaves with the deleted what a session has again.</summary>
public sealed class KeepsWithTheDeleted(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) =>
        await base.RecordAsync(records.Any(record => !record.Position.IsStart) ? new SessionKey("nowhere", key.Owner) : key, records, cancellationToken);
}

/// <summary>Reads the calls of a session in no order.</summary>
public sealed class ReadsCallsBackwards(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default) =>
        [.. (await base.ReadUsageAsync(key, after, limit, cancellationToken)).Reverse()];
}
