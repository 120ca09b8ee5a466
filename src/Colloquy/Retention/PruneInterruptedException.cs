namespace Colloquy;

/// <summary>Thrown when a run ended a pruning whose model was at work (<see cref="BusyPolicy.Interrupt"/>, <see cref="BusyPolicy.Rollback"/>). Nothing was removed.</summary>
public sealed class PruneInterruptedException : ColloquyException
{
    internal PruneInterruptedException(SessionKey key)
        : base($"The pruning of session {key} was ended by a run that did not wait for it, and nothing was removed. Prune again when the turn is over; what was written until then is not written twice.") => Key = key;

    /// <summary>The session.</summary>
    public SessionKey Key { get; }
}
