namespace Colloquy;

/// <summary>Represents the limits of a session's size.</summary>
/// <param name="MaxEntries">The maximum number of entries that hold content, from 1; null for no limit. Pruned ones do not count.</param>
/// <param name="MaxBytes">The maximum number of bytes of payloads and of content that is stored outside the log, from 1; null for no limit.</param>
/// <remarks>
/// Entries that end or shrink something are always accepted: the end of a turn, undo and redo, the creation, deletion and switch of branches, closing and reopening, answers to approvals,
/// and pruning with the summary of a model. A commit is accepted as a whole or refused, so a session exceeds its limits only by such entries.
/// </remarks>
public sealed record SessionLimits(long? MaxEntries = null, long? MaxBytes = null)
{
    /// <summary>Gets the maximum number of entries that hold content, from 1; null for no limit.</summary>
    public long? MaxEntries { get; } = Check(MaxEntries, nameof(MaxEntries));

    /// <summary>Gets the maximum number of bytes of payloads and of content that is stored outside the log, from 1; null for no limit.</summary>
    public long? MaxBytes { get; } = Check(MaxBytes, nameof(MaxBytes));

    /// <summary>No limits.</summary>
    public static SessionLimits None { get; } = new();

    /// <summary>Gets a value that indicates whether there are no limits.</summary>
    public bool AreNone => MaxEntries is null && MaxBytes is null;

    /// <summary>Returns the smaller of both limits, for entries and for bytes.</summary>
    /// <param name="other">The other limits; null for none.</param>
    public SessionLimits With(SessionLimits? other) => other is null || other.AreNone ? this : AreNone ? other : new(Least(MaxEntries, other.MaxEntries), Least(MaxBytes, other.MaxBytes));

    internal static long? Check(long? value, string name)
    {
        if (value is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, name);
        return value;
    }

    private static long? Least(long? one, long? other) => one is null || other < one ? other : one;
}
