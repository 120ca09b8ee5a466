using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace FileStore;

/// <summary>Keeps each session in one append-only file. Several stores and processes may share the folder.</summary>
/// <param name="folder">The folder of the files; it is made when it is absent.</param>
/// <param name="time">The clock of leases and of <see cref="SessionRecord.UpdatedAt"/>; the system's when null.</param>
public sealed class FileSessionStore(string folder, TimeProvider? time = null) : ISessionStore, ISessionDirectory
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _root = Directory.CreateDirectory(folder).FullName;
    private readonly ConcurrentDictionary<string, Session> _known = [];
    private bool _disposed;

    private DateTimeOffset Now => (time ?? TimeProvider.System).GetUtcNow();

    public async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(FolderOf(key.Owner));
        using var file = await OpenAsync(PathOf(key), FileMode.OpenOrCreate, cancellationToken);
        var session = file!.Refresh() ?? file.Append(new Frame(Now, Birth.Of(key, Guid.CreateVersion7())));
        return session.Record.Key == key ? session.Record : throw StoreException.Corrupt(file.Name, $"it stands where session {key} belongs, but is another's");
    }

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => WithAsync<SessionRecord?>(key, (_, session) => session.Record.AsOf(Now), cancellationToken, () => null);

    public ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        details.EnsureWellFormed();
        return WithAsync(key, (file, session) => details.Version == session.Record.Details.Version
            ? file.Append(new Frame(Now, Details: details with { Version = details.Version + 1 })).Record.Details
            : null, cancellationToken);
    }

    public async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        commit.EnsureWellFormed();
        return await WithAsync(key, (file, session) =>
        {
            if (session.Receipts.TryGetValue(commit.Id, out var first))
                return first with { Repeated = true };

            commit.EnsureFits(session.Target(Now));
            return file.Append(new Frame(Now, Commit: commit)).Receipts[commit.Id];
        }, cancellationToken);
    }

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => WithAsync(key, (_, session) => session.Read(read), cancellationToken, () => LogPage.Empty);

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) =>
        WithAsync<IReadOnlyList<Entry>>(key, (_, session) => [.. session.StateAt(head).Values.Where(entry => stateKey is null || entry.Subject == stateKey)], cancellationToken, () => []);

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) =>
        WithAsync<IReadOnlyList<BranchHead>>(key, (_, session) => [.. session.Branches.Values.Where(branch => name is null || branch.Name == name)], cancellationToken);

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => WithAsync(key, (_, session) => session.Blobs.GetValueOrDefault(hash), cancellationToken, () => null);

    public async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        var whole = await SessionPart.CollectAsync(parts, cancellationToken);
        Directory.CreateDirectory(FolderOf(key.Owner));
        using var file = await OpenAsync(PathOf(key), FileMode.OpenOrCreate, cancellationToken);
        return file!.Refresh() is null ? file.Append(new Frame(Now, Birth.Of(key, Guid.CreateVersion7()), Image: whole)).Record : null;
    }

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) =>
        WithAsync(key, (file, session) =>
        {
            var lease = session.Lease.Apply(request, Now, out var answer);
            if (!ReferenceEquals(lease, session.Lease))
                file.Append(new Frame(Now, Lease: lease));
            return answer;
        }, cancellationToken);

    public ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) => ListAllAsync(SessionSelection.OfOwner(owner), query, cancellationToken);

    public async ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var folder = selection.Owner is { } owner ? FolderOf(owner) : _root;
        var found = new List<SessionRecord>();
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.session", SearchOption.AllDirectories) : [])
        {
            using var file = await OpenAsync(path, FileMode.Open, cancellationToken);
            if (file?.Refresh()?.Record is { } record)
                found.Add(record.AsOf(Now));
        }

        return SessionPage.Of(found, selection, query);
    }

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        WithAsync(key, (file, session) =>
        {
            session.Lease.EnsureFree(key, Now);
            return file.Clear();
        }, cancellationToken, () => false);

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>Does something with a session. Without one it returns what stands for none, or throws when nothing does.</summary>
    private async ValueTask<T> WithAsync<T>(SessionKey key, Func<SessionFile, Session, T> act, CancellationToken cancellationToken, Func<T>? without = null)
    {
        using var file = await OpenAsync(PathOf(key), FileMode.Open, cancellationToken);
        if (file?.Refresh() is { } session && session.Record.Key == key)
            return act(file, session);

        return without is null ? throw new SessionNotFoundException(key) : without();
    }

    /// <summary>Opens a session's file for itself alone, after waiting for whoever has it; null when there is none.</summary>
    private async ValueTask<SessionFile?> OpenAsync(string path, FileMode mode, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(1, cancellationToken))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return mode == FileMode.Open && !File.Exists(path) ? null : new SessionFile(path, mode, _known);
            }
            catch (IOException e)
            {
                if (Stopwatch.GetElapsedTime(began) > Patience)
                    throw StoreException.Busy(path, Patience, e);
            }
        }
    }

    private string FolderOf(SessionOwner owner) => Path.Combine(_root, Digest.Of(Encoding.UTF8.GetBytes($"{owner.App}\n{owner.User}")).ToString());

    private string PathOf(SessionKey key) => Path.Combine(FolderOf(key.Owner), $"{EntryHash.Seed(key)}.session");
}
