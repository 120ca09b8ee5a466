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
                return await UseAsync(record.Key, stored, cancellationToken).ConfigureAwait(false);

            var made = await CreateAsync(record.Key, cancellationToken).ConfigureAwait(false);
            if (await store.SetDetailsAsync(record.Key, Describe(made.Stored), cancellationToken).ConfigureAwait(false) is not null)
            {
                cache.Keep(record.Key, made);
                return made;
            }

            made.Dispose();
            record = await store.GetAsync(record.Key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(record.Key);
        }
    }

    /// <summary>Returns keys whose stored form is known, in use.</summary>
    public async ValueTask<DataKeys> UseAsync(SessionKey session, StoredDataKeys stored, CancellationToken cancellationToken)
    {
        if (cache.Use(session) is { } known)
        {
            if (known.Stored.Text == stored.Text)
                return known;
            known.Dispose();
        }

        var keys = new DataKeys(session, stored, await UnwrapAsync(session, stored, cancellationToken).ConfigureAwait(false));
        cache.Keep(session, keys);
        return keys;
    }

    /// <summary>Makes the first key of a session that is not stored yet. It is in use.</summary>
    public async ValueTask<DataKeys> CreateAsync(SessionKey session, CancellationToken cancellationToken)
    {
        using var owner = await owners.UseAsync(session.Owner, isFresh: true, cancellationToken).ConfigureAwait(false);
        var secret = SecretKey.Create();
        var keys = new DataKeys(session, StoredDataKeys.Of(1, [Wrap(owner.Newest, session, secret)]), [new DataKey(secret)]);
        secret.Clear();
        return keys;
    }

    /// <summary>Checks, after the first commit of a session, that it was not deleted and made again in between, and adds the key that the commit used where it was: its entries could not be read otherwise.</summary>
    public async ValueTask EnsureKnownAsync(DataKeys used, CancellationToken cancellationToken)
    {
        while (await store.GetAsync(used.Session, cancellationToken).ConfigureAwait(false) is { } record)
        {
            if (StoredDataKeys.Of(record) is not { } stored)
                return;

            using var keys = await UseAsync(used.Session, stored, cancellationToken).ConfigureAwait(false);
            if (keys.Find(used.Newest.Id) is not null)
                return;

            var both = StoredDataKeys.Of(stored.Writes + 1, [.. stored.Keys, used.Stored.Keys[0]]);
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

            var bytes = new byte[envelope.Length - Envelope.Overhead];
            using var cipher = key.Wrapping();
            if (!Envelope.TryOpen(cipher, PlaceOf(session), envelope, bytes) || bytes.Length != SecretKey.Size)
                throw EncryptionKeyException.DataKeyChanged(session, id, $"does not open with the key {SecretKey.Show(id)} of {session.Owner}: it was changed, or belongs to another session");
            keys.Add(new DataKey(new SecretKey(bytes)));
            CryptographicOperations.ZeroMemory(bytes);
        }

        return keys;
    }

    private static Place PlaceOf(SessionKey session) => new(Purpose.DataKey, EntryHash.Seed(session), default);
}
