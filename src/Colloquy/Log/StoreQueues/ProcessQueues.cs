namespace Colloquy;

/// <summary>Queues of this process, one for each key that somebody is at: first come, first served, and who waits does no work.</summary>
/// <typeparam name="TKey">What is waited for.</typeparam>
internal sealed class ProcessQueues<TKey>
    where TKey : notnull
{
    private readonly Lock _gate = new();

    /// <summary>Who waits for each key at which somebody is; null for nobody.</summary>
    private readonly Dictionary<TKey, LinkedList<Waiter>?> _queues = [];

    /// <summary>At how many keys somebody is.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _queues.Count;
        }
    }

    /// <summary>Waits until everybody who came before has left, and does some work.</summary>
    /// <param name="key">What is waited for.</param>
    /// <param name="argument">What the work is about.</param>
    /// <param name="work">The work. What it writes elsewhere meanwhile waits in no queue, so that no two wait for one another.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    public async ValueTask<TResult> RunAsync<TArgument, TResult>(TKey key, TArgument argument, Func<TArgument, QueuedWork, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        if (QueuedWork.IsWithin)
            return await work(argument, new QueuedWork()).ConfigureAwait(false);

        var place = await EnterAsync(key, cancellationToken).ConfigureAwait(false);
        var own = new QueuedWork { Waited = place.Waited, Before = place.Before };
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            own.Begin();
            return await work(argument, own).ConfigureAwait(false);
        }
        finally
        {
            own.End();
            place.Leave(own.After);
        }
    }

    /// <summary>Waits until everybody who came before has left. Who has come to the front must leave.</summary>
    public ValueTask<QueuePlace> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_gate)
        {
            if (!_queues.TryGetValue(key, out var queue))
            {
                _queues.Add(key, null);
                return new(new QueuePlace(this, key, Waited: false, Before: null));
            }

            if (queue is null)
                _queues[key] = queue = new LinkedList<Waiter>();
            waiter = new Waiter();
            queue.AddLast(waiter.Node);
        }

        return WaitAsync(key, waiter, cancellationToken);
    }

    private async ValueTask<QueuePlace> WaitAsync(TKey key, Waiter waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister((_, token) => Cancel(waiter, token), null);
        return new QueuePlace(this, key, Waited: true, await waiter.Front.Task.ConfigureAwait(false));
    }

    private void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Whoever is at the front already leaves it by itself.
            if (waiter.Node.List is not { } queue)
                return;
            queue.Remove(waiter.Node);
        }

        waiter.Front.SetCanceled(cancellationToken);
    }

    private void Leave(TKey key, object? left)
    {
        Waiter next;
        lock (_gate)
        {
            if (_queues[key] is not { First: { } first } queue)
            {
                _queues.Remove(key);
                return;
            }

            queue.RemoveFirst();
            next = first.Value;
        }

        next.Front.SetResult(left);
    }

    /// <summary>The front of a queue.</summary>
    /// <param name="Queues">The queues.</param>
    /// <param name="Key">Which of them.</param>
    /// <param name="Waited">Whether somebody was there before.</param>
    /// <param name="Before">What that one left.</param>
    internal readonly record struct QueuePlace(ProcessQueues<TKey> Queues, TKey Key, bool Waited, object? Before)
    {
        /// <summary>Lets the next come.</summary>
        /// <param name="after">What that one is to know; null for nothing.</param>
        public void Leave(object? after = null) => Queues.Leave(Key, after);
    }

    private sealed class Waiter
    {
        public Waiter() => Node = new LinkedListNode<Waiter>(this);

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<object?> Front { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
