namespace Colloquy.Hosting;

/// <summary>Represents how a process learns of approvals in other processes.</summary>
public sealed class ApprovalNotifierOptions
{
    /// <summary>Gets or sets the interval between checks of the store, which find what no signal reported.</summary>
    /// <value>0.1 seconds up to 24 days. The default is 5 seconds.</value>
    public TimeSpan Interval
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(0.1), nameof(Interval));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(24), nameof(Interval));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);
}
