namespace Colloquy;

/// <summary>Tells who listens in this process that something happened to a session. Other processes are not heard: they are found by looking.</summary>
internal sealed class SessionSignals
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, Signal> _signals = [];
    private volatile int _listeners;

    /// <summary>How many listen, on all sessions.</summary>
    public int Listeners => _listeners;

    /// <summary>Listens until what is returned is disposed of.</summary>
    public Listener Listen(SessionKey key)
    {
        lock (_gate)
        {
            if (!_signals.TryGetValue(key, out var signal))
                _signals.Add(key, signal = new Signal());
            signal.Listeners++;
            _listeners++;
            return new Listener(this, key, signal);
        }
    }

    /// <summary>Tells that it happened.</summary>
    public void Send(SessionKey key)
    {
        if (_listeners == 0)
            return;

        TaskCompletionSource waiting;
        lock (_gate)
        {
            if (!_signals.TryGetValue(key, out var signal))
                return;
            waiting = signal.Next;
            signal.Next = Signal.Create();
        }

        waiting.SetResult();
    }

    private void Leave(SessionKey key, Signal signal)
    {
        lock (_gate)
        {
            _listeners--;
            if (--signal.Listeners == 0)
                _signals.Remove(key);
        }
    }

    /// <summary>Somebody who listens.</summary>
    internal sealed class Listener(SessionSignals signals, SessionKey key, Signal signal) : IDisposable
    {
        private bool _disposed;

        /// <summary>Completes when it happens next. To be asked for before one looks whether it has happened.</summary>
        public Task NextAsync()
        {
            lock (signals._gate)
                return signal.Next.Task;
        }

        public void Dispose()
        {
            if (_disposed)
                return;

            _disposed = true;
            signals.Leave(key, signal);
        }
    }

    internal sealed class Signal
    {
        public int Listeners { get; set; }

        public TaskCompletionSource Next { get; set; } = Create();

        public static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
