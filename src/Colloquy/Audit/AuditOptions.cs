namespace Colloquy;

/// <summary>Represents the options of an audit.</summary>
public sealed class AuditOptions
{
    /// <summary>Gets or sets the time in which openings, and reads, of one session by one principal are recorded once, from 0; and so are the same queries of an administrator. With 0, each is recorded. Changes are recorded each, always.</summary>
    /// <remarks>The first is recorded before anything is returned. Each process counts for itself.</remarks>
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

    /// <summary>Gets or sets the retention policy of the trails, which each new trail is given; null for none: trails are kept for ever.</summary>
    /// <value>The default is null.</value>
    public RetentionPolicy? Retention { get; set; }

    internal AuditOptions Copy() => (AuditOptions)MemberwiseClone();
}
