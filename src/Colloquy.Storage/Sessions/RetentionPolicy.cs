namespace Colloquy;

/// <summary>Represents the rules by which a session is kept, pruned and protected. It is stored with the session's record.</summary>
public sealed record RetentionPolicy
{
    /// <summary>Gets the time for which the session is kept after its last commit; null for ever.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>Gets a value that indicates whether a <c>RetentionSweeper</c> deletes the session when it has expired, and prunes it by <see cref="Strategy"/> before. When false, the sweeper only lists the session as expired.</summary>
    public bool AutoPrune { get; init; }

    /// <summary>Gets a value that indicates whether nothing may be removed until <see cref="Ttl"/> has passed, or ever when it is null: no pruning, no deletion of the session or a branch, no weaker policy. Undo is allowed, since it removes nothing.</summary>
    public bool Immutable { get; init; }

    /// <summary>Gets the strategy by which the sweeper prunes; null when it does not prune.</summary>
    public RetentionStrategy? Strategy { get; init; }

    /// <summary>Gets the number of messages that <see cref="Strategy"/> leaves, from 1; null without a strategy.</summary>
    public int? MaxMessages { get; init; }

    /// <summary>Checks the rules for policies that every store enforces.</summary>
    /// <exception cref="ArgumentException">The time is zero or less; there is a strategy without a number of messages, or a number without a strategy; or the number is less than 1.</exception>
    public void EnsureWellFormed()
    {
        if (Ttl <= TimeSpan.Zero)
            throw new ArgumentException($"A session cannot be kept for {Ttl}: Ttl is more than nothing, or null for ever.");
        if (MaxMessages < 1)
            throw new ArgumentException($"MaxMessages is {MaxMessages}; at least one message is kept.");
        if (Strategy is null != MaxMessages is null)
            throw new ArgumentException("Strategy and MaxMessages go together: the one says how to prune, the other to how many messages.");
        if (Strategy is { } strategy && !RetentionStrategy.All.Contains(strategy))
            throw new ArgumentException($"There is no strategy '{strategy}'. There are {string.Join(", ", RetentionStrategy.All)}.");
    }

    /// <summary>Returns the time at which a session expires; null for never.</summary>
    /// <param name="updatedAt">The time of the session's last commit.</param>
    public DateTimeOffset? ExpiresAt(DateTimeOffset updatedAt) => Ttl is { } ttl ? ttl < DateTimeOffset.MaxValue - updatedAt ? updatedAt + ttl : DateTimeOffset.MaxValue : null;

    /// <summary>Returns a value that indicates whether a session has expired.</summary>
    /// <param name="updatedAt">The time of the session's last commit.</param>
    /// <param name="now">The store's time.</param>
    public bool IsExpired(DateTimeOffset updatedAt, DateTimeOffset now) => ExpiresAt(updatedAt) <= now;

    /// <summary>Returns a value that indicates whether nothing may be removed now.</summary>
    /// <param name="updatedAt">The time of the session's last commit.</param>
    /// <param name="now">The store's time.</param>
    public bool Protects(DateTimeOffset updatedAt, DateTimeOffset now) => Immutable && !IsExpired(updatedAt, now);

    /// <summary>Returns a value that indicates whether the policy promises less than another.</summary>
    /// <param name="other">The other policy.</param>
    public bool IsWeakerThan(RetentionPolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Immutable && (!Immutable || (Ttl ?? TimeSpan.MaxValue) < (other.Ttl ?? TimeSpan.MaxValue));
    }

    /// <summary>Checks, for a store, that a session's policy may be replaced.</summary>
    /// <param name="record">The session.</param>
    /// <param name="policy">The new policy; null for none.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="SessionImmutableException">The session is immutable, and the new policy is weaker.</exception>
    public static void EnsureMayReplace(SessionRecord record, RetentionPolicy? policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Retention is { } before && before.Protects(record.UpdatedAt, now) && (policy ?? new RetentionPolicy()).IsWeakerThan(before))
            throw new SessionImmutableException(record.Key, before.ExpiresAt(record.UpdatedAt), "its policy cannot be made weaker");
    }

    /// <summary>Checks, for a store, that a session may be deleted.</summary>
    /// <param name="record">The session.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="SessionImmutableException">The session is immutable.</exception>
    public static void EnsureMayDelete(SessionRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Retention is { } policy && policy.Protects(record.UpdatedAt, now))
            throw new SessionImmutableException(record.Key, policy.ExpiresAt(record.UpdatedAt), "it cannot be deleted");
    }
}
