namespace Colloquy;

/// <summary>How an audit is kept.</summary>
/// <param name="RepeatReadsAfter">The time in which the same openings, reads and queries are recorded once.</param>
/// <param name="Retention">The policy of new trails; null for none.</param>
internal sealed record AuditSettings(TimeSpan RepeatReadsAfter, RetentionPolicy? Retention);
