namespace Colloquy.Storage;

/// <summary>Represents a part of a session, or a whole one, that is copied from one store to another or restored from a document.</summary>
/// <remarks>Entries are in the order of positions, with content, usage and receipts at any place between them. Only the last part has <see cref="Facts"/>.</remarks>
public sealed record SessionPart
{
    /// <summary>Gets entries that follow the ones of earlier parts, by position from 1 on without a gap, with their salts, hashes and chain.</summary>
    public IReadOnlyList<Entry> Entries { get; init; } = [];

    /// <summary>Gets content that is stored outside the log.</summary>
    public IReadOnlyList<Blob> Blobs { get; init; } = [];

    /// <summary>Gets the usage of model calls, each counted once. A store with an <see cref="IUsageLedger"/> records it; any other store ignores it.</summary>
    public IReadOnlyList<UsageRecord> Usage { get; init; } = [];

    /// <summary>Gets the ids of commits that were made on the session with their receipts, so that one that is repeated after the copy returns its first receipt.</summary>
    public IReadOnlyList<KeyValuePair<CommitId, CommitReceipt>> Receipts { get; init; } = [];

    /// <summary>Gets the other facts that a store knows of the session; null in all parts but the last.</summary>
    public SessionFacts? Facts { get; init; }

    /// <summary>Collects and checks the parts of a session.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The whole session as one part, which has <see cref="Facts"/>.</returns>
    /// <exception cref="ArgumentException">The parts do not form a session: see <see cref="SessionAssembler.Add(SessionPart)"/>.</exception>
    public static async ValueTask<SessionPart> CollectAsync(IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        List<Entry> entries = [];
        List<Blob> blobs = [];
        List<UsageRecord> usage = [];
        List<KeyValuePair<CommitId, CommitReceipt>> receipts = [];
        SessionFacts? facts = null;
        var assembler = new SessionAssembler();
        await foreach (var part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            assembler.Add(part);
            entries.AddRange(part.Entries);
            blobs.AddRange(part.Blobs);
            usage.AddRange(part.Usage);
            receipts.AddRange(part.Receipts);
            facts = part.Facts;
        }

        return new SessionPart
        {
            Entries = entries,
            Blobs = blobs,
            Usage = usage,
            Receipts = receipts,
            Facts = facts ?? throw new ArgumentException("The parts end without the facts, which are the last part.", nameof(parts)),
        };
    }

    /// <summary>Returns the record of the session, when the part is a whole session.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="limits">The limits of a session's size in the store; null for none.</param>
    /// <exception cref="ArgumentException">The part does not form a session.</exception>
    /// <exception cref="SizeLimitException">The session is larger than the limits.</exception>
    public SessionRecord ToRecord(SessionKey key, SessionLimits? limits = null)
    {
        var assembler = new SessionAssembler();
        assembler.Add(this);
        return assembler.ToRecord(key, limits, head => Entries[(int)head.Value - 1].Segment);
    }
}
