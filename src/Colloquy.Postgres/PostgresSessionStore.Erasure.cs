namespace Colloquy.Postgres;

/// <content>What is left of owners that were removed.</content>
public sealed partial class PostgresSessionStore : IErasure
{
    /// <inheritdoc />
    public ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default)
    {
        ErasureRules.EnsurePseudonym(owner, pseudonym);
        return PastUsage.MoveAsync(_database, owner, pseudonym, cancellationToken);
    }

    /// <summary>Returns false without any work: the server overwrites removed rows when its vacuum has run and their space is used again, and keeps them in its write-ahead log until then. docs/erasure.md says what an administrator can do.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>false.</returns>
    public ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(false);
    }
}
