using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents an event of a session: an entry of its log.</summary>
public sealed class SessionEvent
{
    private readonly Entry _entry;

    internal SessionEvent(Entry entry, EntryBody body) => (_entry, Body) = (entry, body);

    /// <summary>Gets the position of the entry. To follow the session from after it misses no event and repeats none.</summary>
    public Position Position => _entry.Position;

    /// <summary>Gets the kind of the entry.</summary>
    public EntryKind Kind => Body.Kind;

    /// <summary>Gets the time at which the entry was written. The order of events is that of positions, not of times.</summary>
    public DateTimeOffset At => _entry.At;

    /// <summary>Gets the position of the start of the turn that the entry belongs to; <see cref="Position.Start"/> for none.</summary>
    public Position TurnStart => _entry.TurnStart;

    /// <summary>Gets the agent that wrote the entry; null for the user or the application.</summary>
    public string? Author => _entry.Author;

    /// <summary>Gets the subject of the entry, by kind: a message's role, a state write's key, the status of a turn's end; null for other kinds.</summary>
    public string? Subject => _entry.Subject;

    /// <summary>Gets the hash of the entry's payload, which it keeps when the payload is pruned.</summary>
    public Digest Hash => _entry.PayloadHash;

    /// <summary>Gets the hash over the whole log up to the entry.</summary>
    public Digest Chain => _entry.Chain;

    /// <summary>Gets a value that indicates whether the payload was pruned.</summary>
    public bool IsPruned => Body is PrunedBody;

    /// <summary>Gets what is wrong with the stored entry, as the end of a sentence, when it cannot be read; otherwise, null.</summary>
    public string? Unreadable => (Body as UnreadableBody)?.Problem;

    /// <summary>Gets the message of an entry of kind <see cref="EntryKind.Message"/>, with its attachments; null for other kinds, and when it was pruned or cannot be read.</summary>
    public ChatMessage? Message => (Body as MessageBody)?.Message;

    /// <summary>Gets a value that indicates whether <see cref="Message"/> is the part of an answer that had arrived when its stream was cancelled or broke.</summary>
    public bool IsPartial => Body is MessageBody { Partial: true };

    /// <summary>Gets the call of an entry of kind <see cref="EntryKind.ModelCall"/>; null for other kinds, and when it was pruned or cannot be read.</summary>
    public ModelCall? ModelCall => field ??= Body is ModelCallBody call ? ModelCall.Of(call) : null;

    /// <summary>Gets the stored payload as JSON, for every kind; null when it was pruned or cannot be read.</summary>
    /// <remarks>The fields of each kind are listed in docs/documents.md. Fields that have their default are absent.</remarks>
    public JsonElement? Details => field ??= Body is PrunedBody or UnreadableBody ? null : JsonElement.Parse(_entry.Payload.Span, JsonDepth.Stored);

    /// <summary>What the entry says, decoded.</summary>
    internal EntryBody Body { get; }

    /// <summary>Decodes an entry, and attaches the content of its message that is kept beside the log.</summary>
    internal static async ValueTask<SessionEvent> ReadAsync(SessionLog log, Entry entry, CancellationToken cancellationToken)
    {
        var body = log.Decode(entry);
        if (body is MessageBody message && Attachments.HasAny(message.Message))
            await Attachments.AttachAsync(message.Message, entry.Position, log, cancellationToken).ConfigureAwait(false);
        return new SessionEvent(entry, body);
    }
}
