namespace Colloquy.Encryption;

/// <summary>Encrypts memories with another key of their owner, and renames them with it. Ids, versions and times stay.</summary>
internal sealed class MemoryRekeying(ISessionStore store, OwnerKeyVault owners)
{
    private readonly IMemoryStore _memories = store.GetService<IMemoryStore>()!;

    /// <summary>Encrypts all memories that are not under a key.</summary>
    /// <returns>false when a memory cannot be decrypted.</returns>
    public async Task<bool> RunAsync(MemoryOwner owner, OwnerKey key, RekeyProgress progress, CancellationToken cancellationToken)
    {
        for (var isWhole = true; ;)
        {
            var isSettled = true;
            for (MemoryPage? page = null; page is null || page.Next is not null;)
            {
                page = await _memories.ListAsync(new MemoryListing(owner) { Before = page?.Next, Limit = MemoryListing.MaxLimit }, cancellationToken).ConfigureAwait(false);
                foreach (var item in page.Items)
                {
                    if (Envelope.Inspect(EnvelopeText.Decode(item.Text), out var id) is null && id == key.Id)
                        continue;

                    if (await WriteAsync(owner, item, key, cancellationToken).ConfigureAwait(false) is { } problem)
                    {
                        isWhole = false;
                        progress.Note($"The memory {item.Id} of {owner} was left as it is: it {problem}. Forget it, and call again.");
                    }

                    isSettled = false;
                }
            }

            if (isSettled || !isWhole)
                return isWhole;
        }
    }

    /// <summary>Encrypts a memory, if it is still as it was read. Where there is another under its key already, the one that was written last stays, as after every write.</summary>
    /// <returns>Why it cannot be decrypted, as the end of a sentence; null otherwise.</returns>
    public async Task<string?> WriteAsync(MemoryOwner owner, MemoryItem stored, OwnerKey key, CancellationToken cancellationToken)
    {
        var vector = store.GetService<IOwnerCopy>() is { } copies ? (await copies.ReadVectorsAsync(owner, [stored.Id], cancellationToken).ConfigureAwait(false))[0] : null;
        using var opening = new MemoryOpening(owner, owners);
        var item = await opening.OpenAsync(stored, cancellationToken).ConfigureAwait(false);
        if (item.Unreadable is { } problem)
            return problem;

        // A vector that cannot be decrypted is left out. It can be computed again.
        using var sealing = new MemorySealing(owner, key);
        var (sealedItem, sealedVector) = sealing.Seal(item, vector is null ? null : await opening.OpenAsync(stored, vector, cancellationToken).ConfigureAwait(false));
        var rewrite = new MemoryRewrite(stored, vector, sealedItem.Key, sealedItem.Text, sealedItem.Metadata, sealedVector);
        if (!await store.GetService<IContentRewriting>()!.RewriteMemoryAsync(owner, rewrite, cancellationToken).ConfigureAwait(false)
            && sealedItem.Key is { } name && await _memories.FindAsync(owner, name, cancellationToken).ConfigureAwait(false) is { } other && other.Id != stored.Id)
        {
            await _memories.ForgetAsync(owner, other.UpdatedAt >= stored.UpdatedAt ? stored.Id : other.Id, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }
}
