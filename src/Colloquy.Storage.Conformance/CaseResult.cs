namespace Colloquy.Storage.Conformance;

/// <summary>How a case went.</summary>
/// <param name="Case">The case.</param>
/// <param name="Failure">What is wrong with the store; null when it does what the case says.</param>
public sealed record CaseResult(StoreCase Case, ConformanceException? Failure);
