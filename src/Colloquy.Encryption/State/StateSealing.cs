using System.Buffers.Binary;
using System.Text;

namespace Colloquy.Encryption;

/// <summary>Encrypts and decrypts the values in the state of users and applications.</summary>
internal sealed class StateSealing(OwnerKeyVault owners)
{
    /// <summary>Encrypts a value for the version that its write makes. A removal has none.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> SealAsync(SessionOwner owner, string key, StateVersion version, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (value.IsEmpty)
            return value;

        using var keys = await owners.UseAsync(owner, isFresh: false, cancellationToken).ConfigureAwait(false);
        return Seal(owner, key, version, value, keys.Newest);
    }

    /// <summary>Encrypts a value under a given key.</summary>
    public static ReadOnlyMemory<byte> Seal(SessionOwner owner, string key, StateVersion version, ReadOnlyMemory<byte> value, OwnerKey ownerKey)
    {
        var envelope = new byte[Envelope.Overhead + value.Length];
        value.Span.CopyTo(Envelope.ContentOf(envelope));
        using var cipher = ownerKey.Cipher(Purpose.State);
        Envelope.Seal(cipher, ownerKey.Id, PlaceOf(owner, key, version), envelope);
        return envelope;
    }

    /// <summary>Decrypts a value. One that cannot be decrypted does not keep others from it.</summary>
    public async ValueTask<StoredState> OpenAsync(SessionOwner owner, StoredState stored, CancellationToken cancellationToken)
    {
        if (stored.Value.IsEmpty)
            return stored;
        if (Envelope.Inspect(stored.Value.Span, out var id) is { } problem)
            return Unreadable(stored, problem);

        using var keys = await owners.FindAsync(owner, id, cancellationToken).ConfigureAwait(false);
        if (keys?.Find(id) is not { } key)
            return Unreadable(stored, $"is encrypted with the key {SecretKey.Show(id)}, which {owner} does not have: it was destroyed, or is kept in another store");

        var value = new byte[stored.Value.Length - Envelope.Overhead];
        using var cipher = key.Cipher(Purpose.State);
        return Envelope.TryOpen(cipher, PlaceOf(owner, stored.Key, stored.Version), stored.Value.Span, value)
            ? stored with { Value = value }
            : Unreadable(stored, "was changed, or belongs to another key, version or owner");
    }

    private static StoredState Unreadable(StoredState stored, string problem) => stored with { Value = default, Unreadable = problem };

    private static Place PlaceOf(SessionOwner owner, string key, StateVersion version)
    {
        Span<byte> where = stackalloc byte[sizeof(long) + Encoding.UTF8.GetByteCount(key)];
        BinaryPrimitives.WriteInt64BigEndian(where, version.Value);
        Encoding.UTF8.GetBytes(key, where[sizeof(long)..]);
        return new Place(Purpose.State, Place.ScopeOf(owner), Digest.Of(where));
    }
}
