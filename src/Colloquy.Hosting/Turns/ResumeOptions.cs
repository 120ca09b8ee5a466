namespace Colloquy.Hosting;

/// <summary>Represents how interrupted turns are found and resumed.</summary>
public sealed class ResumeOptions
{
    /// <summary>Gets or sets the interval between checks of the store.</summary>
    /// <value>0.1 seconds up to 24 days. The default is 30 seconds. A turn whose process died can be resumed when its lease has expired (<see cref="RunOptions.LeaseDuration"/>).</value>
    public TimeSpan Interval
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromSeconds(0.1), nameof(Interval));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(24), nameof(Interval));
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the number of turns that this process resumes at the same time.</summary>
    /// <value>1 to 1,000. The default is 4.</value>
    public int MaxConcurrency
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxConcurrency));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000, nameof(MaxConcurrency));
            field = value;
        }
    } = 4;

    /// <summary>Gets or sets how often a turn is resumed, in all processes, before it is left alone with an error in the log. A turn that brings its process down does not do so for ever.</summary>
    /// <value>1 to 100. The default is 3. A turn that a stopping process left does not count.</value>
    public int MaxAttempts
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxAttempts));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100, nameof(MaxAttempts));
            field = value;
        }
    } = 3;

    /// <summary>Gets or sets the function that returns the options of a resumed run, for tools that need <see cref="RunOptions.Values"/> or <see cref="RunOptions.Context"/>; null for the defaults. Its <see cref="RunOptions.WhenBusy"/> is not used.</summary>
    /// <value>The default is null.</value>
    public Func<SessionKey, RunOptions>? RunOptions { get; set; }
}
