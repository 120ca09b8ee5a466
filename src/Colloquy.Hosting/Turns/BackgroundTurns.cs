using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting;

/// <summary>Runs turns that outlive the request that started them. It is a singleton of the container.</summary>
/// <remarks>
/// <para>A turn belongs to the process that started it: <see cref="Find"/> finds the turns of this process. Another process follows what is committed by <c>Session.FollowAsync</c>.</para>
/// <para>When the application stops, turns of registered agents end or are left as any other (<see cref="ShutdownOptions"/>), and turns of other agents are cancelled.</para>
/// </remarks>
public sealed class BackgroundTurns : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, BackgroundTurn> _turns = [];
    private readonly Queue<(BackgroundTurn Turn, long At)> _ended = new();
    private readonly TurnLifetime _lifetime;
    private readonly BackgroundTurnOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    internal BackgroundTurns(TurnLifetime lifetime, BackgroundTurnOptions options, TimeProvider time, ILogger logger)
    {
        (_lifetime, _options, _time, _logger) = (lifetime, options, time, logger);
        _timer = time.CreateTimer(static turns => ((BackgroundTurns)turns!).Forget(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts a turn with a text from the user, and returns at once.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="session">The session.</param>
    /// <param name="input">The text of the user.</param>
    /// <param name="options">The options of the run; null for the settings of the agent. Services in them must live as long as the turn, which those of a request do not; a registered agent has a scope for each run without them.</param>
    /// <returns>The turn. <see cref="Find"/> returns it from now on, instead of an earlier one of the session.</returns>
    public BackgroundTurn Start(Agent agent, Session session, string input, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Start(agent, session, [new ChatMessage(ChatRole.User, input)], options);
    }

    /// <summary>Starts a turn with messages, and returns at once.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="session">The session.</param>
    /// <param name="messages">The turn's input.</param>
    /// <param name="options">The options of the run; null for the settings of the agent. Services in them must live as long as the turn, which those of a request do not; a registered agent has a scope for each run without them.</param>
    /// <returns>The turn. <see cref="Find"/> returns it from now on, instead of an earlier one of the session.</returns>
    public BackgroundTurn Start(Agent agent, Session session, IEnumerable<ChatMessage> messages, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(messages);

        return Run(agent, session, token => agent.RunStreamingAsync(messages, session, options, token));
    }

    /// <summary>Resumes the turn of a session that waits, when its calls are answered, or that was interrupted, and returns at once.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of the run; null for the settings of the agent. Services in them must live as long as the turn, which those of a request do not; a registered agent has a scope for each run without them.</param>
    /// <returns>The turn. Its <see cref="BackgroundTurn.Answer"/> fails with an <see cref="InvalidOperationException"/> when there is nothing to resume.</returns>
    public BackgroundTurn Resume(Agent agent, Session session, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(session);

        return Run(agent, session, token => agent.ResumeStreamingAsync(session, options, token));
    }

    /// <summary>Finds the newest turn of a session that this process started, running or ended not long ago; null when there is none.</summary>
    /// <param name="session">The session's whole key.</param>
    public BackgroundTurn? Find(SessionKey session)
    {
        ArgumentNullException.ThrowIfNull(session);
        lock (_gate)
            return _turns.GetValueOrDefault(session);
    }

    /// <summary>Forgets all turns. Turns that run are not cancelled by it.</summary>
    public void Dispose() => _timer.Dispose();

    private BackgroundTurn Run(Agent agent, Session session, Func<CancellationToken, IAsyncEnumerable<AgentUpdate>> begin)
    {
        var turn = new BackgroundTurn(session.Key, new CancellationTokenSource());
        var stop = ReferenceEquals(agent.Observer, _lifetime) ? CancellationToken.None : _lifetime.SuspendToken;
        var both = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, stop);

        // Here, so that what is wrong with the input is thrown to the caller.
        var updates = begin(both.Token);
        lock (_gate)
        {
            turn.Before = _turns.GetValueOrDefault(session.Key);
            _turns[session.Key] = turn;
        }

        _lifetime.Began();

        // What flows with the caller, its request for example, ends before the turn does. Its trace goes on.
        var trace = Activity.Current;
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => RunAsync(turn, updates, both, trace), CancellationToken.None);
        return turn;
    }

    private async Task RunAsync(BackgroundTurn turn, IAsyncEnumerable<AgentUpdate> updates, CancellationTokenSource cancel, Activity? trace)
    {
        Activity.Current = trace;
        try
        {
            AgentAnswer? answer = null;
            await foreach (var update in updates.ConfigureAwait(false))
            {
                turn.Add(update);
                answer = (update as AnswerUpdate)?.Answer ?? answer;
            }

            if (answer is null)
                throw new InvalidOperationException($"Session {turn.Session} has no turn to resume: the newest one has ended, and no other waits. Start one with BackgroundTurns.Start.");
            turn.Before = null;
            turn.End(answer);
        }
        catch (Exception e)
        {
            // Cancellation and limits are no failures of the application: the caller that awaits the answer gets them.
            if (e is not (OperationCanceledException or TurnInterruptedException or TurnLimitException))
                TurnLog.BackgroundFailed(_logger, e, turn.Session);
            PutBack(turn);
            turn.Fail(e);
        }
        finally
        {
            cancel.Dispose();
            HasEnded(turn);
            _lifetime.Ended();
        }
    }

    /// <summary>Has the turn that was found before be found again, where this one was refused, for example since the other runs.</summary>
    private void PutBack(BackgroundTurn turn)
    {
        lock (_gate)
        {
            if (turn is { HasUpdates: false, Before: { Answer.IsCompleted: false } before } && _turns.GetValueOrDefault(turn.Session) == turn)
                _turns[turn.Session] = before;
            turn.Before = null;
        }
    }

    private void HasEnded(BackgroundTurn turn)
    {
        lock (_gate)
        {
            _ended.Enqueue((turn, _time.GetTimestamp()));
            if (_ended.Count == 1)
                _timer.Change(_options.KeepEnded, Timeout.InfiniteTimeSpan);
            while (_ended.Count > _options.MaxEnded)
                Forget(_ended.Dequeue().Turn);
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            while (_ended.TryPeek(out var oldest))
            {
                if (_options.KeepEnded - _time.GetElapsedTime(oldest.At) is { Ticks: > 0 } left)
                {
                    // Timers count whole milliseconds.
                    _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                    return;
                }

                Forget(_ended.Dequeue().Turn);
            }
        }
    }

    private void Forget(BackgroundTurn turn)
    {
        if (_turns.TryGetValue(turn.Session, out var known) && known == turn)
            _turns.Remove(turn.Session);
    }
}
