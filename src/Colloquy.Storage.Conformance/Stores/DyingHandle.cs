namespace Colloquy.Storage.Conformance;

/// <summary>A handle whose process dies after a number of writes: the next one, and all that comes then, does not reach the store.</summary>
internal sealed class DyingHandle(ISessionStore store, int writesToLive) : DelegatingSessionStore(store)
{
    private int _left = writesToLive;

    public bool IsDead => _left < 0;

    protected override ISessionStore Inner => IsDead ? throw new ConformanceException("The process of this handle died.") : base.Inner;

    public override ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => Write().CreateAsync(key, cancellationToken);

    public override ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => Write().SetDetailsAsync(key, details, cancellationToken);

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => Write().CommitAsync(key, commit, cancellationToken);

    public override ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default) => Write().RestoreAsync(key, parts, cancellationToken);

    public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => Write().LeaseAsync(key, request, cancellationToken);

    public override ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => Write().DeleteAsync(key, cancellationToken);

    private ISessionStore Write()
    {
        _left--;
        return Inner;
    }
}
