namespace Banking;

/// <summary>The exception that is thrown when the bank does not do what was asked for. The message is for the customer.</summary>
/// <param name="message">The reason.</param>
public sealed class BankRefusalException(string message) : Exception(message);
