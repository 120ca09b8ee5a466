using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Encrypts what a session stores, under its newest key.</summary>
internal sealed class EntryWriting(DataKeys keys) : IDisposable
{
    /// <summary>The number of bytes that an entry's payload is longer when it is stored: the envelope, and the salt with its length. It is the same for all entries, so that sizes can be told exactly.</summary>
    public const int EntryOverhead = Envelope.Overhead + 1 + EntryHash.SaltSize;

    private readonly AesGcm _cipher = keys.Newest.Rent();
    private bool _hasPruned;

    public void Dispose() => keys.Newest.Return(_cipher);

    /// <summary>Encrypts an entry's salt and payload. The salt goes with the payload: with it, a short payload could be guessed from its hash.</summary>
    public Entry Seal(Entry entry)
    {
        var salt = entry.Salt.Span;
        var payload = entry.Payload.Span;
        if (salt.Length is not (0 or EntryHash.SaltSize))
            throw new ArgumentException($"The salt of entry {entry.Position} has {salt.Length} bytes; it has {EntryHash.SaltSize}, or none.");

        var envelope = new byte[EntryOverhead + payload.Length];
        var content = Envelope.ContentOf(envelope);
        content[0] = (byte)salt.Length;
        salt.CopyTo(content[1..]);
        payload.CopyTo(content[(1 + EntryHash.SaltSize)..]);
        var size = EntryPlace.SizeOf(entry);
        var place = size <= 1024 ? stackalloc byte[size] : new byte[size];
        EntryPlace.Write(keys.Scope, entry, place);
        Envelope.Seal(_cipher, keys.Newest.Id, place, envelope);
        return entry with { Salt = default, Payload = envelope };
    }

    /// <summary>Encrypts a part of a copy, in which pruned entries stay as they are. The keys, which come with the last part, note that there are some.</summary>
    public SessionPart Seal(SessionPart part) => part with
    {
        Entries = [.. part.Entries.Select(SealCopy)],
        Blobs = [.. part.Blobs.Select(Seal)],
        Facts = part.Facts is { } facts ? facts with { Details = Seal(facts.Details) } : null,
    };

    public Blob Seal(Blob blob)
    {
        var name = keys.Newest.NameOf(blob.Hash);
        var envelope = new byte[Envelope.Overhead + Digest.Size + blob.Bytes.Length];
        var content = Envelope.ContentOf(envelope);
        blob.Hash.CopyTo(content);
        blob.Bytes.Span.CopyTo(content[Digest.Size..]);
        Envelope.Seal(_cipher, keys.Newest.Id, new Place(Purpose.Content, keys.Scope, name), envelope);
        return new Blob(name, envelope);
    }

    /// <summary>Encrypts title and metadata, and puts the keys with them.</summary>
    /// <param name="details">The details, at the version that their writer knows.</param>
    public SessionDetails Seal(SessionDetails details)
    {
        details.EnsureWellFormed();
        if (details.Metadata.ContainsKey(StoredDataKeys.Name))
            throw new ArgumentException($"The name '{StoredDataKeys.Name}' is reserved for the keys of the session. Take another name for the metadata.");

        var metadata = new Dictionary<string, string>(details.Metadata.Count + 1);
        foreach (var (name, value) in details.Metadata)
            metadata[name] = EnvelopeText.Seal(_cipher, keys.Newest.Id, Place.Named(Purpose.Metadata, keys.Scope, name), value);
        metadata[StoredDataKeys.Name] = _hasPruned ? keys.Stored.WithPruned() : keys.Stored.Text;
        return new SessionDetails
        {
            Title = details.Title is { } title ? SealTitle(title) : null,
            Metadata = metadata,
            Version = unchecked(details.Version + keys.Stored.Writes),
        };
    }

    private Entry SealCopy(Entry entry)
    {
        if (!entry.Payload.IsEmpty || !entry.Salt.IsEmpty)
            return Seal(entry);

        _hasPruned = true;
        return entry;
    }

    public string SealTitle(string title) => EnvelopeText.Seal(_cipher, keys.Newest.Id, new Place(Purpose.Title, keys.Scope, default), title);
}
