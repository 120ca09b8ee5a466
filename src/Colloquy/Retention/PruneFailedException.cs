namespace Colloquy.Operations;

/// <summary>The exception that is thrown when a pruning ended before anything was removed: the model that it needs failed, or a run ended it (<see cref="BusyPolicy.Interrupt"/>, <see cref="BusyPolicy.Rollback"/>).</summary>
public sealed class PruneFailedException : ColloquyException
{
    internal PruneFailedException(SessionKey key, PositionRange range, string purpose, Exception inner)
        : base($"The model call for the {purpose} of positions {range.First} to {range.Last} of session {key} failed, and nothing was removed: {inner.Message} Retry; what was written until then is not written twice.", inner)
    {
        Key = key;
        Range = range;
    }

    internal PruneFailedException(SessionKey key)
        : base($"The pruning of session {key} was ended by a run that did not wait for it, and nothing was removed. Prune again when the turn is over; what was written until then is not written twice.")
    {
        Key = key;
        IsInterrupted = true;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets a value that indicates whether a run ended the pruning while its model worked.</summary>
    public bool IsInterrupted { get; }

    /// <summary>Gets the messages that the model was asked about; null when a run ended the pruning.</summary>
    public PositionRange? Range { get; }
}
