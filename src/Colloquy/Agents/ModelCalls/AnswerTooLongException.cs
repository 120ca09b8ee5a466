namespace Colloquy;

/// <summary>Thrown when a model's answer is longer than it may be. The turn has failed; the beginning of the answer is kept as partial.</summary>
public sealed class AnswerTooLongException : ColloquyException
{
    internal AnswerTooLongException(SessionKey? key, int limit)
        : base(FormattableString.Invariant($"The model's answer{(key is null ? "" : $" on session {key}")} is longer than {limit:#,0} characters, the limit, and was read no further. {(key is null ? "" : "Its beginning is kept as partial. ")}If the model repeats itself, set ChatOptions.MaxOutputTokens or use another model; if its answers are to be so long, raise RunLimits.AnswerCharacters."))
    {
        Key = key;
        Limit = limit;
    }

    /// <summary>The session; null when the agent ran without one.</summary>
    public SessionKey? Key { get; }

    /// <summary>The limit, in characters.</summary>
    public int Limit { get; }
}
