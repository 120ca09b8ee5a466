namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Takes what it is sent, however large.</summary>
public sealed class IgnoresLimits(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit with { Limits = null }, cancellationToken);
}

/// <summary>Counts content beside the log as often as it is sent.</summary>
public sealed class CountsContentTwice(TimeProvider clock) : BrokenStore(clock)
{
    private readonly Dictionary<SessionKey, long> _sent = [];

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        _sent[key] = _sent.GetValueOrDefault(key) + commit.Blobs.Sum(blob => (long)blob.Bytes.Length);
        return receipt;
    }

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record ? record with { BytesOutsideLog = _sent.GetValueOrDefault(key) } : null;
}

/// <summary>Counts pruned entries as if they held content.</summary>
public sealed class CountsWhatIsPruned(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record ? record with { Entries = record.Tip.Value } : null;
}

/// <summary>Refuses whatever comes to a full session, its end too.</summary>
public sealed class RefusesEnds(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record && record.Entries >= commit.Limits?.MaxEntries ? throw SizeLimitException.Session(key, SizeLimit.SessionEntries, record.Entries, record.Entries + 1) : await base.CommitAsync(key, commit, cancellationToken);
}
