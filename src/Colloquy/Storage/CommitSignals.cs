using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Tells who follows a session in this process that something was committed to it through the same store. Other processes are not heard: they are found by looking.</summary>
internal sealed class CommitSignals
{
    private static readonly ConditionalWeakTable<ISessionStore, CommitSignals> Stores = [];

    private readonly ConcurrentDictionary<SessionKey, TaskCompletionSource> _next = new();

    public static CommitSignals Of(ISessionStore store) => Stores.GetValue(store, static _ => new CommitSignals());

    /// <summary>Completes at the next commit. To be asked for before one looks whether there is something new.</summary>
    public Task NextAsync(SessionKey key) => _next.GetOrAdd(key, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Committed(SessionKey key)
    {
        if (!_next.IsEmpty && _next.TryRemove(key, out var waiting))
            waiting.SetResult();
    }
}
