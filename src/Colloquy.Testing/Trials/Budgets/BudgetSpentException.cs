namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a turn is not taken since a <see cref="TestBudget"/> is spent. What it ends is neither passed nor failed: it was not run.</summary>
/// <param name="message">What is spent.</param>
public sealed class BudgetSpentException(string message) : ColloquyException(message);
