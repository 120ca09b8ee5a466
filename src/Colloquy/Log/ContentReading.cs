namespace Colloquy;

/// <summary>Reads content outside the log so that content that cannot be read prevents nothing else.</summary>
internal static class ContentReading
{
    /// <summary>Finds content.</summary>
    /// <returns>The content; or null, with what is wrong with it, as the end of a sentence.</returns>
    public static async ValueTask<(Blob? Blob, string? Problem)> FindAsync(ISessionStore store, SessionKey key, Digest hash, CancellationToken cancellationToken)
    {
        try
        {
            return await store.GetBlobAsync(key, hash, cancellationToken).ConfigureAwait(false) is { } blob ? (blob, null) : (null, $"refers to content {hash} that is not there");
        }
        catch (CorruptDataException e)
        {
            return (null, $"refers to content {hash} that {e.Problem}");
        }
    }
}
