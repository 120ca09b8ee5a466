using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Cli;

/// <summary>Takes pictures of what goes on in a store. The work follows what runs and waits, not how many sessions there are.</summary>
internal sealed class ActivityReader(SqliteSessionStore store, SessionSelection selection, CliHost host)
{
    private const int MostCounted = 1_000;

    // Adding up a day of a busy store takes longer than all the rest: it is done again when that would be a small part of the time.
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

        // What runs comes before what was interrupted, perhaps long ago.
        var byLife = running.Sessions.ToLookup(record => Wording.Status(record, host.Time) == "running");
        var turns = new List<RunningTurn>();
        foreach (var record in byLife[true].Concat(byLife[false]).Take(limit))
            turns.Add(await DescribeAsync(record, cancellationToken).ConfigureAwait(false));

        return new ActivityPicture
        {
            At = now,
            Running = turns,
            RunningSessions = new SessionCount(byLife[true].Count(), running.Next is not null),
            InterruptedSessions = new SessionCount(byLife[false].Count(), running.Next is not null),
            Waiting = await ReadWaitingAsync(waiting, limit, cancellationToken).ConfigureAwait(false),
            WaitingSessions = Count(waiting),
            LastMinute = Count(recent),
            Today = await SumTodayAsync(now, cancellationToken).ConfigureAwait(false),
            Unreadable = [.. running.Unreadable.Concat(waiting.Unreadable).Concat(recent.Unreadable).DistinctBy(one => one.Problem)],
        };
    }

    private static SessionCount Count(SessionPage page) => new(page.Sessions.Count, page.Next is not null);

    private async Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken) =>
        await store.ListAllAsync(selection, query, cancellationToken).ConfigureAwait(false);

    /// <summary>Describes the turn that wrote the session's last entry, from two headers: only the holder of the lease writes while a turn runs.</summary>
    private async Task<RunningTurn> DescribeAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        if (await FindHeaderAsync(record.Key, record.Tip, cancellationToken).ConfigureAwait(false) is not { TurnStart: { IsStart: false } start }
            || await FindHeaderAsync(record.Key, start, cancellationToken).ConfigureAwait(false) is not { } begun)
            return new RunningTurn(record, null, null, null);

        return new RunningTurn(record, int.TryParse(begun.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, begun.Author, begun.At);
    }

    private async Task<Entry?> FindHeaderAsync(SessionKey key, Position position, CancellationToken cancellationToken)
    {
        if (position.IsStart)
            return null;

        try
        {
            var page = await store.ReadAsync(key, LogRead.Back(position) with { HeadersOnly = true, Limit = 1 }, cancellationToken).ConfigureAwait(false);
            return page.Entries.Count > 0 ? page.Entries[0] : null;
        }
        catch (ColloquyException lost) when (lost is CorruptDataException or SessionNotFoundException or EntryNotFoundException)
        {
            // Deleted since it was listed, or damaged: the session is shown all the same.
            return null;
        }
    }

    private async Task<IReadOnlyList<Approval>> ReadWaitingAsync(SessionPage page, int limit, CancellationToken cancellationToken)
    {
        var found = new List<Approval>();
        foreach (var record in page.Sessions)
        {
            if (found.Count >= limit)
                break;

            try
            {
                found.AddRange(await WaitingCalls.ReadAsync(store, record.Key, host, cancellationToken).ConfigureAwait(false));
            }
            catch (CorruptDataException problem)
            {
                host.Terminal.Warning(problem.Message);
            }
        }

        // What an agent waits for that is a tool is listed with its caller, and in its own session too.
        return [.. found.DistinctBy(approval => (approval.Session, approval.Position)).Take(limit)];
    }

    private async Task<UsageTotals> SumTodayAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var started = host.Time.GetTimestamp();
        if (now.UtcDateTime.Date == _day && started < _sumAgainAt)
            return _today;

        _day = now.UtcDateTime.Date;
        _today = await store.GetUsageAsync(selection, new UsageQuery { Since = new DateTimeOffset(_day, TimeSpan.Zero) }, cancellationToken: cancellationToken).ConfigureAwait(false);
        var ended = host.Time.GetTimestamp();
        _sumAgainAt = ended + (RestBetweenSums * (ended - started));
        return _today;
    }
}
