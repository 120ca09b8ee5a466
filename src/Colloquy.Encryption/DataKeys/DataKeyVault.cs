using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Makes and finds the keys of sessions.</summary>
internal sealed class DataKeyVault(ISessionStore store, OwnerKeyVault owners, SecretCache<SessionKey, DataKeys> cache)
{
    /// <summary>Returns the keys of a session, in use.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isFresh">Whether keys that are remembered are compared with the stored ones.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">There is no such session.</exception>
    public async ValueTask<DataKeys> UseAsync(SessionKey session, bool isFresh, CancellationToken cancellationToken)
    {
        if (!isFresh && cache.Use(session) is { } known)
            return known;

        var record = await store.GetAsync(session, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(session);
        return await UseAsync(record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the keys of a session whose stored record is known, in use, and makes the first one.</summary>
    public async ValueTask<DataKeys> UseAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (StoredDataKeys.Of(record) is { } stored)
                return await UseAsync(record.Key, stored, record.Details.Version, cancellationToken).ConfigureAwait(false);

            var made = await CreateAsync(record.Key, cancellationToken).ConfigureAwait(false);
            if (await store.SetDetailsAsync(record.Key, Describe(made.Stored), cancellationToken).ConfigureAwait(false) is { } described)
            {
                made.SeenAt(described.Version);
                cache.Keep(record.Key, made);
                return made;
            }

            made.Dispose();
            record = await store.GetAsync(record.Key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(record.Key);
        }
    }

    /// <summary>Returns keys whose stored form is known, in use.</summary>
    /// <param name="session">The session.</param>
    /// <param name="stored">The stored form.</param>
    /// <param name="version">The version of title and metadata with which it is stored.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<DataKeys> UseAsync(SessionKey session, StoredDataKeys stored, long version, CancellationToken cancellationToken)
    {
        if (cache.Use(session) is { } known)
        {
            if (known.Stored.Text == stored.Text)
            {
                known.SeenAt(version);
                return known;
            }

            known.Dispose();
        }

        var keys = new DataKeys(session, stored, await UnwrapAsync(session, stored, cancellationToken).ConfigureAwait(false));
        keys.SeenAt(version);
        cache.Keep(session, keys);
        return keys;
    }

    /// <summary>Makes the first key of a session that is not stored yet. It is in use.</summary>
    public async ValueTask<DataKeys> CreateAsync(SessionKey session, CancellationToken cancellationToken)
    {
        using var owner = await owners.UseAsync(session.Owner, isFresh: true, cancellationToken).ConfigureAwait(false);
        return Create(session, owner);
    }

    /// <summary>Makes the first key of a session under a given owner's key.</summary>
    public static DataKeys Create(SessionKey session, OwnerKeys owner)
    {
        var secret = SecretKey.Create();
        var keys = new DataKeys(session, StoredDataKeys.Of(1, [Wrap(owner.Newest, session, secret)]), [new DataKey(secret)]);
        secret.Clear();
        return keys;
    }

    /// <summary>Checks, after a session was restored, that its owner was not given another key in between, and puts the session's key under that one where it was.</summary>
    /// <param name="restored">The record that was restored.</param>
    /// <param name="owner">The keys of the owner from before.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record as it is stored now.</returns>
    public async ValueTask<SessionRecord> EnsureUnderNewestAsync(SessionRecord restored, OwnerKeys owner, CancellationToken cancellationToken)
    {
        var session = restored.Key;
        using var now = await owners.UseAsync(session.Owner, isFresh: true, cancellationToken).ConfigureAwait(false);
        for (var record = restored; ; record = await store.GetAsync(session, cancellationToken).ConfigureAwait(false) ?? restored)
        {
            if (StoredDataKeys.Of(record) is not { Keys: [var only] } stored || stored.IsUnder(now.Newest.Id))
                return record;

            var bytes = new byte[SecretKey.Size];
            Envelope.Inspect(only, out var id);
            if (owner.Find(id) is not { } key || !TryUnwrap(key, session, only, bytes))
                return record;

            var moved = StoredDataKeys.Of(stored.Writes + 1, [Wrap(now.Newest, session, new SecretKey(bytes))], stored.HasPruned);
            CryptographicOperations.ZeroMemory(bytes);
            var details = record.Details with { Metadata = new Dictionary<string, string>(record.Details.Metadata) { [StoredDataKeys.Name] = moved.Text } };
            if (await store.SetDetailsAsync(session, details, cancellationToken).ConfigureAwait(false) is { } described)
                return record with { Details = described };
        }
    }

    /// <summary>Makes a new key of a session, before those that it has. It is not stored yet, and in use.</summary>
    public async ValueTask<DataKeys> RenewAsync(OwnerKey owner, SessionKey session, StoredDataKeys stored, CancellationToken cancellationToken)
    {
        var older = await UnwrapAsync(session, stored, cancellationToken).ConfigureAwait(false);
        var secret = SecretKey.Create();

        // Ids have 32 bits, and must tell the keys of a session apart.
        while (older.Exists(key => key.Id == secret.Id))
            secret = SecretKey.Create();
        var keys = new DataKeys(session, StoredDataKeys.Of(stored.Writes + 1, [Wrap(owner, session, secret), .. stored.Keys], stored.HasPruned), [new DataKey(secret), .. older]);
        secret.Clear();
        return keys;
    }

    /// <summary>Returns the newest key of a session alone. It is not stored yet, and in use.</summary>
    public async ValueTask<DataKeys> WithoutOlderAsync(SessionKey session, StoredDataKeys stored, CancellationToken cancellationToken)
    {
        var newest = StoredDataKeys.Of(stored.Writes + 1, [stored.Keys[0]], stored.HasPruned);
        return new DataKeys(session, newest, await UnwrapAsync(session, newest, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Checks, after the first commit of a session, that it was not deleted and made again in between, and adds the key that the commit used where it was: its entries could not be read otherwise.</summary>
    public async ValueTask EnsureKnownAsync(DataKeys used, CancellationToken cancellationToken)
    {
        while (await store.GetAsync(used.Session, cancellationToken).ConfigureAwait(false) is { } record)
        {
            if (StoredDataKeys.Of(record) is not { } stored)
                return;

            using var keys = await UseAsync(used.Session, stored, record.Details.Version, cancellationToken).ConfigureAwait(false);
            if (keys.Find(used.Newest.Id) is not null)
                return;

            var both = StoredDataKeys.Of(stored.Writes + 1, [.. stored.Keys, used.Stored.Keys[0]], stored.HasPruned);
            var details = record.Details with { Metadata = new Dictionary<string, string>(record.Details.Metadata) { [StoredDataKeys.Name] = both.Text } };
            if (await store.SetDetailsAsync(used.Session, details, cancellationToken).ConfigureAwait(false) is not null)
                return;
        }
    }

    public void Forget(SessionKey session) => cache.Forget(session);

    public void Forget(SessionOwner owner) => cache.ForgetWhere(session => session.Owner == owner);

    private static SessionDetails Describe(StoredDataKeys stored) => new() { Metadata = new Dictionary<string, string> { [StoredDataKeys.Name] = stored.Text } };

    private static byte[] Wrap(OwnerKey owner, SessionKey session, SecretKey secret)
    {
        var envelope = new byte[Envelope.Overhead + SecretKey.Size];
        secret.Bytes.Span.CopyTo(Envelope.ContentOf(envelope));
        using var cipher = owner.Wrapping();
        Envelope.Seal(cipher, owner.Id, PlaceOf(session), envelope);
        return envelope;
    }

    private async ValueTask<List<DataKey>> UnwrapAsync(SessionKey session, StoredDataKeys stored, CancellationToken cancellationToken)
    {
        List<DataKey> keys = [];
        foreach (var envelope in stored.Keys)
        {
            if (Envelope.Inspect(envelope, out var id) is { } problem)
                throw EncryptionKeyException.DataKeyChanged(session, 0, problem);
            using var owner = await owners.FindAsync(session.Owner, id, cancellationToken).ConfigureAwait(false);
            if (owner?.Find(id) is not { } key)
                throw EncryptionKeyException.Gone(session.Owner, session, id);

            var bytes = new byte[SecretKey.Size];
            if (!TryUnwrap(key, session, envelope, bytes))
                throw EncryptionKeyException.DataKeyChanged(session, id, $"does not open with the key {SecretKey.Show(id)} of {session.Owner}: it was changed, or belongs to another session");
            keys.Add(new DataKey(new SecretKey(bytes)));
            CryptographicOperations.ZeroMemory(bytes);
        }

        return keys;
    }

    private static bool TryUnwrap(OwnerKey owner, SessionKey session, byte[] envelope, byte[] bytes)
    {
        using var cipher = owner.Wrapping();
        return envelope.Length == Envelope.Overhead + SecretKey.Size && Envelope.TryOpen(cipher, PlaceOf(session), envelope, bytes);
    }

    private static Place PlaceOf(SessionKey session) => new(Purpose.DataKey, EntryHash.Seed(session), default);
}
