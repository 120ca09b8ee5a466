using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Encryption;

/// <summary>Where owners' keys are kept: in the state of owners of a reserved application, one for each, in a store that may be another than that of the conversations.</summary>
internal sealed class OwnerKeyTable(ISessionStore store)
{
    /// <summary>The application that the keys are kept under, which nobody else can use.</summary>
    public const string App = "colloquy.keys";

    private const string Key = "key";
    private const string Run = "run";
    private const int PageSize = 100;

    private static readonly SessionOwner _run = new("rekeying", App);

    private readonly IOwnerState _states = store.GetService<IOwnerState>()
        ?? throw new NotSupportedException($"The store {store.GetType().Name} does not implement {nameof(IOwnerState)}, in which owners' keys are kept. Set {nameof(EncryptionOptions)}.{nameof(EncryptionOptions.KeyStore)} to a store that does.");

    public bool CanList => store.GetService<IOwnerCopy>() is not null;

    /// <summary>Returns whether data belongs to the keys.</summary>
    public static bool IsReserved(SessionOwner owner) => owner.App == App;

    public async ValueTask<(OwnerKeyRecord? Record, StateVersion Version)> FindAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        var slot = await _states.FindAsync(PlaceOf(owner), Key, cancellationToken).ConfigureAwait(false);
        return (slot.Stored is { Removed: false } stored ? OwnerKeyRecord.Read(owner, stored.Value) : null, slot.Version);
    }

    /// <summary>Writes the keys of an owner, if nobody did since they were read.</summary>
    public async ValueTask<bool> TryPutAsync(OwnerKeyRecord record, StateVersion expected, CancellationToken cancellationToken) =>
        await _states.PutAsync(new StatePut { Owner = PlaceOf(record.Owner), Key = Key, Expected = expected, Value = record.Write() }, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Removes the keys of an owner.</summary>
    /// <returns>true when there were any.</returns>
    public async ValueTask<bool> RemoveAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        var place = PlaceOf(owner);
        while (true)
        {
            var slot = await _states.FindAsync(place, Key, cancellationToken).ConfigureAwait(false);
            if (slot.Stored is null)
                return false;
            if (slot.Stored.Removed || await _states.PutAsync(new StatePut { Owner = place, Key = Key, Expected = slot.Version }, cancellationToken).ConfigureAwait(false) is not null)
            {
                // Not even the name stays, where the store can do so.
                if (store.GetService<IOwnerCopy>() is { } copies)
                    await copies.RestoreStateAsync(place, [], cancellationToken).ConfigureAwait(false);
                return !slot.Stored.Removed;
            }
        }
    }

    /// <summary>Lists the keys of all owners. A record that cannot be read is null.</summary>
    public async IAsyncEnumerable<(OwnerKeyRecord? Record, StateVersion Version, string? Problem)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var owners = store.GetService<IOwnerCopy>()
            ?? throw new NotSupportedException($"The store {store.GetType().Name} does not implement {nameof(IOwnerCopy)}, with which owners' keys are listed. Set {nameof(EncryptionOptions)}.{nameof(EncryptionOptions.KeyStore)} to a store that does.");
        for (var after = new MemoryOwner(new SessionOwner(app: App)); ;)
        {
            var page = await owners.ListOwnersAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var place in page)
            {
                if (!IsReserved(place.Owner))
                    yield break;
                if (place.AgentName is null && await ReadAsync(place.Owner, cancellationToken).ConfigureAwait(false) is { } found)
                    yield return found;
            }

            if (page.Count < PageSize)
                yield break;
            after = page[^1];
        }
    }

    private async ValueTask<(OwnerKeyRecord? Record, StateVersion Version, string? Problem)?> ReadAsync(SessionOwner place, CancellationToken cancellationToken)
    {
        var slot = await _states.FindAsync(place, Key, cancellationToken).ConfigureAwait(false);
        if (slot.Stored is not { Removed: false } stored)
            return null;

        try
        {
            return (OwnerKeyRecord.Read(owner: null, stored.Value), slot.Version, null);
        }
        catch (EncryptionKeyException problem)
        {
            return (null, slot.Version, $"The record of keys '{place.User}' cannot be read. {problem.Message}");
        }
    }

    /// <summary>Returns the id of the re-keying of the whole store that is not finished, and begins one where there is none.</summary>
    public async ValueTask<string> BeginRunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var slot = await _states.FindAsync(_run, Run, cancellationToken).ConfigureAwait(false);
            if (slot.Stored is { Removed: false } stored)
                return Encoding.UTF8.GetString(stored.Value.Span).Trim('"');

            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            if (await _states.PutAsync(new StatePut { Owner = _run, Key = Run, Expected = slot.Version, Value = Encoding.UTF8.GetBytes($"\"{id}\"") }, cancellationToken).ConfigureAwait(false) is not null)
                return id;
        }
    }

    /// <summary>Ends the re-keying of the whole store, if it is still the one.</summary>
    public async ValueTask EndRunAsync(string id, CancellationToken cancellationToken)
    {
        var slot = await _states.FindAsync(_run, Run, cancellationToken).ConfigureAwait(false);
        if (slot.Stored is { Removed: false } stored && Encoding.UTF8.GetString(stored.Value.Span).Trim('"') == id)
            await _states.PutAsync(new StatePut { Owner = _run, Key = Run, Expected = slot.Version }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The owner under which the keys of an owner are kept. Names can be longer together than one may be, so that their hash stands for them.</summary>
    private static SessionOwner PlaceOf(SessionOwner owner) => new(Digest.Of(Encoding.UTF8.GetBytes($"{owner.App}\n{owner.User}")).ToString(), App);
}
