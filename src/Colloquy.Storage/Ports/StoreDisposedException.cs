namespace Colloquy;

/// <summary>Thrown by a run whose store was disposed of before it had ended: its task was not awaited, or its stream not read to the end.</summary>
public sealed class StoreDisposedException : ColloquyException
{
    internal StoreDisposedException(SessionKey key, Exception inner)
        : base($"The store was disposed of while a run on session {key} was going on. Await the task that RunAsync returns, and read a stream to its end, before the store is disposed of. What the turn had committed is kept: ResumeAsync goes on with it.", inner) => Key = key;

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>Whether a store is disposed of.</summary>
    internal static async ValueTask<bool> IsTrueOfAsync(ISessionStore store, SessionKey key)
    {
        try
        {
            await store.GetAsync(key, CancellationToken.None).ConfigureAwait(false);
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
