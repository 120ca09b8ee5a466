namespace Colloquy.Sqlite;

/// <content>What is left of owners that were removed.</content>
public sealed partial class SqliteSessionStore : IErasure
{
    /// <inheritdoc />
    public async ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default)
    {
        ErasureRules.EnsurePseudonym(owner, pseudonym);
        await WriteAloneAsync(durable: true, static (connection, ask) => PastUsage.Move(connection, ask.owner, ask.pseudonym), (owner, pseudonym), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the file anew without what was removed, merges the search indexes, and empties the write-ahead log. Backups, and blocks of the disk that the file had before, are out of reach.</summary>
    /// <param name="cancellationToken">Cancels the call before the work begins.</param>
    /// <remarks>The call takes about as long as a copy of the file, and needs as much free space on the disk again. Writers wait meanwhile.</remarks>
    /// <exception cref="StoreException">Another process kept the file locked for longer than 30 seconds, or there is not enough space.</exception>
    public async ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Run(() => Scrubbing.Run(_database), cancellationToken).ConfigureAwait(false);
        return true;
    }
}
