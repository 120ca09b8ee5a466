namespace Colloquy.Postgres;

/// <summary>A session's row, as it was when its stamp was this one.</summary>
/// <param name="Record">The record, with the lease as it stands, also when it has expired.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Stamp">Changes with each write to the session. What is written names the stamp that it was computed from; when the row has another, nothing is written.</param>
/// <param name="Searched">The position up to which the search index holds the log.</param>
internal sealed record StoredSession(SessionRecord Record, LeaseState Lease, long Stamp, long Searched);
