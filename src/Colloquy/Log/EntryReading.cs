using System.Text.Json;

namespace Colloquy;

/// <summary>Decodes entries, and tells damage from data.</summary>
public static class EntryReading
{
    /// <summary>Decodes what an entry says, after comparing its payload with its hash.</summary>
    /// <param name="entry">The entry, read with its payload.</param>
    /// <param name="key">The session, for the error.</param>
    /// <exception cref="CorruptEntryException">The payload is not what was written, or was pruned.</exception>
    public static EntryBody Decode(this Entry entry, SessionKey key)
    {
        ArgumentNullException.ThrowIfNull(entry);

        if (entry.Payload.IsEmpty)
            throw new CorruptEntryException(key, entry.Position, "was read without its payload, or had it removed");
        if (EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span) != entry.PayloadHash)
            throw new CorruptEntryException(key, entry.Position, "has a payload that does not match its hash");

        try
        {
            return PayloadCodec.Decode(entry.Kind, entry.Payload.Span);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new CorruptEntryException(key, entry.Position, "has a payload that cannot be read", e);
        }
    }
}
