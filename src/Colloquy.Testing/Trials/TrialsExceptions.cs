namespace Colloquy.Testing;

/// <summary>The exception that is thrown when an agent does not reach what repeated trials require. Test frameworks count it as a failed assertion.</summary>
public sealed class TrialsFailedException : ColloquyException, IAssertionException
{
    internal TrialsFailedException(TrialsResult result, string message)
        : base(message) => Result = result;

    /// <summary>Gets the result.</summary>
    public TrialsResult Result { get; }
}

/// <summary>The exception that is thrown when repeated trials do not show whether the agent reaches what they require.</summary>
public sealed class TrialsErrorException : ColloquyException
{
    internal TrialsErrorException(TrialsResult result, string message)
        : base(message) => Result = result;

    /// <summary>Gets the result.</summary>
    public TrialsResult Result { get; }
}
