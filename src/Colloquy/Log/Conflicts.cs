namespace Colloquy;

/// <summary>Thrown when a commit names a tip that is not the session's: somebody else wrote in between. Nothing was written.</summary>
public sealed class TipConflictException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="expected">The tip that the commit named.</param>
    /// <param name="actual">The session's tip.</param>
    public TipConflictException(SessionKey key, Position expected, Position actual)
        : base(expected == actual
            ? $"Session {key} has its tip at position {actual} as expected, but another log: it was deleted and made again in between. Read what it holds now, and commit again."
            : $"Session {key} has its tip at position {actual}, but the commit expected {expected}: another writer came in between. Read what was added, and commit again at the new tip.")
    {
        Key = key;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The tip that the commit named.</summary>
    public Position Expected { get; }

    /// <summary>The session's tip.</summary>
    public Position Actual { get; }
}

/// <summary>Thrown when a commit writes a key of the user's or the app's state that another wrote in between. Nothing was written.</summary>
public sealed class StateConflictException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="put">The write that was refused.</param>
    /// <param name="slot">What is there.</param>
    public StateConflictException(StatePut put, StateSlot slot)
        : base($"State key '{put?.Key}' of {put?.Owner} is at version {slot?.Version} (the newest of all keys is {slot?.Newest}), but the write expected {put?.Expected}{(put?.Version is { } version ? $", and to make version {version}" : "")}: another writer came in between. Read it again, and write again.")
    {
        ArgumentNullException.ThrowIfNull(put);
        ArgumentNullException.ThrowIfNull(slot);
        (Owner, StateKey, Expected, Actual) = (put.Owner, put.Key, put.Expected, slot.Version);
    }

    /// <summary>Whose state it is.</summary>
    public StateOwner Owner { get; }

    /// <summary>The key.</summary>
    public string StateKey { get; }

    /// <summary>The version of the key that the write expected.</summary>
    public StateVersion Expected { get; }

    /// <summary>The version of the key.</summary>
    public StateVersion Actual { get; }
}

/// <summary>Thrown when a session is written to, or a run is rejected, while another has its lease: for a turn, a pruning or an import. Nothing was written.</summary>
public sealed class SessionBusyException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="until">Until when the lease lives unless it is renewed; null when it is free but others wait for it.</param>
    /// <param name="purpose">What the lease is held for.</param>
    public SessionBusyException(SessionKey key, DateTimeOffset? until, LeasePurpose purpose = default)
        : base($"Session {key} {Describe(purpose)}{(until is null ? "" : $" (its lease lives until {until:u} unless it is renewed)")}. {Advise(purpose)}")
    {
        Key = key;
        Until = until;
        Purpose = purpose;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>Until when the lease lives unless it is renewed; null when it is free but others wait for it.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary>What the lease is held for; <see cref="LeasePurpose.Turn"/> too when only others wait.</summary>
    public LeasePurpose Purpose { get; }

    private static string Describe(LeasePurpose purpose) =>
        purpose == LeasePurpose.Turn ? "is running a turn"
        : purpose == LeasePurpose.Pruning ? "is being pruned, and a model writes down what is to stay"
        : $"is in use by another version of Colloquy, for '{purpose}'";

    private static string Advise(LeasePurpose purpose) =>
        purpose == LeasePurpose.Turn ? "Wait for it, enqueue behind it, or interrupt it."
        : purpose == LeasePurpose.Pruning ? "Do the same again when the pruning is over. A run can wait for it, or end it with BusyPolicy.Interrupt; what was summed up until then is kept."
        : "Do the same again when that is over.";
}

/// <summary>Thrown when a run commits after it lost its lease. Nothing was written.</summary>
public sealed class LeaseLostException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="token">The token that the commit named.</param>
    /// <param name="current">The newest token given out; the same when the lease was given back.</param>
    public LeaseLostException(SessionKey key, LeaseToken token, LeaseToken current)
        : this(
            key,
            token,
            current,
            token == current ? LeaseLoss.GivenBack : LeaseLoss.TakenOver,
            token == current
                ? $"Lease {token} on session {key} was given back before this was written: its turn has ended. Run again on what the session holds now."
                : $"Lease {token} on session {key} expired before it was renewed, and another run took the session over with lease {current}. The process was held up, or could not reach its store, for longer than RunOptions.LeaseDuration. Run again on what the session holds now.")
    {
    }

    private LeaseLostException(SessionKey key, LeaseToken token, LeaseToken current, LeaseLoss reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Key = key;
        Token = token;
        Current = current;
        Reason = reason;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The token that the commit named.</summary>
    public LeaseToken Token { get; }

    /// <summary>The newest token given out, as far as is known.</summary>
    public LeaseToken Current { get; }

    /// <summary>What became of the lease.</summary>
    public LeaseLoss Reason { get; }

    /// <summary>When the store says that the lease is not to be renewed.</summary>
    internal static LeaseLostException Gone(SessionKey key, LeaseToken token) => new(
        key,
        token,
        token,
        LeaseLoss.TakenOver,
        $"Lease {token} on session {key} could not be renewed: it had expired, and another run took the session over. The process was held up, or could not reach its store, for longer than RunOptions.LeaseDuration. Run again on what the session holds now.");

    /// <summary>When the store could not be asked to renew the lease in time.</summary>
    internal static LeaseLostException Expired(SessionKey key, LeaseToken token, Exception inner) => new(
        key,
        token,
        token,
        LeaseLoss.Expired,
        $"Lease {token} on session {key} expired, since the store failed each time that it was asked to renew it. Look at the inner exception, and run again, or go on with the turn by ResumeAsync, when the store answers.",
        inner);
}

/// <summary>What became of a lease that a run lost.</summary>
public enum LeaseLoss
{
    /// <summary>It expired before it was renewed, and another run took over.</summary>
    TakenOver = 0,

    /// <summary>It was given back: its turn has ended.</summary>
    GivenBack = 1,

    /// <summary>It expired, since the store could not be asked to renew it.</summary>
    Expired = 2,
}
