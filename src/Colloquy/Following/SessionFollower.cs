using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Reads what is appended to a branch, and waits for more.</summary>
internal sealed class SessionFollower(SessionLog log, FollowOptions options)
{
    private Position _seen;
    private Digest? _chain;

    public async IAsyncEnumerable<SessionEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var changes = await ChangeListener.ListenAsync(log.Store, log.Key, cancellationToken).ConfigureAwait(false);
        var record = await ReadRecordAsync(cancellationToken).ConfigureAwait(false);
        _seen = options.After ?? record.Tip;
        _chain = _seen == record.Tip ? record.Chain : null;
        if (_seen > record.Tip)
            throw EntryNotFoundException.At(log.Key, _seen, $"is not there: the last entry is {record.Tip}");

        while (true)
        {
            var next = changes.NextAsync();
            record = await ReadRecordAsync(cancellationToken).ConfigureAwait(false);
            if (record.Tip == _seen && record.Chain == (_chain ?? record.Chain))
            {
                await ChangeListener.WaitAsync(next, options.Interval, log.Time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            await EnsureSameLogAsync(record, cancellationToken).ConfigureAwait(false);
            var stretch = await FollowedStretch.ReadAsync(log, _seen, record, cancellationToken).ConfigureAwait(false);
            await foreach (var entry in stretch.ReadEntriesAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
                if (options.UntilTurnEnds && entry.Body is TurnEndBody)
                    yield break;
            }

            (_seen, _chain) = (stretch.End.Tip, stretch.End.Chain);
        }
    }

    private async ValueTask<SessionRecord> ReadRecordAsync(CancellationToken cancellationToken) =>
        await log.Store.GetAsync(log.Key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(log.Key);

    /// <summary>Notices a session that was deleted and created again between two reads.</summary>
    private async ValueTask EnsureSameLogAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        if (_chain is not { } chain || _seen.IsStart)
            return;
        if (record.Tip <= _seen || (await log.ReadEntryAsync(_seen, headerOnly: true, cancellationToken).ConfigureAwait(false)).Chain != chain)
            throw new SessionNotFoundException(log.Key);
    }
}
