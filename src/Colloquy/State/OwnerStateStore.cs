namespace Colloquy;

/// <summary>The state of a user or an app, outside any run: each write goes to the store at once.</summary>
internal class OwnerStateStore(IOwnerState port, SessionOwner owner, StateOptions options) : StateStore(owner.User is null ? Scope.App : Scope.User, options)
{
    protected override SessionOwner? Owner => owner;

    public override async ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken) =>
        Read(await port.FindAsync(owner, key, cancellationToken).ConfigureAwait(false));

    public override async ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var stored = await port.ListAsync(owner, cancellationToken).ConfigureAwait(false);
        return [.. stored.Where(found => !StateJson.IsReserved(found.Key)).Select(found => ReadChange(found).Present).OfType<StateEntry>()];
    }

    public override async ValueTask<IReadOnlyList<StateEntry>> ReadChangesAsync(StateVersion since, CancellationToken cancellationToken)
    {
        var stored = await port.ReadChangesAsync(owner, since, cancellationToken).ConfigureAwait(false);
        return [.. stored.Where(found => !StateJson.IsReserved(found.Key)).Select(ReadChange)];
    }

    /// <remarks>By owner, not by key: what a run writes names the newest version of all keys.</remarks>
    public override ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken) => StoreTraffic.Of(port).StateWriters.RunAsync(
        owner,
        (Area: this, key, change, cancellationToken),
        static (ask, _) => ask.Area.WriteInTurnAsync(ask.key, ask.change, ask.cancellationToken),
        cancellationToken);

    private async ValueTask<bool> WriteInTurnAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var slot = await port.FindAsync(owner, key, cancellationToken).ConfigureAwait(false);
            var found = Read(slot);
            if (change(found) is not { } body)
                return false;

            if (EnsureValueFits(found, body) is > 0 and var growth)
                EnsureTotalFits(key, growth + (await ReadAllAsync(cancellationToken).ConfigureAwait(false)).Sum(StateJson.SizeOf));

            var put = new StatePut { Owner = owner, Key = key, Expected = slot.Version, Value = StateJson.ToUtf8(body) };
            if (await TryPutAsync(put, body, slot, cancellationToken).ConfigureAwait(false))
                return true;
        }
    }

    /// <summary>Makes a write; false when another was quicker.</summary>
    protected virtual async ValueTask<bool> TryPutAsync(StatePut put, StateBody body, StateSlot slot, CancellationToken cancellationToken)
    {
        if (await port.PutAsync(put, cancellationToken).ConfigureAwait(false) is null)
            return false;
        if (body.IsReplaced)
            WriterLog.StateReplaced(Logger, body.Key, Scope, owner);
        return true;
    }

    private StateEntry? Read(StateSlot slot) => slot.Stored is { } stored ? ReadChange(stored).Present : null;

    private StateEntry ReadChange(StoredState stored)
    {
        var change = StateJson.ReadChange(stored, owner);
        if (change.Damage is { } damage)
            ReadingLog.StateUnreadable(Logger, damage, stored.Key, owner);
        return change;
    }
}
