namespace Colloquy.Hosting;

/// <summary>Represents how long a process keeps background turns that have ended.</summary>
public sealed class BackgroundTurnOptions
{
    /// <summary>Gets or sets the time for which a turn that has ended is still found, with its updates.</summary>
    /// <value>Zero up to 24 days. The default is 5 minutes.</value>
    public TimeSpan KeepEnded
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(KeepEnded));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(24), nameof(KeepEnded));
            field = value;
        }
    } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the maximum number of turns that have ended and are still found. The oldest are forgotten first.</summary>
    /// <value>From 0. The default is 1,000.</value>
    public int MaxEnded
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxEnded));
            field = value;
        }
    } = 1_000;
}
