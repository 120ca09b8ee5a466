namespace Colloquy.Tests;

/// <summary>A store of a process that dies: after a number of commits, nothing reaches the store beneath any more.</summary>
public sealed class DyingStore(ISessionStore inner, int commitsToLive, bool diesAfterCommitting) : DelegatingSessionStore(inner)
{
    private int _left = commitsToLive;

    public bool IsDead { get; private set; }

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        if (_left-- > 0)
            return await Inner.CommitAsync(key, commit, cancellationToken);

        if (!IsDead && diesAfterCommitting)
            await base.Inner.CommitAsync(key, commit, cancellationToken);
        IsDead = true;
        throw new ProcessDiedException();
    }

    protected override ISessionStore Inner => IsDead ? throw new ProcessDiedException() : base.Inner;
}

/// <summary>What a call to the store of a dead process comes to.</summary>
public sealed class ProcessDiedException : Exception;
