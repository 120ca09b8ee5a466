using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Decodes entries, and tells damage from data.</summary>
internal static class EntryReading
{
    /// <summary>Decodes what an entry says.</summary>
    /// <param name="entry">The entry, read with its payload.</param>
    /// <param name="key">The session, for the error.</param>
    /// <returns>What it says; a <see cref="PrunedBody"/> once that was pruned.</returns>
    /// <exception cref="CorruptDataException">The payload cannot be read.</exception>
    public static EntryBody Decode(this Entry entry, SessionKey key)
    {
        ArgumentNullException.ThrowIfNull(entry);

        if (entry.Damage is { } damage)
            throw new CorruptDataException(key, entry.Position, damage);
        if (entry.IsPruned)
            return new PrunedBody(entry.Kind);

        try
        {
            return PayloadCodec.Decode(entry.Kind, entry.Payload.Span) ?? throw new JsonException("The payload is null.");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new CorruptDataException(key, entry.Position, "has a payload that cannot be read", e);
        }
    }

    /// <summary>Decodes what an entry says, or passes over it with a warning when it cannot be read.</summary>
    internal static EntryBody DecodeOrPass(this Entry entry, SessionKey key, ILogger logger)
    {
        // Whoever read the page around it has said so.
        if (entry.Damage is { } damage)
            return new UnreadableBody(entry.Kind, damage);

        try
        {
            return entry.Decode(key);
        }
        catch (CorruptDataException e)
        {
            ReadingLog.Unreadable(logger, entry.Position, key, e.Problem);
            return new UnreadableBody(entry.Kind, e.Problem);
        }
    }

    /// <summary>Decodes an entry that must say something of one kind.</summary>
    /// <exception cref="EntryNotFoundException">What it said was pruned.</exception>
    /// <exception cref="CorruptDataException">The payload cannot be read, or is of another kind.</exception>
    internal static TBody Decode<TBody>(this Entry entry, SessionKey key)
        where TBody : EntryBody => entry.Decode(key) switch
        {
            TBody body => body,
            PrunedBody => throw EntryNotFoundException.Pruned(key, entry.Position),
            var other => throw new CorruptDataException(key, entry.Position, $"should hold another kind of entry than '{other.Kind}'"),
        };

    /// <summary>Checks an entry's payload against its hash, and its header against the chain: what an audit does, entry by entry.</summary>
    /// <param name="entry">The entry, read with its payload.</param>
    /// <param name="key">The session, for the error.</param>
    /// <param name="previous">The chain at the position before; <see cref="EntryHash.Seed"/> for the first entry.</param>
    /// <exception cref="CorruptDataException">Payload or header are not what was written.</exception>
    public static void Verify(this Entry entry, SessionKey key, Digest previous)
    {
        ArgumentNullException.ThrowIfNull(entry);

        if (!entry.Payload.IsEmpty && EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span) != entry.PayloadHash)
            throw new CorruptDataException(key, entry.Position, "has a payload that does not match its hash");
        if (EntryHash.OfChain(previous, entry) != entry.Chain)
            throw new CorruptDataException(key, entry.Position, "has a header that does not match its chain");
    }
}
