namespace Colloquy;

/// <summary>What the model calls of a run used that no commit holds yet. It is spent, whatever becomes of the commit.</summary>
internal sealed class UncommittedUsage
{
    private volatile UsageRecord[] _records = [];

    /// <summary>The records, in the order of their calls. The list does not change while it is read.</summary>
    public IReadOnlyList<UsageRecord> Records => _records;

    public void Add(UsageRecord record) => _records = [.. _records, record];

    public void Clear() => _records = [];

    /// <summary>Drops what a commit holds.</summary>
    public void WasCommitted(Position last)
    {
        if (_records.Length > 0)
            _records = _records[^1].Position <= last ? [] : [.. _records.Where(record => record.Position > last)];
    }

    /// <summary>Records what no commit holds beside the log, where the store can, and else logs it.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="confirmed">The last position that is known to be written: a turn that starts behind it is in no log.</param>
    public async ValueTask RescueAsync(SessionLog log, Position confirmed)
    {
        if (_records.Length == 0)
            return;

        List<UsageRecord> records = [.. _records.Select(used => used.Unlogged(turnIsKept: used.TurnStart <= confirmed))];
        Exception? failure = null;
        try
        {
            if (log.Store.GetService<IUsageLedger>() is { } ledger)
            {
                await ledger.RecordAsync(log.Key, records, CancellationToken.None).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        foreach (var used in records)
            AgentLog.UsageNotKept(log.Logger, failure, used.Call, log.Key, used.InputTokens, used.OutputTokens, used.Model ?? "?");
    }
}
