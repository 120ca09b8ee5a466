namespace Colloquy.Storage.Conformance;

/// <summary>Represents the result of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Failure">What is wrong with the store; null when it does what the case says.</param>
public sealed record CaseResult(StoreCase Case, ConformanceException? Failure);
