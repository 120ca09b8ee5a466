namespace Colloquy;

/// <summary>The exception that is thrown when a text could not be searched for personal data. It was not stored, sent or exported.</summary>
public sealed class PersonalDataException : ColloquyException
{
    internal PersonalDataException(string kind, int length, Exception inner)
        : base($"A text of {length} characters could not be searched for personal data of the kind '{kind}': {(inner is System.Text.RegularExpressions.RegexMatchTimeoutException ? "the pattern took longer than its time-out" : $"the detector threw {inner.GetType().Name}")}. It was not passed on. Simplify the pattern, or give it more time.", inner) => Kind = kind;

    /// <summary>Gets the kind of personal data that was searched for.</summary>
    public string Kind { get; }
}
