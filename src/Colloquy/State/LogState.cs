namespace Colloquy;

/// <summary>The state of a session's current branch, outside any run: each write is a commit of its own.</summary>
internal sealed class LogState(SessionLog log) : SessionState
{
    internal override async ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(key, record.Head, cancellationToken).ConfigureAwait(false);
    }

    internal override async ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAllAsync(log, record.Head, cancellationToken).ConfigureAwait(false);
    }

    internal override async ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken)
    {
        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var receipt = await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var found = await ReadAsync(key, writer.Head, cancellationToken).ConfigureAwait(false);
                if (change(found) is not { } body)
                    return false;

                writer.Append(body, await log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false));
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
        return receipt is not null;
    }

    public static async ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        var entries = await log.Store.ReadStateAsync(log.Key, head, null, cancellationToken).ConfigureAwait(false);
        return [.. entries.Where(entry => !StateJson.IsReserved(entry.Subject!)).Select(entry => StateJson.Read(entry, log.Key)).OfType<StateEntry>()];
    }

    private async ValueTask<StateEntry?> ReadAsync(string key, Position head, CancellationToken cancellationToken)
    {
        var entries = await log.Store.ReadStateAsync(log.Key, head, key, cancellationToken).ConfigureAwait(false);
        return entries.Count == 0 ? null : StateJson.Read(entries[0], log.Key);
    }
}
