namespace Colloquy.Tests;

/// <summary>A store whose content beside the log is what a test makes of it.</summary>
public sealed class ContentStore(ISessionStore inner, Func<Blob, Blob?> change) : DelegatingSessionStore(inner)
{
    public override async ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) =>
        await base.GetBlobAsync(key, hash, cancellationToken) is { } blob ? change(blob) : null;
}
