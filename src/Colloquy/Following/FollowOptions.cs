namespace Colloquy;

/// <summary>Represents the options for following a session.</summary>
public sealed class FollowOptions
{
    /// <summary>Gets or sets the position after which to begin: that of the last entry that was seen; <see cref="Position.Start"/> for all.</summary>
    /// <value>The default begins with what comes from now on.</value>
    public Position? After { get; set; }

    /// <summary>Gets or sets the interval between reads of what other processes wrote; more than zero. What this process writes through the same store is seen at once.</summary>
    /// <value>The default is 100 ms. A look costs the reading of the session's record.</value>
    public TimeSpan Interval
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Interval));
            field = value;
        }
    } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets a value that indicates whether to end behind the end of a turn.</summary>
    /// <value>The default goes on until it is cancelled.</value>
    public bool UntilTurnEnds { get; set; }

    internal FollowOptions Copy() => (FollowOptions)MemberwiseClone();
}
