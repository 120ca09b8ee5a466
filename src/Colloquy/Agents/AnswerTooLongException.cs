namespace Colloquy;

/// <summary>Thrown when a model's answer is longer than it may be. The turn has failed; the beginning of the answer is kept as partial.</summary>
public sealed class AnswerTooLongException : ColloquyException
{
    internal AnswerTooLongException(SessionKey key, int limit)
        : base(FormattableString.Invariant($"The model's answer on session {key} is longer than {limit:#,0} characters, the limit. What came until there is kept as partial, and no more was read. If the model repeats itself, set ChatOptions.MaxOutputTokens or use another; if its answers are to be so long, raise RunLimits.AnswerCharacters."))
    {
        Key = key;
        Limit = limit;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The limit, in characters.</summary>
    public int Limit { get; }
}
