using System.Runtime.CompilerServices;

namespace Colloquy.Hosting;

/// <summary>Represents a turn that outlives who started it. Any number of readers follow it, each from its beginning.</summary>
/// <remarks>Safe for many threads. The updates are kept in memory until <see cref="BackgroundTurns"/> forgets the turn (<see cref="BackgroundTurnOptions"/>) and no caller refers to it.</remarks>
public sealed class BackgroundTurn
{
    private readonly Lock _gate = new();
    private readonly List<AgentUpdate> _updates = [];
    private readonly TaskCompletionSource<AgentAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancel;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal BackgroundTurn(SessionKey session, CancellationTokenSource cancel) => (Session, _cancel) = (session, cancel);

    /// <summary>Gets the session.</summary>
    public SessionKey Session { get; }

    /// <summary>Gets the answer when the turn has ended. The task fails as <c>Agent.RunAsync</c> does.</summary>
    public Task<AgentAnswer> Answer => _answer.Task;

    /// <summary>Gets or sets the turn of the session that was found before this one; null for none, and when this one has ended.</summary>
    internal BackgroundTurn? Before { get; set; }

    internal bool HasUpdates
    {
        get
        {
            lock (_gate)
                return _updates.Count > 0;
        }
    }

    internal CancellationToken Token => _cancel.Token;

    /// <summary>Reads the updates of the turn from its beginning, those that have arrived at once and then each as it arrives. The last one is an <see cref="AnswerUpdate"/>.</summary>
    /// <param name="cancellationToken">Ends the reading, and not the turn.</param>
    /// <remarks>To stop the enumeration early does not cancel the turn. When the turn fails, the enumeration throws its exception after the updates that had arrived.</remarks>
    public async IAsyncEnumerable<AgentUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var next = 0; ; next++)
        {
            AgentUpdate? update;
            while ((update = Find(next, out var more)) is null)
            {
                if (more is null)
                {
                    await Answer.ConfigureAwait(false);
                    yield break;
                }

                await more.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }

    /// <summary>Cancels the turn. The steps that were committed stay.</summary>
    /// <returns>A task that ends when the turn has ended.</returns>
    public async Task CancelAsync()
    {
        await _cancel.CancelAsync().ConfigureAwait(false);
        await ((Task)Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal void Add(AgentUpdate update)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            _updates.Add(update);
            (more, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        more.SetResult();
    }

    internal void End(AgentAnswer answer)
    {
        _answer.SetResult(answer);
        Wake();
    }

    internal void Fail(Exception exception)
    {
        if (exception is OperationCanceledException cancelled)
            _answer.SetCanceled(cancelled.CancellationToken.IsCancellationRequested ? cancelled.CancellationToken : Token);
        else
            _answer.SetException(exception);

        // Observed here, because no caller may await it.
        _ = _answer.Task.Exception;
        Wake();
    }

    /// <summary>Finds an update.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="more">What ends when there may be another; null when the turn has ended.</param>
    private AgentUpdate? Find(int index, out Task? more)
    {
        lock (_gate)
        {
            more = _answer.Task.IsCompleted ? null : _more.Task;
            return index < _updates.Count ? _updates[index] : null;
        }
    }

    private void Wake()
    {
        lock (_gate)
            _more.TrySetResult();
    }
}
