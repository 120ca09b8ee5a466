using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Represents the options of a <see cref="SessionGuard"/>.</summary>
public sealed class SessionGuardOptions
{
    /// <summary>Gets or sets the rules.</summary>
    /// <value>The default is <see cref="RoleAccess"/>: owners have their own sessions, supervisors read all, administrators may do everything.</value>
    public ISessionAccess Access
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Access));
            field = value;
        }
    } = new RoleAccess();

    /// <summary>Gets or sets a value that indicates whether it is recorded who does what.</summary>
    /// <value>The default is true.</value>
    public bool RecordsAudit { get; set; } = true;

    /// <summary>Gets or sets the time in which openings, and reads, of one session by one principal are recorded once, from 0; and so are the same queries of an administrator. With 0, each is recorded. Changes are recorded each, always.</summary>
    /// <remarks>The first is recorded before anything is returned. Each guard counts for itself.</remarks>
    /// <value>The default is 15 minutes.</value>
    public TimeSpan RepeatReadsAfter
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(RepeatReadsAfter));
            field = value;
        }
    } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets the retention policy that each new trail of the audit is given; null for none: trails are kept for ever.</summary>
    /// <value>The default is null.</value>
    public RetentionPolicy? TrailRetention { get; set; }

    /// <summary>Gets or sets the clock that provides the times of records.</summary>
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

    /// <summary>Gets or sets the factory of the logger for refusals; null for the factory of the store, if it has one.</summary>
    /// <value>The default is null.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
