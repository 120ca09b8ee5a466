namespace Colloquy;

public sealed partial class InMemorySessionStore : IErasure
{
    /// <inheritdoc />
    public ValueTask<long> MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default)
    {
        ErasureRules.EnsurePseudonym(owner, pseudonym);
        Enter(cancellationToken);
        return new(_usage.MovePast(owner, pseudonym));
    }

    /// <inheritdoc />
    public ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default)
    {
        Enter(cancellationToken);
        return new(true);
    }
}
