namespace Colloquy.Storage;

/// <summary>A usage record with whose it is: what <see cref="UsageSums"/> adds up.</summary>
/// <param name="App">The application.</param>
/// <param name="User">The owner; empty when nobody is.</param>
/// <param name="SessionId">The id of the session; null when it was deleted.</param>
/// <param name="Record">What the call used.</param>
public readonly record struct UsageItem(string App, string User, string? SessionId, UsageRecord Record);
