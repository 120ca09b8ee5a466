namespace Colloquy.Storage.Conformance;

/// <summary>A store whose log of one session was changed by somebody who can write to the storage.</summary>
/// <param name="store">The store as it was written.</param>
/// <param name="key">The session.</param>
/// <param name="log">The whole log of the session as it is now.</param>
/// <param name="record">The session's record as it is now; null as it was written.</param>
/// <param name="leavesRest">Whether branches and usage are as they were written; else they are hidden, as if they had been changed to fit.</param>
internal sealed class TamperedStore(ISessionStore store, SessionKey key, IReadOnlyList<Entry> log, SessionRecord? record = null, bool leavesRest = false) : DelegatingSessionStore(store)
{
    public override async ValueTask<SessionRecord?> GetAsync(SessionKey readKey, CancellationToken cancellationToken = default) =>
        readKey == key && record is not null ? record : await base.GetAsync(readKey, cancellationToken);

    public override ValueTask<LogPage> ReadAsync(SessionKey readKey, LogRead read, CancellationToken cancellationToken = default)
    {
        if (readKey != key)
            return base.ReadAsync(readKey, read, cancellationToken);

        List<Entry> found = [.. log.SkipWhile(entry => entry.Position <= read.After).Take(read.Limit)];
        return new(new LogPage(found, found.Count < read.Limit ? null : found[^1].Position));
    }

    public override async ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey readKey, string? name = null, CancellationToken cancellationToken = default) =>
        readKey == key && !leavesRest ? [] : await base.GetBranchesAsync(readKey, name, cancellationToken);

    public override object? GetService(Type serviceType) => serviceType == typeof(IUsageLedger) && !leavesRest ? null : base.GetService(serviceType);
}
