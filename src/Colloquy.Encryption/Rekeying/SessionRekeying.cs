namespace Colloquy.Encryption;

/// <summary>Encrypts sessions of an owner with new keys.</summary>
/// <remarks>
/// A session is first given a new key beside the older ones, in one step with title and metadata. From then on nothing is committed under an older key, since commits name the version of the
/// details that their keys came with. Then the log is read once, and each batch is replaced by itself: until the last one, part of the session is under either key, and can be read. At the end the
/// older keys are removed. Wherever this stops, the session is whole, and the next call goes on with what is still under an older key.
/// </remarks>
internal sealed class SessionRekeying(ISessionStore store, DataKeyVault vault, OwnerKey owner, RekeyProgress progress)
{
    private readonly IContentRewriting _rewriting = store.GetService<IContentRewriting>()!;
    private readonly ISessionCopy _copies = store.GetService<ISessionCopy>()!;

    /// <summary>Encrypts a session with a new key, unless it has one.</summary>
    /// <returns>Whether anything was done.</returns>
    public async Task<bool> RunAsync(SessionKey key, CancellationToken cancellationToken)
    {
        for (var isChanged = false; ; isChanged = true)
        {
            if (await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } record || StoredDataKeys.Of(record) is not { } stored || (stored.IsUnder(owner.Id) && stored.Keys.Count == 1))
                return isChanged;

            if (!stored.IsUnder(owner.Id))
                await GiveAsync(record, stored, cancellationToken).ConfigureAwait(false);
            else if (await RewriteAsync(key, stored, cancellationToken).ConfigureAwait(false))
                await RemoveOlderAsync(key, stored, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a session a new key, before those that it has.</summary>
    private async Task GiveAsync(SessionRecord record, StoredDataKeys stored, CancellationToken cancellationToken)
    {
        using var before = await vault.UseAsync(record, cancellationToken).ConfigureAwait(false);
        using var after = await vault.RenewAsync(owner, record.Key, stored, cancellationToken).ConfigureAwait(false);
        await DescribeAsync(record, before, after, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the older keys of a session, under which nothing is any more.</summary>
    private async Task RemoveOlderAsync(SessionKey key, StoredDataKeys stored, CancellationToken cancellationToken)
    {
        // The words of its messages are there under tokens of the owner's older key, where there is an index.
        if (store.GetService<ISearchIndex>() is { } index)
            await index.ForgetAsync(key, cancellationToken).ConfigureAwait(false);

        while (await FindAsync(key, stored, cancellationToken).ConfigureAwait(false) is { } record)
        {
            using var before = await vault.UseAsync(record, cancellationToken).ConfigureAwait(false);
            using var after = await vault.WithoutOlderAsync(key, stored, cancellationToken).ConfigureAwait(false);
            if (!await DescribeAsync(record, before, after, cancellationToken).ConfigureAwait(false))
                continue;

            progress.Tell(report => report with { Sessions = report.Sessions + 1 });
            return;
        }
    }

    /// <summary>Encrypts all that is under an older key.</summary>
    /// <returns>false when the session has other keys in between.</returns>
    private async Task<bool> RewriteAsync(SessionKey key, StoredDataKeys stored, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, stored, cancellationToken).ConfigureAwait(false) is not { } record)
            return false;

        using var keys = await vault.UseAsync(record, cancellationToken).ConfigureAwait(false);
        using var reading = new EntryReading(keys);
        using var writing = new EntryWriting(keys);
        await foreach (var part in _copies.CopyAsync(key, cancellationToken).ConfigureAwait(false))
        {
            List<Entry> entries = [.. part.Entries.Where(entry => !entry.Payload.IsEmpty && !IsUnder(keys.Newest, entry.Payload)).Select(entry => writing.Seal(reading.Open(entry)))];
            List<KeyValuePair<Digest, Blob>> blobs = [.. part.Blobs.Where(blob => !IsUnder(keys.Newest, blob.Bytes)).Select(blob => KeyValuePair.Create(blob.Hash, writing.Seal(reading.Open(blob))))];
            while (entries.Count + blobs.Count > 0 && !await _rewriting.RewriteSessionAsync(key, new SessionRewrite { Expected = record.Details, Entries = entries, Blobs = blobs }, cancellationToken).ConfigureAwait(false))
            {
                // The title or the metadata were written in between, or the session is another one.
                if (await FindAsync(key, stored, cancellationToken).ConfigureAwait(false) is not { } now)
                    return false;
                record = now;
            }

            if (entries.Count > 0)
                progress.Tell(report => report with { Entries = report.Entries + entries.Count });
        }

        return true;
    }

    /// <summary>Writes title and metadata under the newest of other keys, and those keys with them.</summary>
    private async Task<bool> DescribeAsync(SessionRecord record, DataKeys before, DataKeys after, CancellationToken cancellationToken)
    {
        using var reading = new EntryReading(before);
        using var writing = new EntryWriting(after);
        var isWritten = await _rewriting.RewriteSessionAsync(record.Key, new SessionRewrite { Expected = record.Details, Details = writing.Seal(reading.Open(record.Details)) }, cancellationToken).ConfigureAwait(false);
        vault.Forget(record.Key);
        return isWritten;
    }

    /// <summary>Reads the record of a session, if it still has certain keys.</summary>
    private async Task<SessionRecord?> FindAsync(SessionKey key, StoredDataKeys stored, CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } record && StoredDataKeys.Of(record)?.Text == stored.Text ? record : null;

    private static bool IsUnder(DataKey key, ReadOnlyMemory<byte> envelope) => Envelope.Inspect(envelope.Span, out var id) is null && id == key.Id;
}
