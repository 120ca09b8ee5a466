using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Decrypts what a session stores.</summary>
internal sealed class EntryReading(DataKeys keys) : IDisposable
{
    private DataKey? _key;
    private AesGcm? _cipher;

    public void Dispose() => Use(null);

    /// <summary>Returns whether an envelope is under a key that is not among the session's, as after the session was made again.</summary>
    public bool IsUnknown(ReadOnlySpan<byte> envelope) => Envelope.Inspect(envelope, out var id) is null && keys.Find(id) is null;

    /// <summary>Decrypts an entry that was not pruned.</summary>
    /// <exception cref="CorruptDataException">It was changed, or belongs to another place.</exception>
    public Entry Open(Entry entry)
    {
        var envelope = entry.Payload.Span;
        if (envelope.Length < EntryWriting.EntryOverhead)
            throw new CorruptDataException(keys.Session, entry.Position, "has a payload that is not encrypted, or was cut off");

        var content = new byte[envelope.Length - Envelope.Overhead];
        var size = EntryPlace.SizeOf(entry);
        var place = size <= 1024 ? stackalloc byte[size] : new byte[size];
        EntryPlace.Write(keys.Scope, entry, place);
        if (TryOpen(place, envelope, content) is { } problem)
            throw new CorruptDataException(keys.Session, entry.Position, $"has a payload that {problem}");
        return entry with { Salt = content.AsMemory(1, content[0]), Payload = content.AsMemory(1 + EntryHash.SaltSize) };
    }

    /// <summary>Decrypts content.</summary>
    /// <exception cref="CorruptDataException">It was changed, or belongs to another place.</exception>
    public Blob Open(Blob blob)
    {
        var content = new byte[Math.Max(0, blob.Bytes.Length - Envelope.Overhead)];
        var problem = TryOpen(new Place(Purpose.Content, keys.Scope, blob.Hash), blob.Bytes.Span, content);
        if (problem is not null || content.Length < Digest.Size)
            throw new CorruptDataException(keys.Session, "Content outside the log", problem ?? "was cut off");
        return new Blob(new Digest(content.AsSpan(0, Digest.Size)), content.AsMemory(Digest.Size));
    }

    /// <summary>Decrypts title and metadata, and takes the keys out.</summary>
    /// <exception cref="CorruptDataException">Something was changed, or belongs to another place.</exception>
    public SessionDetails Open(SessionDetails details)
    {
        var metadata = new Dictionary<string, string>(Math.Max(0, details.Metadata.Count - 1));
        foreach (var (name, value) in details.Metadata)
        {
            if (name != StoredDataKeys.Name)
                metadata[name] = OpenText(value, Place.Named(Purpose.Metadata, keys.Scope, name), $"The metadata '{name}'");
        }

        return new SessionDetails
        {
            Title = details.Title is { } title ? OpenText(title, new Place(Purpose.Title, keys.Scope, default), "The title") : null,
            Metadata = metadata,
            Version = details.Version - keys.Stored.Writes,
        };
    }

    private string OpenText(string text, in Place place, string what)
    {
        var envelope = EnvelopeText.Decode(text);
        var content = new byte[Math.Max(0, envelope.Length - Envelope.Overhead)];
        return TryOpen(place, envelope, content) is { } problem
            ? throw new CorruptDataException(keys.Session, what, problem)
            : EnvelopeText.TextOf(content);
    }

    private string? TryOpen(in Place place, ReadOnlySpan<byte> envelope, Span<byte> content)
    {
        Span<byte> bound = stackalloc byte[Place.Size];
        place.CopyTo(bound);
        return TryOpen(bound, envelope, content);
    }

    /// <summary>Decrypts an envelope.</summary>
    /// <returns>What is wrong with it, as the end of a sentence; null for nothing.</returns>
    private string? TryOpen(ReadOnlySpan<byte> place, ReadOnlySpan<byte> envelope, Span<byte> content)
    {
        if (Envelope.Inspect(envelope, out var id) is { } problem)
            return problem;
        if (_key?.Id != id)
        {
            if (keys.Find(id) is not { } key)
                return $"is encrypted with the key {SecretKey.Show(id)}, which the session does not have: it comes from another session";
            Use(key);
        }

        return Envelope.TryOpen(_cipher!, place, envelope, content) ? null : "was changed, or belongs to another place";
    }

    private void Use(DataKey? key)
    {
        if (_cipher is not null)
            _key!.Return(_cipher);
        (_key, _cipher) = (key, key?.Rent());
    }
}
