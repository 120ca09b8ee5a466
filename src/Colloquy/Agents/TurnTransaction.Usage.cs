namespace Colloquy;

/// <content>What the turn has used and no commit holds.</content>
internal sealed partial class TurnTransaction
{
    private async ValueTask KeepUsageAsync()
    {
        if (_uncommitted.Count == 0)
            return;

        List<UsageRecord> records = [.. _uncommitted.Select(used => used.Unlogged(turnIsKept: Start <= _confirmed))];
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
