namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Keeps sessions under keys that are made of the given ones, so that some fall together. It looks right to who uses one key only.</summary>
public abstract class KeysRewritten(TimeProvider clock, Func<SessionKey, SessionKey> rewrite) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.CreateAsync(rewrite(key), cancellationToken) with { Key = key };

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(rewrite(key), cancellationToken) is { } record ? record with { Key = key } : null;

    public override ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => base.SetDetailsAsync(rewrite(key), details, cancellationToken);

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => base.CommitAsync(rewrite(key), commit, cancellationToken);

    public override ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => base.ReadAsync(rewrite(key), read, cancellationToken);

    public override ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => base.ReadStateAsync(rewrite(key), head, stateKey, cancellationToken);

    public override ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => base.GetBranchesAsync(rewrite(key), name, cancellationToken);

    public override ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => base.GetBlobAsync(rewrite(key), hash, cancellationToken);

    public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => base.LeaseAsync(rewrite(key), request, cancellationToken);

    public override ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => base.DeleteAsync(rewrite(key), cancellationToken);
}
