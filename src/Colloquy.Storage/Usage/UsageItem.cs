namespace Colloquy.Storage;

/// <summary>A usage record with whose it is: what <see cref="UsageSums"/> adds up.</summary>
/// <param name="Owner">The owner; null when it cannot be read.</param>
/// <param name="SessionId">The id of the session; null when it was deleted.</param>
/// <param name="Record">What the call used.</param>
internal readonly record struct UsageItem(SessionOwner? Owner, string? SessionId, UsageRecord Record);
