namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a conversation does not survive a loss of its process. Test frameworks count it as a failed assertion.</summary>
public sealed class RestartMatrixFailedException : ColloquyException, IAssertionException
{
    internal RestartMatrixFailedException(RestartMatrixResult result, string message)
        : base(message) => Result = result;

    /// <summary>Gets the result.</summary>
    public RestartMatrixResult Result { get; }
}

/// <summary>The exception that is thrown when it is not known whether a conversation survives the losses of its process.</summary>
public sealed class RestartMatrixErrorException : ColloquyException
{
    internal RestartMatrixErrorException(RestartMatrixResult result, string message)
        : base(message) => Result = result;

    /// <summary>Gets the result.</summary>
    public RestartMatrixResult Result { get; }
}
