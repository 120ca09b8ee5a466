using System.Collections.Immutable;

namespace Colloquy.Storage;

/// <summary>A change signal within one process: what a store that cannot hear of other processes offers.</summary>
/// <remarks>Thread-safe. The store calls <see cref="Send"/> after each change that it made.</remarks>
public sealed class LocalChangeSignal : IChangeSignal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, ImmutableArray<Listener>> _listeners = [];
    private volatile int _count;

    /// <inheritdoc />
    public ValueTask<IAsyncDisposable> ListenAsync(SessionKey key, Action<SessionChanges> changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(changed);
        cancellationToken.ThrowIfCancellationRequested();
        var listener = new Listener(this, key, changed);
        lock (_gate)
        {
            _listeners[key] = _listeners.TryGetValue(key, out var others) ? others.Add(listener) : [listener];
            _count++;
        }

        return new(listener);
    }

    /// <summary>Calls all listeners of a session. It has no cost when there are none.</summary>
    /// <param name="key">The session's whole key.</param>
    /// <param name="changes">What changed.</param>
    public void Send(SessionKey key, SessionChanges changes)
    {
        if (_count == 0)
            return;

        ImmutableArray<Listener> listeners;
        lock (_gate)
        {
            if (!_listeners.TryGetValue(key, out listeners))
                return;
        }

        foreach (var listener in listeners)
            listener.Changed(changes);
    }

    /// <summary>Calls everybody who listens, to any session: after a break in which changes of other processes went unheard.</summary>
    /// <param name="changes">What changed; <see cref="SessionChanges.None"/> when that is not known.</param>
    public void SendToAll(SessionChanges changes)
    {
        ImmutableArray<Listener> listeners;
        lock (_gate)
            listeners = [.. _listeners.Values.SelectMany(others => others)];
        foreach (var listener in listeners)
            listener.Changed(changes);
    }

    private void Remove(Listener listener)
    {
        lock (_gate)
        {
            if (!_listeners.TryGetValue(listener.Key, out var others) || others.Remove(listener) is var left && left.Length == others.Length)
                return;

            _count--;
            if (left.IsEmpty)
                _listeners.Remove(listener.Key);
            else
                _listeners[listener.Key] = left;
        }
    }

    private sealed class Listener(LocalChangeSignal signal, SessionKey key, Action<SessionChanges> changed) : IAsyncDisposable
    {
        public SessionKey Key => key;

        public Action<SessionChanges> Changed => changed;

        public ValueTask DisposeAsync()
        {
            signal.Remove(this);
            return ValueTask.CompletedTask;
        }
    }
}
