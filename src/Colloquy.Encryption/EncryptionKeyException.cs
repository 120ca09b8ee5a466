namespace Colloquy.Encryption;

/// <summary>The exception that is thrown when the key that data needs is not at hand. Nothing was changed and nothing is lost: the same call succeeds with the key.</summary>
public sealed class EncryptionKeyException : ColloquyException
{
    private EncryptionKeyException(EncryptionKeyProblem problem, string keyId, string message, Exception? inner = null)
        : base(message, inner) => (Problem, KeyId) = (problem, keyId);

    /// <summary>Gets the reason.</summary>
    public EncryptionKeyProblem Problem { get; }

    /// <summary>Gets the id of the key that is needed; empty for data that is not encrypted.</summary>
    public string KeyId { get; }

    /// <summary>Gets the session; null for other data.</summary>
    public SessionKey? Key { get; private init; }

    /// <summary>Gets the owner of the data; null when a ring was asked.</summary>
    public SessionOwner? Owner { get; private init; }

    /// <summary>Creates the exception for a key that is not in a ring.</summary>
    /// <param name="keyId">The id of the key.</param>
    /// <param name="ids">The ids of the keys that the ring has.</param>
    public static EncryptionKeyException NotInRing(string keyId, IReadOnlyList<string> ids) => new(
        EncryptionKeyProblem.NotInRing,
        keyId,
        $"The key '{keyId}' is needed, and the ring does not have it. It has {string.Join(", ", (ids ?? throw new ArgumentNullException(nameof(ids))).Select(id => $"'{id}'"))}. Add the key to the ring; a newer key of the ring encrypts what is new.");

    /// <summary>Creates the exception for a ring with another key under the same id.</summary>
    /// <param name="keyId">The id of the key.</param>
    public static EncryptionKeyException OtherUnderId(string keyId) => new(
        EncryptionKeyProblem.DoesNotOpen,
        keyId,
        $"The key '{keyId}' of the ring is not the key '{keyId}' that encrypted the data, or what is stored was changed. Use the ring with which the store was made.");

    internal static EncryptionKeyException NotUnprotected(string keyId, Exception inner) => new(
        EncryptionKeyProblem.NotInRing,
        keyId,
        $"The key '{keyId}' of ASP.NET Core Data Protection is needed, and the provider cannot decrypt with it: {inner.Message.TrimEnd('.')}. Use the same key repository and the same application name as when the store was made.",
        inner);

    internal static EncryptionKeyException Gone(SessionOwner owner, SessionKey? session, uint? id) => new(
        EncryptionKeyProblem.Gone,
        id is { } known ? SecretKey.Show(known) : "",
        $"{(session is null ? $"The data of {owner}" : $"Session {session}")} needs the key {(id is { } wanted ? $"{SecretKey.Show(wanted)} " : "")}of {owner}, which is not there. It was destroyed, and the data cannot be read any more; or it is kept in another store, which EncryptionOptions.KeyStore must name.")
    {
        Owner = owner,
        Key = session,
    };

    internal static EncryptionKeyException DataKeyChanged(SessionKey session, uint id, string problem) => new(
        EncryptionKeyProblem.DoesNotOpen,
        SecretKey.Show(id),
        $"The key of session {session} {problem}. Restore the session from a backup; without its key it cannot be read.")
    {
        Owner = session.Owner,
        Key = session,
    };

    internal static EncryptionKeyException OwnerKeyChanged(SessionOwner owner, string problem, Exception? inner = null) => new(
        EncryptionKeyProblem.DoesNotOpen,
        "",
        $"The record of the keys of {owner} {problem}. Restore it from a backup of the store that keeps the keys; without it, the data of {owner} cannot be read.",
        inner)
    {
        Owner = owner,
    };

    internal static EncryptionKeyException NotEncrypted(SessionKey session) => new(
        EncryptionKeyProblem.NotEncrypted,
        "",
        $"Session {session} is not encrypted, or its key was removed. To encrypt a store, copy it to a new one: `colloquy store copy OLD NEW --to-key-file FILE`. If the session was encrypted, restore it from a backup.")
    {
        Owner = session.Owner,
        Key = session,
    };
}
