namespace Colloquy;

/// <summary>The state of the user or the app within a run: each write is committed at once, with the entry that records it.</summary>
internal sealed class RunOwnerStateStore(SessionLog log, Scope scope, TurnTransaction transaction)
    : OwnerStateStore(ScopeResolver.PortOf(log.Store, scope), ScopeResolver.OwnerOf(log.Key, scope), log.StateOptions)
{
    protected override ValueTask<bool> TryPutAsync(StatePut put, StateBody body, StateSlot slot, CancellationToken cancellationToken)
    {
        var version = slot.Newest.Next;
        var entry = new ScopedStateBody(body.Key) { Scope = Scope, Version = version, Value = body.Value, Removed = body.Removed, IsReplaced = body.IsReplaced };
        return transaction.PutAsync(entry, put with { Version = version }, cancellationToken);
    }
}
