using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Banking;

/// <summary>Provides the tools of a bank. The server offers them over MCP; a test can also call them in its own process.</summary>
public static class BankTools
{
    private const string Names = "checking or savings";

    private static readonly JsonSerializerOptions s_json = new(AIJsonUtilities.DefaultOptions) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = false };

    /// <summary>Creates the tools of a bank.</summary>
    /// <param name="bank">The bank.</param>
    public static IReadOnlyList<AIFunction> Create(Bank bank) =>
    [
        Create("get_balance", "Returns the balance of one account.", ([Description(Names)] string account) => bank.GetBalance(account)),
        Create("get_all_balances", "Returns the balances of all accounts, and their total.", bank.GetAllBalances),
        Create("transfer", "Moves money from one account to the other.", ([Description(Names)] string from_account, [Description(Names)] string to_account, decimal amount) => bank.Transfer(from_account, to_account, amount)),
        Create("deposit", "Pays money into an account.", ([Description(Names)] string account, decimal amount) => bank.Deposit(account, amount)),
        Create("withdraw", "Pays money out of an account.", ([Description(Names)] string account, decimal amount) => bank.Withdraw(account, amount)),
        Create("get_transactions", "Returns the transactions of an account, or of all, newest first.", ([Description(Names)] string? account = null, int limit = 10) => bank.GetTransactions(account, limit)),
    ];

    private static AIFunction Create(string name, string description, Delegate method) =>
        AIFunctionFactory.Create(method, new AIFunctionFactoryOptions { Name = name, Description = description, SerializerOptions = s_json });
}
