using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting;

/// <summary>Goes on with turns of one store that other processes left: a bound of them at once, each a bound of times.</summary>
internal sealed class TurnResumer(ISessionStore store, ISessionDirectory directory, StoreRegistration registration, AgentCatalog agents, TurnLifetime lifetime, TimeProvider time, ILogger logger, ILoggerFactory? loggers) : IDisposable
{
    /// <summary>The metadata of a session that says which turn was resumed how often. Beside the log, so that a process which dies at once has counted.</summary>
    private const string Attempts = "colloquy.resumed";

    private readonly ResumeOptions _options = registration.Resume!;
    private readonly SemaphoreSlim _slots = new(registration.Resume!.MaxConcurrency);
    private readonly ConcurrentDictionary<SessionKey, bool> _running = [];
    private readonly ConcurrentDictionary<SessionKey, Position> _left = [];
    private readonly ConcurrentDictionary<string, bool> _unknown = [];

    /// <summary>Looks through the store once, and begins to resume what it finds.</summary>
    /// <param name="cancellationToken">Ends the look. Runs that have begun go on.</param>
    public async Task ScanAsync(CancellationToken cancellationToken)
    {
        var query = new SessionQuery { Activity = SessionActivity.Running, Limit = 200 };
        await foreach (var record in directory.ListAllSessionsAsync(SessionSelection.All, query, logger: logger, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (record.IsInterrupted && !(_left.TryGetValue(record.Key, out var tip) && tip == record.Tip))
                await BeginAsync(record, ResumeInterruptedAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Begins to go on with the turns of a session whose approvals have expired, when there is a slot.</summary>
    public Task BeginExpiredAsync(SessionRecord record, CancellationToken cancellationToken) => BeginAsync(record, ResumeExpiredAsync, cancellationToken);

    public void Dispose() => _slots.Dispose();

    /// <summary>Begins with a session when there is a slot. An agent that works as a tool is gone on with by the turn that it works for.</summary>
    private async Task BeginAsync(SessionRecord record, Func<Session, Task> resume, CancellationToken cancellationToken)
    {
        if (record.Details.Metadata.ContainsKey(Agent.ParentMetadataKey))
            return;

        if (!_running.TryAdd(record.Key, true))
            return;

        try
        {
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _running.TryRemove(record.Key, out _);
            throw;
        }

        lifetime.Began();
        _ = Task.Run(
            async () =>
            {
                await ResumeAsync(record.Key, resume).ConfigureAwait(false);
                _running.TryRemove(record.Key, out _);
                _slots.Release();
                lifetime.Ended();
            },
            CancellationToken.None);
    }

    /// <summary>Opens a session and resumes it. A failure is logged, because no caller awaits it.</summary>
    private async Task ResumeAsync(SessionKey key, Func<Session, Task> resume)
    {
        try
        {
            if (await store.FindAsync(key, new OpenSessionOptions { TimeProvider = time, LoggerFactory = loggers }).ConfigureAwait(false) is { } session)
                await resume(session).ConfigureAwait(false);
        }
        catch (SessionBusyException)
        {
            // Another process was quicker.
        }
        catch (TurnInterruptedException)
        {
            // This process stops, or another run has the session.
        }
        catch (SessionClosedException)
        {
            // Nothing goes on in a closed session.
        }
        catch (Exception e)
        {
            TurnLog.ResumeFailed(logger, e, key, registration.ToString());
        }
    }

    private async Task ResumeInterruptedAsync(Session session)
    {
        if (await FindInterruptedAsync(session).ConfigureAwait(false) is not var (on, turn))
        {
            _left[session.Key] = session.Record.Tip;
            return;
        }

        if (Find(turn.Agent, session.Key) is not { } agent)
            return;

        var count = 1 + CountOf(session, turn);
        if (count > _options.MaxAttempts)
        {
            if (_left.TryAdd(session.Key, session.Record.Tip))
                TurnLog.ResumedTooOften(logger, turn.Number, session.Key, _options.MaxAttempts);
            return;
        }

        await session.SetMetadataAsync(Attempts, string.Create(CultureInfo.InvariantCulture, $"{turn.Start} {count}")).ConfigureAwait(false);
        TurnLog.Resuming(logger, turn.Number, session.Key, agent.Name, count);
        try
        {
            await agent.ResumeAsync(on, OptionsFor(session.Key)).ConfigureAwait(false);
            await session.SetMetadataAsync(Attempts, value: null).ConfigureAwait(false);
        }
        catch (TurnInterruptedException e) when (e.IsResumable)
        {
            await session.SetMetadataAsync(Attempts, count == 1 ? null : string.Create(CultureInfo.InvariantCulture, $"{turn.Start} {count - 1}")).ConfigureAwait(false);
        }
    }

    private async Task ResumeExpiredAsync(Session session)
    {
        foreach (var branch in await ApprovalFinder.ListExpiredAsync(session.Log, CancellationToken.None).ConfigureAwait(false))
        {
            var on = await session.Branches.OpenAsync(branch).ConfigureAwait(false);
            if (await on.Turns.ReadAsync().FirstOrDefaultAsync().ConfigureAwait(false) is { } turn && Find(turn.Agent, session.Key) is { } agent)
                await agent.ResumeAsync(on, OptionsFor(session.Key)).ConfigureAwait(false);
        }
    }

    /// <summary>Finds the branch on which a turn has no end, the current one first.</summary>
    private static async Task<(Session On, Turn Turn)?> FindInterruptedAsync(Session session)
    {
        if (await session.Turns.ReadAsync().FirstOrDefaultAsync().ConfigureAwait(false) is { HasEnd: false } current)
            return (session, current);

        foreach (var branch in await session.Branches.ListAsync().ConfigureAwait(false))
        {
            if (branch.Name == session.Record.Branch)
                continue;

            var on = await session.Branches.OpenAsync(branch.Name).ConfigureAwait(false);
            if (await on.Turns.ReadAsync().FirstOrDefaultAsync().ConfigureAwait(false) is { HasEnd: false } turn)
                return (on, turn);
        }

        return null;
    }

    /// <summary>Finds the agent that began a turn, or one that can hand over to it; logs a warning once for a name that no agent has.</summary>
    private Agent? Find(string? name, SessionKey session)
    {
        if (name is not null && agents.Find(name) is { } own)
            return own;
        if (name is not null && agents.Names.Select(agents.Get).FirstOrDefault(agent => HandoffGraph.Find(agent, name) is not null) is { } leading)
            return leading;

        if (_unknown.TryAdd(name ?? "", true))
            TurnLog.AgentUnknown(logger, name ?? "(none)", session);
        return null;
    }

    private RunOptions OptionsFor(SessionKey session)
    {
        var options = _options.RunOptions?.Invoke(session) ?? new RunOptions();
        options.WhenBusy = BusyPolicy.Reject;
        return options;
    }

    private static int CountOf(Session session, Turn turn) =>
        session.Record.Details.Metadata.TryGetValue(Attempts, out var noted) && noted.Split(' ') is [var start, var count] && start == turn.Start.ToString()
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 0;
}
