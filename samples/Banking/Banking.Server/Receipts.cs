using System.Text.Json.Serialization;

namespace Banking;

/// <summary>Represents an amount of money, and how people write it.</summary>
public sealed record Balance([property: JsonPropertyName("balance")] decimal Amount, string Formatted);

/// <summary>Represents the balance of one account.</summary>
public sealed record AccountBalance(string Account, decimal Balance, string Formatted);

/// <summary>Represents the balances of all accounts, by their names.</summary>
public sealed record AllBalances(IReadOnlyDictionary<string, Balance> Accounts, decimal Total, string TotalFormatted);

/// <summary>Represents a transfer that was made.</summary>
public sealed record TransferReceipt(string TransactionId, string Type, string FromAccount, string ToAccount, decimal Amount, string AmountFormatted, decimal NewBalanceFrom, decimal NewBalanceTo, string Message);

/// <summary>Represents a deposit or a withdrawal that was made.</summary>
public sealed record Receipt(string TransactionId, string Type, string Account, decimal Amount, string AmountFormatted, decimal NewBalance, string Message);

/// <summary>Represents a transaction of the past.</summary>
public sealed record Transaction(string Id, DateTimeOffset Timestamp, string Type, string? FromAccount, string? ToAccount, decimal Amount, string AmountFormatted, string Description);

/// <summary>Represents transactions, newest first.</summary>
public sealed record TransactionList(IReadOnlyList<Transaction> Transactions, int Count);
