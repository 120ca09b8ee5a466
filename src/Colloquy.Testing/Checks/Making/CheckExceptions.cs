namespace Colloquy.Testing;

/// <summary>Marks exceptions that test frameworks count as a failed assertion: xunit knows them by this name.</summary>
internal interface IAssertionException;

/// <summary>The exception that is thrown when a check fails: the agent did not do what was expected.</summary>
public sealed class CheckFailedException : ColloquyException, IAssertionException
{
    internal CheckFailedException(CheckSubject subject, IReadOnlyList<CheckResult> results, string message, Exception? innerException)
        : base(message, innerException) => (Subject, Results) = (subject, results);

    /// <summary>Gets what was checked.</summary>
    public CheckSubject Subject { get; }

    /// <summary>Gets the results that did not pass, in order; at least one of them failed.</summary>
    public IReadOnlyList<CheckResult> Results { get; }
}

/// <summary>The exception that is thrown when a check could not be made, for example because a judge or a tool host failed. It fails the test, and is not counted against the agent.</summary>
public sealed class CheckErrorException : ColloquyException
{
    internal CheckErrorException(CheckSubject subject, IReadOnlyList<CheckResult> results, string message, Exception? innerException)
        : base(message, innerException) => (Subject, Results) = (subject, results);

    /// <summary>Gets what was checked.</summary>
    public CheckSubject Subject { get; }

    /// <summary>Gets the results that did not pass, in order; each of them is an error.</summary>
    public IReadOnlyList<CheckResult> Results { get; }
}
