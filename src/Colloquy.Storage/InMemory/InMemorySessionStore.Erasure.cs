namespace Colloquy;

public sealed partial class InMemorySessionStore : IErasure
{
    /// <inheritdoc />
    public ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default)
    {
        ErasureRules.EnsurePseudonym(owner, pseudonym);
        Enter(cancellationToken);
        _usage.MovePast(owner, pseudonym);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return new(true);
    }
}
