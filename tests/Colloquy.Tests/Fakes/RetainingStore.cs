namespace Colloquy.Tests;

/// <summary>A store that prunes, in front of another: it counts the entries that are read, and has a say in how commits are made.</summary>
public sealed class RetainingStore(InMemorySessionStore inner) : DelegatingSessionStore(inner), IRetention
{
    public int EntriesRead { get; set; }

    public int Lists { get; set; }

    /// <summary>Is given each commit, and what makes it.</summary>
    public Func<Commit, Func<ValueTask<CommitReceipt>>, ValueTask<CommitReceipt>> OnCommit { get; set; } = static (_, make) => make();

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => OnCommit(commit, () => inner.CommitAsync(key, commit, cancellationToken));

    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await inner.ReadAsync(key, read, cancellationToken);
        EntriesRead += page.Entries.Count;
        return page;
    }

    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => inner.SetRetentionAsync(key, policy, cancellationToken);

    public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) => inner.HoldAsync(key, hold, cancellationToken);

    public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) => inner.LiftHoldAsync(key, name, cancellationToken);

    public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        Lists++;
        return inner.ListRetainedAsync(selection, after, limit, cancellationToken);
    }

    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => inner.DeleteExpiredAsync(key, cancellationToken);
}
