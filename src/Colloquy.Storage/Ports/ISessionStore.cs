namespace Colloquy;

/// <summary>Defines a store of sessions, which a database implements. Applications use <c>Session</c> instead.</summary>
/// <remarks>
/// <para>Many threads and many processes may call every method at once. Keys are compared byte by byte. A
/// session is reached by its whole key only: the answer for any other key does not show that the session exists.</para>
/// <para>A store stores bytes. It neither reads payloads nor computes hashes: positions, hashes and encryption are the
/// writer's work. Time comes from the store (<see cref="TimeProvider"/>, or the database's clock), for leases and for
/// <see cref="SessionRecord.UpdatedAt"/>, and never decides an order of entries.</para>
/// <para>Text in headers, titles and metadata is stored unchanged, or refused with <see cref="ArgumentException"/>.
/// Bytes that are passed to a store belong to it: the caller must not change them afterwards.</para>
/// <para>A failure of the storage itself is thrown as a <see cref="StoreException"/>: busy, full, damaged. After disposal, which may be
/// called twice, every call throws <see cref="ObjectDisposedException"/>. A call whose token is cancelled already does nothing.</para>
/// <para>The numbered rules of each method are the contract; the conformance kit in Colloquy.Storage.Conformance checks them.</para>
/// </remarks>
public interface ISessionStore : IAsyncDisposable
{
    /// <summary>Creates the session when it does not exist, and returns its record in either case.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>
    /// 1. When several calls create at once, one creates and all return the same session.
    /// 2. A new session is empty: tip and head <see cref="Position.Start"/>, branch <c>main</c>, chain <see cref="EntryHash.Seed"/>.
    /// </remarks>
    ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default);

    /// <summary>Returns a session's record; null when there is no such session. Creates nothing.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default);

    /// <summary>Replaces a session's title and metadata, if their version is the expected one.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="details">The new title and metadata; its <see cref="SessionDetails.Version"/> is the version they replace.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The stored details, whose version is greater by one; null when the stored version differs, and nothing was written.</returns>
    /// <remarks>The store refuses details that <see cref="SessionDetails.EnsureWellFormed"/> refuses. The call moves neither the tip nor <see cref="SessionRecord.UpdatedAt"/>, and needs no lease.</remarks>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default);

    /// <summary>Makes a commit, completely or not at all.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="cancellationToken">Cancels the call while it waits; once writing has begun the outcome is awaited.</param>
    /// <remarks>
    /// In this order:
    /// 1. A commit that is not well formed is refused (<see cref="Commit.EnsureWellFormed"/>).
    /// 2. When there is no such session, the call throws <see cref="SessionNotFoundException"/>.
    /// 3. A commit with an id that the session has seen returns the first receipt, with <see cref="CommitReceipt.Repeated"/>, and changes nothing, whatever its expected tip and lease. This holds for ever.
    /// 4. A commit that <see cref="Commit.EnsureFits"/> refuses is refused: first for a lease that another run holds or that is lost, then for a tip, or a chain at it, that is not the expected one, then for another version of title and metadata than the expected one, then for heads that are not possible.
    /// 5. Entries, heads, current branch, activity, the title of a session that had none, blobs, a released lease and <see cref="SessionRecord.UpdatedAt"/> are written together, and every reader sees them together.
    /// 6. A head points at <see cref="Position.Start"/> or at an entry up to this commit's last. The name of a branch is used once: a deleted branch cannot be created again, and a branch that never existed cannot be deleted. The current branch exists after the commit.
    /// 7. When the method returns, the commit survives the death of the process; whether it survives the loss of power is the store's declared durability. When it throws, nothing was written, or the outcome is unknown; a repetition of the same commit shows the outcome.
    /// </remarks>
    ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the log.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="read">The line, the direction and the size of the page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>
    /// 1. A line is an entry and what leads to it by <see cref="Entry.Parent"/>. A backward read returns it from its head to its beginning, a forward read in the other direction; the whole log is returned by position.
    /// 2. A page has <see cref="LogRead.Limit"/> entries of the requested kinds, and fewer only at the end. <see cref="LogPage.Next"/> is null when no such entry is left.
    /// 3. A page shows the log at one moment. Entries never change, so pages read one after another fit together.
    /// 4. A session that does not exist, or a head that is <see cref="Position.Start"/>, gives an empty page. A head after the tip throws <see cref="ArgumentOutOfRangeException"/>.
    /// 5. The cost depends on the entries that are read, not on the length of the session or the number of sessions.
    /// </remarks>
    ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default);

    /// <summary>Reads the newest state write of each key on a line, including removals.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="head">The head of the line.</param>
    /// <param name="stateKey">The only key to read; null for all, ordered byte by byte.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>State writes are the entries of kind <see cref="EntryKind.State"/>; their key is <see cref="Entry.Subject"/>. A session that does not exist, or a head that is <see cref="Position.Start"/>, has none; a head after the tip throws <see cref="ArgumentOutOfRangeException"/>. The cost does not depend on the length of the session.</remarks>
    ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the session's branches as their last commits left them, deleted ones with a null head, ordered by name byte by byte; <c>main</c> is always there.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="name">The name of the only branch to return, if it exists; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default);

    /// <summary>Returns content that a commit of this session stored outside the log; null when there is none under the hash.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="hash">The content's hash.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default);

    /// <summary>Restores a session from its parts, completely or not at all.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="parts">The parts of the session, which are read once. Its entries are hashed for the key. When their enumeration throws, the call throws the same exception, and nothing is written.</param>
    /// <param name="cancellationToken">Cancels the reading, and the call while it waits; once the last part is read the outcome is awaited.</param>
    /// <returns>The record, with the times of the parts and without a lease; null when there is a session under the key, and nothing was written.</returns>
    /// <remarks>
    /// 1. Parts that do not form a session are refused (<see cref="SessionAssembler.Add(SessionPart)"/>). A store that need not stream collects them with <see cref="SessionPart.CollectAsync"/>.
    /// 2. No reader, listing or search ever sees only a part of the session, also when the process dies.
    /// 3. The session is then as if its commits had been made here: it can be read, committed to, and deleted if its policy allows. The session knows the ids of the commits whose receipts are among the parts, and no other ids.
    /// 4. Other sessions can be read and written during the call, however long it takes.
    /// </remarks>
    ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default);

    /// <summary>Applies a request to the session's lease, by <see cref="LeaseState.Apply"/> at the store's time, in one transaction.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the sessions of one owner, a page at a time, without reading any log.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="query">The filter and the page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Deletes a session with all that belongs to it.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the session was deleted; false when there was no such session.</returns>
    /// <remarks>A session that is created later under the same key is new: its log is empty, and it does not know the commit ids of the old one.</remarks>
    /// <exception cref="SessionBusyException">A turn is running on the session.</exception>
    ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default);

    /// <summary>Returns an optional part of the port, such as <see cref="IUsageLedger"/>; null when the store does not have it.</summary>
    /// <param name="serviceType">The type of the part.</param>
    /// <remarks>A store that implements the part itself need not implement this method. A store that wraps another one passes the call on: see <see cref="DelegatingSessionStore"/>.</remarks>
    object? GetService(Type serviceType) => serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <summary>Returns an optional part of the port, such as <see cref="IUsageLedger"/>; null when the store does not have it.</summary>
    /// <typeparam name="TService">The type of the part.</typeparam>
    /// <remarks>Asks <see cref="GetService(Type)"/>. A store implements that method, and not this one.</remarks>
    TService? GetService<TService>()
        where TService : class => GetService(typeof(TService)) as TService;
}
