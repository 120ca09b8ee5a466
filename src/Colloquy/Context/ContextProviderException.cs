namespace Colloquy;

/// <summary>The exception that is thrown when a context provider failed, which makes its turn fail. The steps until then stay in the log.</summary>
public sealed class ContextProviderException : ColloquyException
{
    internal ContextProviderException(string provider, string hook, SessionKey key, Exception inner)
        : base($"Context provider '{provider}' failed {hook} the run on session {key}: {Sentence(inner.Message)} Correct the provider, or set its ContinueOnError so that turns continue without it.", inner)
    {
        Provider = provider;
        Key = key;
    }

    /// <summary>Gets the name of the provider.</summary>
    public string Provider { get; }

    /// <summary>What the log keeps: without what the provider says.</summary>
    internal string Bare => $"Context provider '{Provider}' failed with {InnerException!.GetType().Name}.";

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    private static string Sentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?'] ended ? ended : $"{text.TrimEnd()}.";
}
