using Colloquy.Storage;

namespace Colloquy.Testing;

/// <summary>Parts an agent whose process is lost from the world: from then on, nothing that it still does reaches a store, a model or a tool host.</summary>
/// <remarks>A process that is killed does nothing more. An agent within the test's own process cannot be killed, so what it does afterwards must have no effect.</remarks>
internal sealed class ProcessFence
{
    /// <summary>The fence of the process that makes the tool call which runs; the host's side finds it here.</summary>
    public static readonly AsyncLocal<ProcessFence?> Caller = new();

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<SessionKey, LeaseToken> _leases = [];
    private int _writes;
    private string _reason = "The process of the agent was lost.";

    /// <summary>Ends when the process is lost.</summary>
    public Task Lost => _lost.Task;

    public bool IsLost => _lost.Task.IsCompleted;

    /// <summary>What a turn is told that was interrupted.</summary>
    public ProcessLostException Error => new(_reason);

    public void ThrowIfLost()
    {
        if (IsLost)
            throw new ProcessLostException("The process of this agent was lost. What it still does has no effect.");
    }

    /// <summary>Loses the process, and returns when no write is under way any more.</summary>
    public Task LoseAsync(string? reason = null)
    {
        lock (_lock)
        {
            if (!IsLost)
                _reason = reason ?? _reason;
            _lost.TrySetResult();
            return _writes == 0 ? Task.CompletedTask : _idle.Task;
        }
    }

    /// <summary>Begins a write, which a loss then waits for.</summary>
    public Write BeginWrite()
    {
        lock (_lock)
        {
            ThrowIfLost();
            _writes++;
            return new Write(this);
        }
    }

    /// <summary>Notes a lease that the process holds, or no longer holds.</summary>
    public void NoteLease(SessionKey key, LeaseToken? token)
    {
        lock (_lock)
        {
            if (token is { } held)
                _leases[key] = held;
            else
                _leases.Remove(key);
        }
    }

    /// <summary>Ends the leases of a lost process at once, so that no test waits until they expire.</summary>
    public async ValueTask ExpireLeasesAsync(ISessionStore store, CancellationToken cancellationToken)
    {
        KeyValuePair<SessionKey, LeaseToken>[] held;
        lock (_lock)
        {
            held = [.. _leases];
            _leases.Clear();
        }

        foreach (var (key, token) in held)
            await store.LeaseAsync(key, LeaseRequest.Release(token), cancellationToken).ConfigureAwait(false);
    }

    public readonly struct Write(ProcessFence fence) : IDisposable
    {
        public void Dispose()
        {
            lock (fence._lock)
            {
                if (--fence._writes == 0 && fence.IsLost)
                    fence._idle.TrySetResult();
            }
        }
    }
}
