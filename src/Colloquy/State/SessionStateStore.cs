namespace Colloquy;

/// <summary>The state of a session's current branch, outside any run: each write is a commit of its own.</summary>
internal sealed class SessionStateStore(SessionLog log) : StateStore(Scope.Session, log.StateOptions)
{
    private volatile Measured? _measured;

    protected override SessionKey? Session => log.Key;

    public override async ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(log, record.Head, key, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAllAsync(log, record.Head, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<IReadOnlyList<StateEntry>> ReadChangesAsync(StateVersion since, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await ReadChangesAsync(log, record.Head, since, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken)
    {
        Measured? after = null;
        var receipt = await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var found = await ReadAsync(log, writer.Head, key, cancellationToken).ConfigureAwait(false);
                if (change(found) is not { } body)
                    return false;

                var growth = EnsureValueFits(found, body);
                var before = _measured is { } known && (known.Created, known.Head) == (record.CreatedAt, writer.Head) ? known : null;
                if (growth > 0)
                {
                    before ??= new Measured(record.CreatedAt, writer.Head, (await ReadAllAsync(log, writer.Head, cancellationToken).ConfigureAwait(false)).Sum(StateJson.SizeOf));
                    EnsureTotalFits(key, before.Bytes + growth);
                }

                var entry = writer.Append(body, await log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false));
                after = before is null ? null : before with { Head = entry.Position, Bytes = before.Bytes + growth };
                return true;
            },
            activity: null,
            cancellationToken,
            fresh: true).ConfigureAwait(false);
        if (receipt is not null)
            _measured = after;
        return receipt is not null;
    }

    public static async ValueTask<StateEntry?> ReadAsync(SessionLog log, Position head, string key, CancellationToken cancellationToken)
    {
        var entries = await log.ReadStateAsync(head, key, cancellationToken).ConfigureAwait(false);
        return entries.Count == 0 ? null : ReadChange(log, entries[0])?.Present;
    }

    public static async ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        var entries = await log.ReadStateAsync(head, null, cancellationToken).ConfigureAwait(false);
        return [.. entries.Where(entry => !StateJson.IsReserved(entry.Subject!)).Select(entry => ReadChange(log, entry)?.Present).OfType<StateEntry>()];
    }

    public static async ValueTask<IReadOnlyList<StateEntry>> ReadChangesAsync(SessionLog log, Position head, StateVersion since, CancellationToken cancellationToken)
    {
        var entries = await log.ReadStateAsync(head, null, cancellationToken).ConfigureAwait(false);
        return
        [
            .. entries.Where(entry => entry.Position.Value > since.Value && !StateJson.IsReserved(entry.Subject!))
                .OrderBy(entry => entry.Position).Select(entry => ReadChange(log, entry)).OfType<StateEntry>(),
        ];
    }

    private static StateEntry? ReadChange(SessionLog log, Entry entry)
    {
        var change = StateJson.ReadChange(entry, log.Key);
        if (change?.Damage is CorruptDataException damage && entry.Damage is null)
            ReadingLog.Unreadable(log.Logger, entry.Position, log.Key, damage.Problem);
        return change;
    }

    /// <summary>How large the state was at a head, so that one write after another need not measure it anew.</summary>
    private sealed record Measured(DateTimeOffset Created, Position Head, long Bytes);
}
