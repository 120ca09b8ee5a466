namespace Colloquy;

public sealed partial class Memory
{
    /// <summary>Opens the source of a memory.</summary>
    /// <param name="item">The memory.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session and the message, or the reason why they no longer exist.</returns>
    /// <remarks>A memory of an application may come from the session of any user. Its source is for operators, never for an answer to another user.</remarks>
    public async Task<MemoryOrigin> OpenSourceAsync(MemoryItem item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);

        // What leads there is what is kept for this owner, whatever the item says that was handed in.
        if (await FindAsync(item.Id, cancellationToken).ConfigureAwait(false) is not { Source: { } source })
            return MemoryOrigin.None;

        var session = await _sessions.FindAsync(source.Key, new OpenSessionOptions { TimeProvider = _time, Logger = _logger }, cancellationToken).ConfigureAwait(false);
        if (session is null || await ReadAsync(source, cancellationToken).ConfigureAwait(false) is not { } entry || entry.Chain != source.Chain)
            return MemoryOrigin.Deleted;
        if (entry.Payload.IsEmpty)
            return new MemoryOrigin { Session = session, IsPruned = true };

        var message = entry.Kind == EntryKind.Message ? await ItemReader.DecodeAsync(session.Log, entry, cancellationToken).ConfigureAwait(false) : null;
        return new MemoryOrigin { Session = session, Item = message };
    }

    /// <summary>The same memory, in which what is stored without a source comes from this one.</summary>
    internal Memory From(MemorySource? source) => new(_sessions, Owner, _options, _time, _logger) { Said = source };

    /// <summary>Binds a source to the entry that stands there now; in a run it is bound already, to one that may not be committed yet.</summary>
    private async ValueTask<MemorySource?> BindAsync(MemorySource? source, CancellationToken cancellationToken)
    {
        if (source is null)
            return null;
        if (source.Key.App != Owner.Owner.App || (Owner.Owner.User is { } user && source.Key.User != user))
            throw new ArgumentException($"Session {source.Key} is not of {Owner}, whose memory was to come from it.", nameof(source));
        if (source.Chain is not null)
            return source;

        return await ReadAsync(source, cancellationToken).ConfigureAwait(false) is { } entry
            ? source with { Chain = entry.Chain }
            : throw new ArgumentException($"There is no entry {source.Position} in session {source.Key} of this store that a memory could come from.", nameof(source));
    }

    private async ValueTask<Entry?> ReadAsync(MemorySource source, CancellationToken cancellationToken)
    {
        if (source.Position.IsStart)
            return null;

        var page = await _sessions.ReadAsync(source.Key, LogRead.All(source.Position.Previous) with { Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return page.Entries is [var entry] && entry.Position == source.Position ? entry : null;
    }
}
