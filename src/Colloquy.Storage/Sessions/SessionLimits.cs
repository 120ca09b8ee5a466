namespace Colloquy;

/// <summary>Represents the limits of a session's size.</summary>
/// <param name="MaxEntries">The most entries that hold content, from 1; null for no limit. Pruned ones do not count.</param>
/// <param name="MaxBytes">The most bytes of payloads and of content beside the log, from 1; null for no limit.</param>
/// <remarks>
/// What ends or shrinks is always taken: the end of a turn, undo and redo, branches made, deleted or switched, closing and reopening, answers to approvals, and pruning
/// with what a model writes for it. A commit is taken whole or refused, so a session never exceeds its limits but by such entries.
/// </remarks>
public sealed record SessionLimits(long? MaxEntries = null, long? MaxBytes = null)
{
    /// <summary>Gets the most entries that hold content, from 1; null for no limit.</summary>
    public long? MaxEntries { get; } = Check(MaxEntries, nameof(MaxEntries));

    /// <summary>Gets the most bytes of payloads and of content beside the log, from 1; null for no limit.</summary>
    public long? MaxBytes { get; } = Check(MaxBytes, nameof(MaxBytes));

    /// <summary>No limits.</summary>
    public static SessionLimits None { get; } = new();

    /// <summary>Gets a value that indicates whether there are none.</summary>
    public bool AreNone => MaxEntries is null && MaxBytes is null;

    /// <summary>Returns the tighter of two limits each.</summary>
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
