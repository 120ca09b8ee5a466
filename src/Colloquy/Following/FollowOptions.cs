namespace Colloquy;

/// <summary>Represents the options for following a session.</summary>
public sealed class FollowOptions
{
    /// <summary>Gets or sets the position after which to begin: that of the last entry that was read; <see cref="Position.Start"/> for all.</summary>
    /// <value>The default begins with the next entry.</value>
    public Position? After { get; set; }

    /// <summary>Gets or sets the interval between reads of the entries of other processes, more than zero. Entries that this process writes through the same store are returned at once.</summary>
    /// <value>The default is 100 ms. Each read reads the record of the session.</value>
    public TimeSpan Interval
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Interval));
            field = value;
        }
    } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets a value that indicates whether to stop after the end of a turn.</summary>
    /// <value>The default is false: it continues until it is cancelled.</value>
    public bool UntilTurnEnds { get; set; }

    internal FollowOptions Copy() => (FollowOptions)MemberwiseClone();
}
