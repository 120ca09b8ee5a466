namespace Colloquy.Hosting;

/// <summary>Represents how an application's turns end when it stops.</summary>
public sealed class ShutdownOptions
{
    /// <summary>Gets or sets the time that running turns have to end by themselves when the application stops. After it they are left for another process to resume (<see cref="Agent.SuspendToken"/>).</summary>
    /// <value>Zero up to 24 days. The default is 20 seconds: with the 5 seconds that a run waits for code which does not stop (<see cref="RunLimits.Grace"/>), it fits in <c>HostOptions.ShutdownTimeout</c>, which is 30 seconds unless you set it.</value>
    public TimeSpan Grace
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(Grace));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(24), nameof(Grace));
            field = value;
        }
    } = TimeSpan.FromSeconds(20);
}
