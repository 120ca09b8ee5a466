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

    /// <summary>Gets or sets the options of the audit; null to record nothing.</summary>
    /// <value>The default is an audit with the default options.</value>
    public AuditOptions? Audit { get; set; } = new();

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

    internal SessionGuardOptions Copy()
    {
        var own = (SessionGuardOptions)MemberwiseClone();
        own.Audit = Audit?.Copy();
        return own;
    }
}
