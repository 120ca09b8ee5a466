using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Operations;

/// <summary>Represents the options of a retention sweeper.</summary>
public sealed class RetentionSweeperOptions
{
    /// <summary>Gets or sets the sessions that are swept.</summary>
    /// <value>The default is <see cref="SessionSelection.All"/>.</value>
    public SessionSelection Selection
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = SessionSelection.All;

    /// <summary>Gets or sets the number of sessions that are listed at once, 1 to 1,000.</summary>
    /// <value>The default is 100.</value>
    public int BatchSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchSize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000, nameof(BatchSize));
            field = value;
        }
    } = 100;

    /// <summary>Gets or sets the model for strategies that need one.</summary>
    /// <value>The default is none; sessions whose strategy needs one are reported as failed.</value>
    public IChatClient? Client { get; set; }

    /// <summary>Gets or sets a value that indicates whether the sweeper only reports what it would do.</summary>
    /// <value>The default is false.</value>
    public bool DryRun { get; set; }

    /// <summary>Gets or sets the name that the log records as the author of prunings.</summary>
    /// <value>The default is <c>sweeper</c>.</value>
    public string By
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(By));
            field = value;
        }
    } = "sweeper";

    /// <summary>Gets or sets the clock that selects sessions. The clock of the store decides whether a session has expired when it is deleted.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(TimeProvider));
            field = value;
        }
    } = TimeProvider.System;

    /// <summary>Gets or sets the action that is called for each session whose record cannot be read. The sweep leaves such a session as it is.</summary>
    /// <value>The default is null; a warning is logged in any case.</value>
    public Action<UnreadableSession>? OnUnreadable { get; set; }

    /// <summary>Gets or sets the factory of the logger for warnings; null for no logging.</summary>
    /// <value>The default is null.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal ILogger Logger => LoggerFactory?.CreateLogger<RetentionSweeper>() ?? NullLogger<RetentionSweeper>.Instance;

    internal RetentionSweeperOptions Copy() => (RetentionSweeperOptions)MemberwiseClone();
}
