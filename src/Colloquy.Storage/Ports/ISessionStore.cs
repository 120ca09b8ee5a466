namespace Colloquy;

/// <summary>Defines a store of sessions, which a database implements. Applications use <c>Session</c> instead.</summary>
/// <remarks>
/// <para>Every method may be called by many threads and many processes at once. Keys are compared byte by byte. A
/// session is reached by its whole key: under any other there is nothing, and nothing can be told from the answer.</para>
/// <para>A store keeps bytes. It neither reads payloads nor computes hashes; positions, hashes and encryption are the
/// writer's work. Time comes from the store (<see cref="TimeProvider"/>, or the database's clock), for leases and for
/// <see cref="SessionRecord.UpdatedAt"/>, and never decides an order of entries.</para>
/// <para>Text in headers, titles and metadata is kept as it is, or refused with <see cref="ArgumentException"/>; never changed.
/// Bytes handed over belong to the store: their writer changes them no more.</para>
/// <para>A failure of the storage itself is thrown as a <see cref="StoreException"/>: busy, full, damaged. After disposal, which may be
/// called twice, every call throws <see cref="ObjectDisposedException"/>. A call whose token is cancelled already does nothing.</para>
/// <para>The numbered rules of each method are the contract; the conformance kit in Colloquy.Storage.Conformance checks them.</para>
/// </remarks>
public interface ISessionStore : IAsyncDisposable
{
    /// <summary>Creates the session when it is absent, and returns its record either way.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>
    /// 1. Of many that create at once, one creates and all return the same session.
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
    /// <returns>What is stored, its version one greater; null when the stored version was another, and nothing was written.</returns>
    /// <remarks>What <see cref="SessionDetails.EnsureWellFormed"/> refuses is refused. Moves neither the tip nor <see cref="SessionRecord.UpdatedAt"/>, and needs no lease.</remarks>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default);

    /// <summary>Makes a commit: all of it, or nothing.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="cancellationToken">Cancels the call while it waits; once writing has begun the outcome is awaited.</param>
    /// <remarks>
    /// In this order:
    /// 1. A commit that is not well formed is refused (<see cref="Commit.EnsureWellFormed"/>).
    /// 2. There must be such a session, else <see cref="SessionNotFoundException"/>.
    /// 3. A commit under an id that the session has seen returns the first receipt, with <see cref="CommitReceipt.Repeated"/>, and changes nothing: whatever its expected tip and lease, for ever.
    /// 4. What <see cref="Commit.EnsureFits"/> refuses is refused: first a lease that another holds or that is lost, then a tip, or a chain at it, that is not the expected one, then heads that cannot be.
    /// 5. Entries, heads, current branch, activity, blobs, a released lease and <see cref="SessionRecord.UpdatedAt"/> are written together, and are seen together by every reader.
    /// 6. A head points at <see cref="Position.Start"/> or at an entry up to this commit's last. The name of a branch is used once: a deleted one cannot be made again, and one that never was cannot be deleted. The current branch is one that is there after the commit.
    /// 7. When the method returns, the commit survives the death of the process; whether it survives the loss of power is the store's declared durability. When it throws, nothing was written, or the outcome is unknown and the same commit made again tells.
    /// </remarks>
    ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the log. The one way out.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="read">Which line, which way, how much.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>
    /// 1. A line is an entry and what leads to it by <see cref="Entry.Parent"/>. A backward read gives it from its head to its beginning, a forward read the other way; the whole log comes by position.
    /// 2. A page holds up to <see cref="LogRead.Limit"/> wanted entries, and as many as there are: fewer only at the end. <see cref="LogPage.Next"/> is null when nothing wanted is left.
    /// 3. A page shows the log at one moment. Entries never change, so pages read one after another fit together.
    /// 4. A session that does not exist, or a head that is <see cref="Position.Start"/>, gives an empty page. A head beyond the tip is an <see cref="ArgumentOutOfRangeException"/>.
    /// 5. The cost follows what is read, not the length of the session or the number of sessions.
    /// </remarks>
    ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default);

    /// <summary>Reads the newest state write of each key on a line, the removals among them.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="head">The head of the line.</param>
    /// <param name="stateKey">The one key that is wanted; null for all, ordered byte by byte.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>State writes are the entries of kind <see cref="EntryKind.State"/>; their key is <see cref="Entry.Subject"/>. A session that does not exist, or a head that is <see cref="Position.Start"/>, has none; a head beyond the tip is an <see cref="ArgumentOutOfRangeException"/>. The cost does not follow the length of the session.</remarks>
    ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the session's branches as their last commits left them, deleted ones with a null head, ordered by name byte by byte; <c>main</c> is always there.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="name">The one branch that is wanted, when there is one of this name; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default);

    /// <summary>Returns content that a commit of this session kept beside the log; null when there is none under the hash.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="hash">The content's hash.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default);

    /// <summary>Makes a session of its parts: all of it, or nothing, and seen at once.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="parts">The session as it is elsewhere, read once. Its entries are hashed for the key. What the reading throws is thrown by the call, and nothing is written.</param>
    /// <param name="cancellationToken">Cancels the reading, and the call while it waits; once the last part is read the outcome is awaited.</param>
    /// <returns>The record, with the times of the parts and without a lease; null when there is a session under the key, and nothing was written.</returns>
    /// <remarks>
    /// 1. Parts that do not make a session are refused (<see cref="SessionAssembler.Add(SessionPart)"/>). A store that need not stream collects them with <see cref="SessionPart.CollectAsync"/>.
    /// 2. No reader, listing or search sees a part of the session, whenever it looks and whatever becomes of the process.
    /// 3. The session is then as if its commits had been made here: it can be read, committed to, and deleted if its policy allows. A commit whose receipt is among the parts is remembered by its id; no other is.
    /// 4. Other sessions are read and written meanwhile, however long the reading takes.
    /// </remarks>
    ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default);

    /// <summary>Applies a request to the session's lease, by <see cref="LeaseState.Apply"/> at the store's time, in one transaction.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the sessions of one owner, a page at a time, without reading any log.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="query">What to narrow to.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Deletes a session with all that belongs to it.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when there was no such session.</returns>
    /// <remarks>A session created later under the same key is a new one: its log is empty, and commit ids of the old one are forgotten.</remarks>
    /// <exception cref="SessionBusyException">A turn is running on it.</exception>
    ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default);

    /// <summary>Returns an optional part of the port, such as <see cref="IUsageLedger"/>; null when the store does not have it.</summary>
    /// <param name="serviceType">The type of the part.</param>
    /// <remarks>A store that implements the part itself need not implement this method. A store in front of another passes the question on: see <see cref="DelegatingSessionStore"/>.</remarks>
    object? GetService(Type serviceType) => serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <summary>Returns an optional part of the port, such as <see cref="IUsageLedger"/>; null when the store does not have it.</summary>
    /// <typeparam name="TService">The type of the part.</typeparam>
    /// <remarks>Asks <see cref="GetService(Type)"/>. A store implements that method, and not this one.</remarks>
    TService? GetService<TService>()
        where TService : class => GetService(typeof(TService)) as TService;
}
