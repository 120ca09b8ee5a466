namespace Colloquy;

/// <summary>The exception that is thrown when the answer of a model is not a valid value of the requested type, also after the model was told the problem. The turn has failed; its messages stay in the log. The inner exception is that of a constructor, a setter, a converter or the validation, if one threw.</summary>
public sealed class StructuredOutputException : ColloquyException
{
    internal StructuredOutputException(Type wanted, string text, string problem, SessionKey? key, Exception? failure)
        : base($"The model did not answer with {wanted}{(key is null ? "" : $" on session {key}")}, also when told what was wrong: {problem} Its text is in RawText; make the type or its descriptions simpler, or use a model that keeps to schemas.", failure)
    {
        Wanted = wanted;
        RawText = text;
        Problem = problem;
        Key = key;
    }

    /// <summary>Gets the type of the value.</summary>
    public Type Wanted { get; }

    /// <summary>Gets the last answer of the model.</summary>
    public string RawText { get; }

    /// <summary>Gets what is wrong with the answer.</summary>
    public string Problem { get; }

    /// <summary>Gets the session; null when the agent ran without one.</summary>
    public SessionKey? Key { get; }
}
