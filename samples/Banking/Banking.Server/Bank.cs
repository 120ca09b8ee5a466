namespace Banking;

/// <summary>Represents the accounts of one customer, in memory. Safe for concurrent calls.</summary>
/// <param name="time">The clock of the transactions.</param>
public sealed class Bank(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, decimal> _balances = new(StringComparer.OrdinalIgnoreCase) { ["checking"] = 1500.00m, ["savings"] = 3000.00m };
    private readonly List<Transaction> _transactions = [];

    /// <summary>Returns the balance of an account.</summary>
    /// <param name="account">The name of the account, in any case.</param>
    public AccountBalance GetBalance(string account)
    {
        lock (_lock)
        {
            var name = Find(account);
            return new AccountBalance(name, _balances[name], Money.Format(_balances[name]));
        }
    }

    /// <summary>Returns the balances of all accounts, and their total.</summary>
    public AllBalances GetAllBalances()
    {
        lock (_lock)
        {
            var total = _balances.Values.Sum();
            return new AllBalances(_balances.ToDictionary(entry => entry.Key, entry => new Balance(entry.Value, Money.Format(entry.Value))), total, Money.Format(total));
        }
    }

    /// <summary>Moves money from one account to another.</summary>
    /// <param name="fromAccount">The account that pays.</param>
    /// <param name="toAccount">The account that receives.</param>
    /// <param name="amount">The amount; more than 0.</param>
    public TransferReceipt Transfer(string fromAccount, string toAccount, decimal amount)
    {
        lock (_lock)
        {
            var (from, to) = (Find(fromAccount), Find(toAccount));
            if (from == to)
                throw new BankRefusalException($"'{from}' cannot pay itself. Name two accounts.");

            Take(from, amount, "transfer");
            _balances[to] += amount;
            var transaction = Note("transfer", from, to, amount, $"Transfer from {from} to {to}");
            return new TransferReceipt(transaction.Id, transaction.Type, from, to, amount, transaction.AmountFormatted, _balances[from], _balances[to], $"{transaction.AmountFormatted} went from {from} to {to}.");
        }
    }

    /// <summary>Pays money into an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="amount">The amount; more than 0.</param>
    public Receipt Deposit(string account, decimal amount)
    {
        lock (_lock)
        {
            var name = Find(account);
            Check(amount);
            _balances[name] += amount;
            var transaction = Note("deposit", null, name, amount, $"Deposit to {name}");
            return new Receipt(transaction.Id, transaction.Type, name, amount, transaction.AmountFormatted, _balances[name], $"{transaction.AmountFormatted} was paid into {name}.");
        }
    }

    /// <summary>Pays money out of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="amount">The amount; more than 0.</param>
    public Receipt Withdraw(string account, decimal amount)
    {
        lock (_lock)
        {
            var name = Find(account);
            Take(name, amount, "withdrawal");
            var transaction = Note("withdrawal", name, null, amount, $"Withdrawal from {name}");
            return new Receipt(transaction.Id, transaction.Type, name, amount, transaction.AmountFormatted, _balances[name], $"{transaction.AmountFormatted} was paid out of {name}.");
        }
    }

    /// <summary>Returns transactions, newest first.</summary>
    /// <param name="account">The account that paid or received; null for all.</param>
    /// <param name="limit">The most transactions to return.</param>
    public TransactionList GetTransactions(string? account = null, int limit = 10)
    {
        lock (_lock)
        {
            var name = account is null ? null : Find(account);
            List<Transaction> found = [.. _transactions.AsEnumerable().Reverse().Where(transaction => name is null || transaction.FromAccount == name || transaction.ToAccount == name).Take(limit)];
            return new TransactionList(found, found.Count);
        }
    }

    private string Find(string account) => _balances.Keys.FirstOrDefault(name => string.Equals(name, account.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new BankRefusalException($"There is no account '{account}'. The accounts are {string.Join(" and ", _balances.Keys)}.");

    private void Take(string account, decimal amount, string what)
    {
        Check(amount);
        if (_balances[account] < amount)
            throw new BankRefusalException($"'{account}' has {Money.Format(_balances[account])}, and the {what} needs {Money.Format(amount)}.");

        _balances[account] -= amount;
    }

    private static void Check(decimal amount)
    {
        if (amount <= 0)
            throw new BankRefusalException($"An amount is more than {Money.Format(0)}; {Money.Format(amount)} is not.");
    }

    private Transaction Note(string type, string? from, string? to, decimal amount, string description)
    {
        var transaction = new Transaction($"TX{_transactions.Count + 1:0000}", time.GetUtcNow(), type, from, to, amount, Money.Format(amount), description);
        _transactions.Add(transaction);
        return transaction;
    }
}
