namespace Colloquy;

/// <summary>The exception that is thrown when a store cannot do its work, for example since the disk is full or the file is damaged. <see cref="Failure"/> is the reason.</summary>
public sealed class StoreException : ColloquyException
{
    private StoreException(string? location, StoreFailure failure, string message, Exception? inner = null)
        : base(message, inner) => (Location, Failure) = (location, failure);

    /// <summary>Gets the reason of the failure.</summary>
    public StoreFailure Failure { get; }

    /// <summary>Gets the location of the store: the path of a file, or a server and a database. It is the destination for a failed backup, and null for a disposed store.</summary>
    public string? Location { get; }

    /// <summary>Gets the time that the store waited for others, when <see cref="Failure"/> is <see cref="StoreFailure.Busy"/>; otherwise null.</summary>
    public TimeSpan? Waited { get; private init; }

    /// <summary>Gets the database's own code for the error, when <see cref="Failure"/> is <see cref="StoreFailure.Other"/>; otherwise null.</summary>
    public string? Code { get; private init; }

    /// <summary>Gets the session whose run was in progress, when <see cref="Failure"/> is <see cref="StoreFailure.Disposed"/>; the first session that a listing could not read, or that the target of a copy has of its own, when its key is known; otherwise null.</summary>
    public SessionKey? Key { get; private init; }

    /// <summary>Gets a value that indicates whether the same call may succeed later without any other change.</summary>
    /// <value>true for a store that others kept locked, and for failures that the store knows to be temporary; false for a store that is full, damaged, read-only or cannot be opened, and for unknown failures.</value>
    /// <remarks>Repeat a commit with the same <see cref="CommitId"/>: when the first attempt had succeeded, its result is returned and nothing is written twice.</remarks>
    public bool IsTransient { get; private init; }

    /// <summary>Creates the exception for a store that others kept locked for the maximum waiting time.</summary>
    /// <param name="location">The location of the store.</param>
    /// <param name="waited">The time that the store waited.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public static StoreException Busy(string location, TimeSpan waited, Exception? inner = null) => new(
        location,
        StoreFailure.Busy,
        $"The store '{location}' was locked by another connection for {waited.TotalSeconds:0.###} s, and nothing was written. Retry, let the store wait longer, or find the process that holds the lock.",
        inner)
    {
        Waited = waited,
        IsTransient = true,
    };

    /// <summary>Creates the exception for a write for which there is no space.</summary>
    /// <param name="location">The location of the store.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public static StoreException Full(string location, Exception? inner = null) => new(
        location,
        StoreFailure.Full,
        $"The store '{location}' has no space left, and nothing was written. Free space on its disk, or raise its limit, and retry.",
        inner);

    /// <summary>Creates the exception for a store that is damaged beyond a single entry.</summary>
    /// <param name="location">The location of the store.</param>
    /// <param name="problem">The damage, as the end of a sentence.</param>
    /// <param name="advice">The data that is not damaged, and what to do, as sentences; null when the extent of the damage is not known.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public static StoreException Corrupt(string location, string problem, string? advice = null, Exception? inner = null) => new(
        location,
        StoreFailure.Corrupt,
        $"The store '{location}' is damaged: {problem}. {advice ?? "Keep a copy of it, and restore it from a backup. Without one, export the sessions that can be read into a new store."}",
        inner);

    /// <summary>Creates the exception for a write to a store that was opened for reading only.</summary>
    /// <param name="location">The location of the store.</param>
    public static StoreException ReadOnly(string location) => new(
        location,
        StoreFailure.ReadOnly,
        $"The store '{location}' was opened for reading only, and nothing was written. Open it without ReadOnly to write.");

    /// <summary>Creates the exception for a store that cannot be opened. Nothing was changed.</summary>
    /// <param name="location">The location of the store.</param>
    /// <param name="failure">The reason.</param>
    /// <param name="problem">What is wrong and what to do, as the end of a sentence.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public static StoreException NotOpened(string location, StoreFailure failure, string problem, Exception? inner = null) =>
        new(location, failure, $"The store '{location}' cannot be opened: {problem}", inner);

    /// <summary>Creates the exception for a store that cannot be copied to a file. The store and the file at the destination are unchanged.</summary>
    /// <param name="location">The file that the copy was to be written to.</param>
    /// <param name="failure">The reason.</param>
    /// <param name="problem">What is wrong and what to do, as the end of a sentence.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public static StoreException NotBackedUp(string location, StoreFailure failure, string problem, Exception? inner = null) =>
        new(location, failure, $"The store cannot be backed up to '{location}': {problem}", inner);

    /// <summary>Creates the exception for a database that fails in a way that has no <see cref="StoreFailure"/> of its own.</summary>
    /// <param name="location">The location of the store.</param>
    /// <param name="code">The database's own code for the error.</param>
    /// <param name="problem">The message of the database, as the end of a sentence.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    /// <param name="isTransient">true when the failure is known to be temporary; see <see cref="IsTransient"/>.</param>
    public static StoreException Failed(string location, string code, string problem, Exception? inner = null, bool isTransient = false) => new(
        location,
        StoreFailure.Other,
        $"The store '{location}' failed with code {code}: {problem}. When it was a commit that failed, its outcome is unknown: make it again under the same id, and the answer tells.",
        inner)
    {
        Code = code,
        IsTransient = isTransient,
    };

    /// <summary>Creates the exception for a run whose store was disposed of before it had ended: its task was not awaited, or its stream not read to the end.</summary>
    internal static StoreException Disposed(SessionKey key, Exception inner) => new(
        location: null,
        StoreFailure.Disposed,
        $"The store was disposed of while a run on session {key} was going on. Await the task that RunAsync returns, and read a stream to its end, before the store is disposed of. What the turn had committed is kept: ResumeAsync goes on with it.",
        inner)
    {
        Key = key,
    };

    /// <summary>Creates the exception for the end of a listing whose caller asked for no report of sessions that cannot be read.</summary>
    internal static StoreException NotListed(UnreadableSession first, int count) => new(
        location: null,
        StoreFailure.Corrupt,
        $"The listing returned every session that can be read, and left out {(count == 1 ? "one that cannot" : $"{count} that cannot")}. {(count == 1 ? "Its problem is" : "The problem of the first is")}: {first.Problem} To list the others without this exception, pass the listing a callback for unreadable sessions, or a logger.")
    {
        Key = first.Key,
    };

    /// <summary>Creates the exception for a copy of a store that is refused because of what its target has.</summary>
    internal static StoreException NotCopied(SessionKey? key, string message) => new(location: null, StoreFailure.Exists, message)
    {
        Key = key,
    };

    /// <summary>Returns whether a store is disposed of.</summary>
    internal static async ValueTask<bool> IsDisposedAsync(ISessionStore store, SessionKey key)
    {
        try
        {
            await store.GetAsync(key, CancellationToken.None).ConfigureAwait(false);
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
