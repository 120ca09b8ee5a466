namespace Colloquy.Storage.Conformance;

/// <summary>Represents the result of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Failure">The failure of the store; null when it behaves as the case expects.</param>
public sealed record CaseResult(StoreCase Case, ConformanceException? Failure);
