namespace Colloquy.Sqlite;

/// <summary>A write that waits for its turn. Its caller gets the outcome when the transaction is committed that has it.</summary>
/// <param name="asksForDisk">Whether its transaction must wait for the disk.</param>
/// <param name="isAlone">Whether it gets a transaction of its own, since it can take long.</param>
/// <param name="patience">How long it waits for the locks of other processes.</param>
internal abstract class PendingWrite(bool asksForDisk, bool isAlone, Patience patience) : IThreadPoolWorkItem
{
    private int _isTaken;

    public bool AsksForDisk => asksForDisk;

    public bool IsAlone => isAlone;

    public Patience Patience => patience;

    /// <summary>What its caller gets in place of a result.</summary>
    public Exception? Error { get; private set; }

    public bool IsTaken => Volatile.Read(ref _isTaken) != 0;

    /// <summary>Takes it, to decide its outcome; false when it was taken or cancelled before.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>Does the work within a transaction. If that is not committed, the work is done again in another.</summary>
    public void Run(Connection connection)
    {
        Error = null;
        Work(connection);
    }

    /// <summary>Notes that it failed, for when its caller is told.</summary>
    public void Note(Exception error) => Error = error;

    /// <summary>Tells its caller the outcome.</summary>
    /// <remarks>The caller goes on behind the work that waits for a thread already, so callers go on in the order of their writes.</remarks>
    public void Complete() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    public void Fail(Exception error)
    {
        Note(error);
        Complete();
    }

    public abstract void Execute();

    protected abstract void Work(Connection connection);
}

/// <inheritdoc />
internal sealed class PendingWrite<TArgument, TResult>(bool asksForDisk, bool isAlone, Patience patience, Func<Connection, TArgument, TResult> work, TArgument argument)
    : PendingWrite(asksForDisk, isAlone, patience)
{
    private readonly TaskCompletionSource<TResult> _outcome = new();
    private TResult? _result;

    /// <summary>Waits for the outcome.</summary>
    /// <param name="cancellationToken">Cancels the wait, as long as no transaction has the write.</param>
    public async Task<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static (write, token) => ((PendingWrite<TArgument, TResult>)write!).Cancel(token), this);
        return await _outcome.Task.ConfigureAwait(false);
    }

    public override void Execute()
    {
        if (Error is null)
            _outcome.SetResult(_result!);
        else
            _outcome.SetException(Error);
    }

    protected override void Work(Connection connection) => _result = work(connection, argument);

    private void Cancel(CancellationToken cancellationToken)
    {
        if (TryTake())
            Fail(new OperationCanceledException(cancellationToken));
    }
}
