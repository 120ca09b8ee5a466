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

    /// <summary>Gets the legal holds on the session; null for none. They are placed and lifted by <c>IRetention.HoldAsync</c> and <c>LiftHoldAsync</c>; setting a policy adds the holds that it names, and never lifts one.</summary>
    public IReadOnlyList<LegalHold>? Holds { get; init => field = value is { Count: > 0 } ? value : null; }

    /// <summary>Checks the rules for policies that every store enforces.</summary>
    /// <exception cref="ArgumentException">The time is zero or less; two holds have the same name; a session that is immutable for ever is to be pruned; there is a strategy without a number of messages, or a number without a strategy; or the number is less than 1.</exception>
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
        if (Immutable && AutoPrune && Ttl is null)
            throw new ArgumentException($"Nothing is ever removed from a session that is immutable without a time, and {nameof(AutoPrune)} asks for just that: set {nameof(Ttl)}, or one of the two to false.");
        if (Holds is { } holds && holds.DistinctBy(hold => hold.Name, StringComparer.Ordinal).Count() != holds.Count)
            throw new ArgumentException("Two legal holds have the same name; a hold is lifted by its name.");
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

    /// <summary>Compares two policies by their values, with the holds in their order.</summary>
    /// <param name="other">The other policy.</param>
    public bool Equals(RetentionPolicy? other) => other is not null
        && Ttl == other.Ttl && AutoPrune == other.AutoPrune && Immutable == other.Immutable && Strategy == other.Strategy && MaxMessages == other.MaxMessages
        && (Holds ?? []).SequenceEqual(other.Holds ?? []);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Ttl, AutoPrune, Immutable, Strategy, MaxMessages, Holds?.Count);

    /// <summary>Returns, for a store, the policy of a session after it is replaced by another: that one, with the holds that the session has.</summary>
    /// <param name="record">The session.</param>
    /// <param name="policy">The new policy; null for none.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="SessionImmutableException">The session is immutable, and the new policy is weaker.</exception>
    /// <exception cref="LegalHoldException">The policy names a hold whose name another hold of the session has.</exception>
    public static RetentionPolicy? Replace(SessionRecord record, RetentionPolicy? policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Retention is { } before && before.Protects(record.UpdatedAt, now) && (policy ?? new RetentionPolicy()).IsWeakerThan(before))
            throw new SessionImmutableException(record.Key, before.ExpiresAt(record.UpdatedAt), "its policy cannot be made weaker");

        var holds = record.Retention?.Holds;
        foreach (var hold in policy?.Holds ?? [])
            holds = With(record.Key, holds, hold);
        return policy is null && holds is null ? null : (policy ?? new RetentionPolicy()) with { Holds = holds };
    }

    /// <summary>Returns, for a store, the policy of a session after a hold is placed. A hold that is there already stays.</summary>
    /// <param name="record">The session.</param>
    /// <param name="hold">The hold.</param>
    /// <exception cref="LegalHoldException">The session has another hold of the same name.</exception>
    public static RetentionPolicy Hold(SessionRecord record, LegalHold hold)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(hold);
        return (record.Retention ?? new RetentionPolicy()) with { Holds = With(record.Key, record.Retention?.Holds, hold) };
    }

    /// <summary>Returns, for a store, the policy of a session after a hold is lifted; null when nothing is left of it.</summary>
    /// <param name="record">The session.</param>
    /// <param name="name">The name of the hold.</param>
    /// <exception cref="LegalHoldException">The session has no hold of the name.</exception>
    public static RetentionPolicy? LiftHold(SessionRecord record, string name)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(name);
        var holds = record.Retention?.Holds ?? [];
        if (!holds.Any(hold => hold.Name == name))
            throw LegalHoldException.Missing(record.Key, name, record.Retention?.Holds);

        var policy = record.Retention! with { Holds = [.. holds.Where(hold => hold.Name != name)] };
        return policy == new RetentionPolicy() ? null : policy;
    }

    /// <summary>Checks, for a store, that a session may be deleted.</summary>
    /// <param name="record">The session.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="SessionHeldException">The session is under a legal hold.</exception>
    /// <exception cref="SessionImmutableException">The session is immutable.</exception>
    public static void EnsureMayDelete(SessionRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        EnsureMayRemove(record.Key, record.Retention, record.UpdatedAt, now, "it cannot be deleted");
    }

    /// <summary>Checks that something of a session may be removed.</summary>
    internal static void EnsureMayRemove(SessionKey key, RetentionPolicy? policy, DateTimeOffset updatedAt, DateTimeOffset now, string refused)
    {
        if (policy?.Holds is { } holds)
            throw new SessionHeldException(key, holds, refused);
        if (policy?.Protects(updatedAt, now) == true)
            throw new SessionImmutableException(key, policy.ExpiresAt(updatedAt), refused);
    }

    private static IReadOnlyList<LegalHold> With(SessionKey key, IReadOnlyList<LegalHold>? holds, LegalHold hold) =>
        holds?.FirstOrDefault(other => other.Name == hold.Name) is not { } same ? [.. holds ?? [], hold]
        : same == hold ? holds
        : throw LegalHoldException.Exists(key, same);
}
