using System.ComponentModel;
using System.Globalization;

namespace Colloquy.Testing.Tests.Checks;

/// <summary>A small bank with state: 1,500 on checking and 3,000 on savings.</summary>
internal sealed class Bank
{
    private readonly Dictionary<string, decimal> _balances = new(StringComparer.OrdinalIgnoreCase) { ["checking"] = 1500, ["savings"] = 3000 };
    private int _transactions;

    public static InProcessToolHost NewHost(string name = "bank")
    {
        var bank = new Bank();
        return new InProcessToolHost(name, AIFunctionFactory.Create(bank.GetBalance, "get_balance"), AIFunctionFactory.Create(bank.Transfer, "transfer"), AIFunctionFactory.Create((string account, decimal amount) => bank.Deposit(account, amount), "deposit"), AIFunctionFactory.Create((string account, decimal amount) => bank.Deposit(account, -amount), "withdraw"));
    }

    [Description("Returns the balance of an account.")]
    private object GetBalance(string account) => _balances.TryGetValue(account, out var balance)
        ? new { account, balance, formatted = Format(balance) }
        : new { error = $"There is no account '{account}'." };

    private object Transfer(string from_account, string to_account, decimal amount)
    {
        if (_balances[from_account] < amount)
            throw new InvalidOperationException($"There are only {Format(_balances[from_account])} on {from_account}.");
        _balances[from_account] -= amount;
        _balances[to_account] += amount;
        return new { transaction_id = string.Create(CultureInfo.InvariantCulture, $"TX{++_transactions:0000}"), amount, amount_formatted = Format(amount), new_balance_from = _balances[from_account], new_balance_to = _balances[to_account] };
    }

    private object Deposit(string account, decimal amount) => new { account, amount, new_balance = _balances[account] += amount };

    private static string Format(decimal amount) => amount.ToString("$#,0.00", CultureInfo.InvariantCulture);
}
