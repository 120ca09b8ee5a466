namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Rewrites sessions without a look at their title and metadata.</summary>
public sealed class RewritesWhatChanged(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<bool> RewriteSessionAsync(SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken = default) =>
        await Inner.GetAsync(key, cancellationToken) is { } record && await base.RewriteSessionAsync(key, rewrite with { Expected = record.Details }, cancellationToken);
}

/// <summary>Rewrites a session by a copy of it, and gives pruned entries their payloads again.</summary>
public sealed class RewritesWhatWasPruned(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<bool> RewriteSessionAsync(SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken = default)
    {
        if (await Inner.GetAsync(key, cancellationToken) is not { } record || !rewrite.Fits(record.Details))
            return false;

        var whole = await SessionPart.CollectAsync(Inner.CopyAsync(key, cancellationToken), cancellationToken);
        var entries = whole.Entries.Select(entry => rewrite.Entries.FirstOrDefault(other => other.Position == entry.Position) is { } other ? entry with { Salt = other.Salt, Payload = other.Payload } : entry);
        await Inner.DeleteAsync(key, cancellationToken);
        await Inner.RestoreAsync(key, new[] { whole with { Entries = [.. entries] } }.ToAsyncEnumerable(), cancellationToken);
        return await base.RewriteSessionAsync(key, rewrite with { Entries = [] }, cancellationToken);
    }
}

/// <summary>Rewrites a value of state as its owner would write it.</summary>
public sealed class CountsRewritesAsWrites(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<bool> RewriteStateAsync(SessionOwner owner, StateRewrite rewrite, CancellationToken cancellationToken = default) =>
        await Inner.PutAsync(new StatePut { Owner = owner, Key = rewrite.Expected.Key, Expected = rewrite.Expected.Version, Value = rewrite.Value }, cancellationToken) is not null;
}

/// <summary>Makes commits that were written for other details.</summary>
public sealed class IgnoresTheVersionOfDetails(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => base.CommitAsync(key, commit with { ExpectedDetails = null }, cancellationToken);
}
