using System.Collections.Concurrent;
using System.Text.Json;

namespace Colloquy;

/// <summary>Keeps the pseudonyms of a store's owners: with the state of each owner its pseudonym, and with the state of each pseudonym its owner.</summary>
internal sealed class PseudonymTable(ISessionStore store, TimeProvider time)
{
    /// <summary>How long a pseudonym is used without a look at the store, where another process may have erased it.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private const int MostKnown = 10_000;

    private readonly ConcurrentDictionary<SessionOwner, (Pseudonym Pseudonym, long At)> _known = new();
    private readonly IOwnerState _states = RequiredPort.OwnerState(store, Scope.User);

    /// <summary>Returns the pseudonym of an owner, and gives it one when it has none.</summary>
    public ValueTask<Pseudonym> GetAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        return _known.TryGetValue(owner, out var known) && time.GetElapsedTime(known.At) < Remembered ? new(known.Pseudonym) : FindOrMakeAsync();

        async ValueTask<Pseudonym> FindOrMakeAsync()
        {
            while (true)
            {
                var slot = await _states.FindAsync(owner, AuditNames.StateKey, cancellationToken).ConfigureAwait(false);
                if (Read(slot.Stored, owner) is { } found)
                {
                    // Whoever made it may have died before its owner was noted.
                    await NoteAsync(found, owner, cancellationToken).ConfigureAwait(false);
                    if ((await FindAsync(owner, cancellationToken).ConfigureAwait(false))?.Name != found.Name)
                    {
                        // The owner was erased meanwhile, and would not be by what was noted now.
                        await EraseAsync(found, cancellationToken).ConfigureAwait(false);
                        continue;
                    }

                    if (_known.Count >= MostKnown)
                        _known.Clear();
                    _known[owner] = (found, time.GetTimestamp());
                    return found;
                }

                var value = JsonSerializer.SerializeToUtf8Bytes(Pseudonym.Create(), PseudonymJsonContext.Default.Pseudonym);
                await _states.PutAsync(new StatePut { Owner = owner, Key = AuditNames.StateKey, Expected = slot.Version, Value = value }, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Returns the pseudonym of an owner; null when it has none.</summary>
    public async ValueTask<Pseudonym?> FindAsync(SessionOwner owner, CancellationToken cancellationToken) =>
        Read((await _states.FindAsync(owner, AuditNames.StateKey, cancellationToken).ConfigureAwait(false)).Stored, owner);

    /// <summary>Returns who a pseudonym is; null when there is none of the name, or when its owner was erased.</summary>
    public async ValueTask<SessionOwner?> FindOwnerAsync(string name, CancellationToken cancellationToken)
    {
        var stored = (await _states.FindAsync(AuditNames.Pseudonym(name), AuditNames.StateKey, cancellationToken).ConfigureAwait(false)).Stored;
        return stored is { Removed: false, Unreadable: null } && JsonSerializer.Deserialize(stored.Value.Span, PseudonymJsonContext.Default.PseudonymOwner) is { } owner
            ? new SessionOwner(owner.User, owner.App)
            : null;
    }

    /// <summary>Forgets what this process knows of an owner.</summary>
    public void Forget(SessionOwner owner) => _known.TryRemove(owner, out _);

    /// <summary>Removes who a pseudonym is, and its encryption key. What is kept with the owner's state is left to the caller, who removes it last: by it the rest is found again.</summary>
    public async ValueTask EraseAsync(Pseudonym pseudonym, CancellationToken cancellationToken)
    {
        var owner = AuditNames.Pseudonym(pseudonym.Name);
        await RequiredPort.OwnerCopy(store).RestoreStateAsync(owner, [], cancellationToken).ConfigureAwait(false);
        if (store.GetService<IOwnerKeys>() is { } keys)
            await keys.DestroyOwnerKeyAsync(owner, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask NoteAsync(Pseudonym pseudonym, SessionOwner owner, CancellationToken cancellationToken)
    {
        var noted = AuditNames.Pseudonym(pseudonym.Name);
        var slot = await _states.FindAsync(noted, AuditNames.StateKey, cancellationToken).ConfigureAwait(false);
        if (slot.Stored is not null)
            return;

        var value = JsonSerializer.SerializeToUtf8Bytes(new PseudonymOwner(owner.App, owner.User), PseudonymJsonContext.Default.PseudonymOwner);
        await _states.PutAsync(new StatePut { Owner = noted, Key = AuditNames.StateKey, Expected = slot.Version, Value = value }, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="StoreException">The pseudonym is damaged. To make another would tear the owner's audit in two.</exception>
    private static Pseudonym? Read(StoredState? stored, SessionOwner owner)
    {
        if (stored is null or { Removed: true })
            return null;

        try
        {
            if (stored.Unreadable is null && JsonSerializer.Deserialize(stored.Value.Span, PseudonymJsonContext.Default.Pseudonym) is { Name.Length: > 0, Key.Length: > 0 } found)
                return found;
        }
        catch (JsonException)
        {
        }

        throw StoreException.Corrupt($"{owner}", $"the state key '{AuditNames.StateKey}', which has the pseudonym of the owner in the audit, {stored.Unreadable ?? "has no pseudonym"}", "Restore the key from a backup. Without it, what is done with the owner's sessions cannot be recorded, and is refused.");
    }
}
