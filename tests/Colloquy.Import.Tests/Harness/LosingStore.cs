namespace Colloquy.Import.Tests;

/// <summary>A store that is lost after a number of commits, as when the process of an import is killed.</summary>
internal sealed class LosingStore(ISessionStore inner, int commits) : DelegatingSessionStore(inner)
{
    private int _left = commits;

    /// <summary>Whether the commit that is lost was made, and only its answer is lost.</summary>
    public bool LosesAnswer { get; init; }

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        if (_left-- > 0)
            return await base.CommitAsync(key, commit, cancellationToken);

        if (LosesAnswer)
            await base.CommitAsync(key, commit, cancellationToken);
        throw new IOException("The store is lost.");
    }
}
