using System.Globalization;

namespace Colloquy.Cli;

/// <summary>Takes pictures of the activity in a store. The work depends on what runs and waits, not on the number of sessions.</summary>
internal sealed class ActivityReader(ISessionStore store, SessionSelection selection, CliHost host)
{
    private const int MostCounted = 1_000;

    // Adding up a day of a busy store takes longer than all the rest. It is added up again after so many times the duration of the last sum.
    private const int RestBetweenSums = 20;

    private UsageTotals _today = new();
    private DateTime _day;
    private long _sumAgainAt;

    /// <summary>Takes a picture.</summary>
    /// <param name="limit">The most turns, and the most waiting calls, that are described.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<ActivityPicture> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var now = host.Time.GetUtcNow();
        var running = await ListAsync(new SessionQuery { Activity = SessionActivity.Running, Limit = MostCounted }, cancellationToken).ConfigureAwait(false);
        var waiting = await ListAsync(new SessionQuery { Activity = SessionActivity.Waiting, Limit = MostCounted }, cancellationToken).ConfigureAwait(false);
        var recent = await ListAsync(new SessionQuery { UpdatedSince = now.AddMinutes(-1), Limit = MostCounted }, cancellationToken).ConfigureAwait(false);

        // Turns that were interrupted, perhaps long ago, come behind those that run.
        var byInterrupted = running.Sessions.ToLookup(record => Wording.IsInterrupted(record, now));
        var (turns, damaged) = (new List<RunningTurn>(), new List<UnreadableSession>());
        foreach (var record in byInterrupted[false].Concat(byInterrupted[true]).Take(limit))
            turns.Add(await DescribeAsync(record, now, damaged, cancellationToken).ConfigureAwait(false));

        var calls = await WaitingCalls.ReadAllAsync(store, waiting.Sessions, limit, host, cancellationToken).ConfigureAwait(false);
        return new ActivityPicture
        {
            At = now,
            Running = turns,
            RunningSessions = new SessionCount(byInterrupted[false].Count(), running.Next is not null),
            InterruptedSessions = new SessionCount(byInterrupted[true].Count(), running.Next is not null),
            Waiting = calls.Calls,
            WaitingSessions = Count(waiting),
            WaitingSessionsLeft = calls.SessionsLeft,
            LastMinute = Count(recent),
            Today = await SumTodayAsync(now, cancellationToken).ConfigureAwait(false),
            Unreadable = [.. running.Unreadable.Concat(waiting.Unreadable).Concat(recent.Unreadable).Concat(damaged).Concat(calls.Unreadable).DistinctBy(one => one.Problem)],
        };
    }

    private static SessionCount Count(SessionPage page) => new(page.Sessions.Count, page.Next is not null);

    private async Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken) =>
        await store.Everybody().ListAllAsync(selection, query, cancellationToken).ConfigureAwait(false);

    /// <summary>Describes the turn that wrote the session's last entry, from two headers: only the holder of the lease writes while a turn runs.</summary>
    private async Task<RunningTurn> DescribeAsync(SessionRecord record, DateTimeOffset now, List<UnreadableSession> damaged, CancellationToken cancellationToken)
    {
        var turn = new RunningTurn(record, Wording.IsInterrupted(record, now), null, null, null);
        try
        {
            if (await ReadHeaderAsync(record.Key, record.Tip, cancellationToken).ConfigureAwait(false) is not { TurnStart: { IsStart: false } at }
                || await ReadHeaderAsync(record.Key, at, cancellationToken).ConfigureAwait(false) is not { } start)
                return turn;

            return turn with { Number = int.TryParse(start.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, Agent = start.Author, Since = start.At };
        }
        catch (CorruptDataException damage)
        {
            damaged.Add(new UnreadableSession(record.Key, damage.Message));
            return turn;
        }
        catch (ColloquyException gone) when (gone is SessionNotFoundException or EntryNotFoundException)
        {
            // Deleted since it was listed.
            return turn;
        }
    }

    private async Task<Entry?> ReadHeaderAsync(SessionKey key, Position position, CancellationToken cancellationToken)
    {
        if (position.IsStart)
            return null;

        var page = await store.ReadAsync(key, LogRead.Back(position) with { HeadersOnly = true, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return page.Entries is [var header, ..] ? header : throw new CorruptDataException(key, position, "is not there");
    }

    private async Task<UsageTotals> SumTodayAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var started = host.Time.GetTimestamp();
        if (now.UtcDateTime.Date == _day && started < _sumAgainAt)
            return _today;

        _day = now.UtcDateTime.Date;
        _today = await store.Everybody().GetUsageAsync(selection, new UsageQuery { Since = new DateTimeOffset(_day, TimeSpan.Zero) }, cancellationToken: cancellationToken).ConfigureAwait(false);
        var ended = host.Time.GetTimestamp();
        _sumAgainAt = ended + (RestBetweenSums * (ended - started));
        return _today;
    }
}
