namespace Colloquy;

/// <summary>Thrown when the model that pruning needs failed. Nothing was removed.</summary>
public sealed class PruneFailedException : ColloquyException
{
    internal PruneFailedException(SessionKey key, PositionRange range, string purpose, Exception inner)
        : base($"The model call for the {purpose} of positions {range.First} to {range.Last} of session {key} failed, and nothing was removed: {inner.Message} Do the same again; what was written until then is not written twice.", inner)
    {
        Key = key;
        Range = range;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The messages that the model was asked about.</summary>
    public PositionRange Range { get; }
}
