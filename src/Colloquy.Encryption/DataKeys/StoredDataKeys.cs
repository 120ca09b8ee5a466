using System.Buffers.Text;
using System.Globalization;

namespace Colloquy.Encryption;

/// <summary>The keys of a session's data as they are stored, encrypted under the owner's, in the session's metadata: a listing needs no other read.</summary>
/// <param name="Text">The stored text.</param>
/// <param name="Writes">How often the keys were written, each of which raised the version of title and metadata.</param>
/// <param name="Keys">The keys, the newest first.</param>
internal sealed record StoredDataKeys(string Text, long Writes, IReadOnlyList<byte[]> Keys)
{
    /// <summary>The name in the metadata, which nobody else can use.</summary>
    public const string Name = "colloquy.keys";

    private const string Form = "1";
    private const string FormOfPruned = "1p";

    /// <summary>Whether the session was copied with entries that had been pruned before.</summary>
    public bool HasPruned { get; private init; }

    /// <summary>Reads the keys of a session; null when it has none.</summary>
    /// <exception cref="EncryptionKeyException">The session is not encrypted, or its keys were changed.</exception>
    public static StoredDataKeys? Of(SessionRecord record) => Of(record.Key, record.Details, isEmpty: record.Tip.IsStart);

    /// <summary>Reads the keys in the details of a session; null for those of a session that is empty and was never described.</summary>
    /// <exception cref="EncryptionKeyException">The session is not encrypted, or its keys were changed.</exception>
    public static StoredDataKeys? Of(SessionKey session, SessionDetails details, bool isEmpty)
    {
        if (!details.Metadata.TryGetValue(Name, out var text))
            return isEmpty && details is { Title: null, Version: 0, Metadata.Count: 0 } ? null : throw EncryptionKeyException.NotEncrypted(session);

        var parts = text.Split(';');
        if (parts.Length < 3 || parts[0] is not (Form or FormOfPruned) || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var writes) || writes < 1)
            throw EncryptionKeyException.DataKeyChanged(session, 0, "was changed, or is in a form of a later version");

        var keys = new byte[parts.Length - 2][];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!Base64Url.IsValid(parts[i + 2]))
                throw EncryptionKeyException.DataKeyChanged(session, 0, "was changed");
            keys[i] = Base64Url.DecodeFromChars(parts[i + 2]);
        }

        return new StoredDataKeys(text, writes, keys) { HasPruned = parts[0] == FormOfPruned };
    }

    /// <summary>The text that notes that the session was copied with entries that had been pruned before.</summary>
    public string WithPruned() => $"{FormOfPruned}{Text.AsSpan(Text.IndexOf(';'))}";

    /// <summary>Makes the stored form.</summary>
    public static StoredDataKeys Of(long writes, IReadOnlyList<byte[]> keys, bool hasPruned = false) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{(hasPruned ? FormOfPruned : Form)};{writes};{string.Join(';', keys.Select(key => Base64Url.EncodeToString(key)))}"), writes, keys) { HasPruned = hasPruned };

    /// <summary>Returns whether the newest key is encrypted under a key of the owner.</summary>
    public bool IsUnder(uint ownerKey) => Envelope.Inspect(Keys[0], out var id) is null && id == ownerKey;
}
