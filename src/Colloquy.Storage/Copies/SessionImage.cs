namespace Colloquy.Storage;

/// <summary>Represents a whole session in memory: the parts of a copy or a restoration, collected.</summary>
public sealed record SessionImage
{
    /// <summary>Gets the entries, by position from 1 on without a gap.</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    /// <summary>Gets the content kept beside the log.</summary>
    public IReadOnlyList<Blob> Blobs { get; init; } = [];

    /// <summary>Gets what the session's model calls used, counted once each.</summary>
    public IReadOnlyList<UsageRecord> Usage { get; init; } = [];

    /// <summary>Gets the ids of the commits that were made on the session, with their receipts.</summary>
    public IReadOnlyList<KeyValuePair<CommitId, CommitReceipt>> Receipts { get; init; } = [];

    /// <summary>Gets all else.</summary>
    public required SessionPart.Facts Facts { get; init; }

    /// <summary>Collects and checks the parts of a session.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ArgumentException">The parts do not make a session: see <see cref="SessionAssembler.Add(SessionPart)"/>.</exception>
    public static async ValueTask<SessionImage> CollectAsync(IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        List<Entry> entries = [];
        List<Blob> blobs = [];
        List<UsageRecord> usage = [];
        List<KeyValuePair<CommitId, CommitReceipt>> receipts = [];
        SessionPart.Facts? facts = null;
        var assembler = new SessionAssembler();
        await foreach (var part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            assembler.Add(part);
            switch (part)
            {
                case SessionPart.Entries { Items: var items }:
                    entries.AddRange(items);
                    break;
                case SessionPart.Content { Item: var blob }:
                    blobs.Add(blob);
                    break;
                case SessionPart.Usage { Items: var items }:
                    usage.AddRange(items);
                    break;
                case SessionPart.Receipts { Items: var items }:
                    receipts.AddRange(items);
                    break;
                case SessionPart.Facts last:
                    facts = last;
                    break;
            }
        }

        return new SessionImage
        {
            Entries = entries,
            Blobs = blobs,
            Usage = usage,
            Receipts = receipts,
            Facts = facts ?? throw new ArgumentException("The parts end without the facts, which are the last part.", nameof(parts)),
        };
    }

    /// <summary>Returns the image as parts.</summary>
    public async IAsyncEnumerable<SessionPart> ToParts()
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        foreach (var part in Parts())
            yield return part;
    }

    /// <summary>Returns the record of the session.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="limits">How large the session may become in the store; null for no limits.</param>
    /// <exception cref="ArgumentException">The image does not make a session.</exception>
    /// <exception cref="SizeLimitException">The session is larger than the limits.</exception>
    public SessionRecord ToRecord(SessionKey key, SessionLimits? limits = null)
    {
        var assembler = new SessionAssembler();
        foreach (var part in Parts())
            assembler.Add(part);
        return assembler.ToRecord(key, limits, head => Entries[(int)head.Value - 1].Segment);
    }

    private IEnumerable<SessionPart> Parts()
    {
        if (Entries.Count > 0)
            yield return new SessionPart.Entries(Entries);
        foreach (var blob in Blobs)
            yield return new SessionPart.Content(blob);
        if (Usage.Count > 0)
            yield return new SessionPart.Usage(Usage);
        if (Receipts.Count > 0)
            yield return new SessionPart.Receipts(Receipts);
        yield return Facts;
    }
}
