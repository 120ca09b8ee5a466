using System.Collections.Concurrent;
using System.Globalization;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that many writers at once, each with a handle of its own, lose, double or interleave nothing.</summary>
public sealed class ConcurrencySuite : StoreSuite
{
    private const int Many = 8;

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Many_writers_on_one_session_lose_double_and_interleave_nothing),
        Case(Many_repeats_of_one_commit_happen_once),
        Case(Many_sessions_are_written_at_once),
        Case(Many_creators_of_one_session_create_one),
        Case(Many_takers_of_one_lease_hold_it_one_at_a_time),
        Case(Readers_see_whole_commits_only),
        Case(Many_deleters_of_one_session_delete_it_once),
    ];

    private static async Task Many_writers_on_one_session_lose_double_and_interleave_nothing(StoreCaseContext context)
    {
        const int Commits = 8;
        var session = await context.NewSessionAsync();

        await AtOnceAsync(context, async (writer, store) =>
        {
            for (var number = 0; number < Commits; number++)
                await Crowd.SayAsync(context, session.Through(store), $"{writer}/{number}", 1 + ((writer + number) % 4));
        });

        var log = await session.LogAsync();
        Check.Sequence(Enumerable.Range(1, log.Count).Select(number => new Position(number)), log.Select(entry => entry.Position), "the positions of the log");
        var batches = new List<string>();
        for (var i = 0; i < log.Count;)
        {
            var parts = TextOf(session, log[i]).Split('/');
            var size = int.Parse(parts[3], CultureInfo.InvariantCulture);
            var expected = Enumerable.Range(0, size).Select(part => $"{parts[0]}/{parts[1]}/{part}/{size}");
            Check.Sequence(expected, log.Skip(i).Take(size).Select(entry => TextOf(session, entry)), $"the entries from {i + 1} on, which one commit wrote,");
            batches.Add($"{parts[0]}/{parts[1]}");
            i += size;
        }

        Check.Sequence(
            Enumerable.Range(0, Many).SelectMany(writer => Enumerable.Range(0, Commits).Select(number => $"{writer}/{number}")).Order(StringComparer.Ordinal),
            batches.Order(StringComparer.Ordinal),
            "the commits in the log");
        foreach (var own in batches.GroupBy(batch => batch.Split('/')[0]))
            Check.Sequence(Enumerable.Range(0, Commits).Select(number => $"{own.Key}/{number}"), own, $"the order of the commits of writer {own.Key}");
    }

    private static async Task Many_repeats_of_one_commit_happen_once(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        for (var round = 0; round < 5; round++)
        {
            var commit = await session.DraftAsync(SessionUnderTest.Text("one"), SessionUnderTest.Text("two"));
            var receipts = new CommitReceipt[Many];

            await AtOnceAsync(context, async (writer, store) => receipts[writer] = await store.CommitAsync(session.Key, commit));

            Check.Equal(1, receipts.Count(receipt => !receipt.Repeated), "the number of receipts that are not repeats");
            Check.Equal(1, receipts.Select(receipt => receipt with { Repeated = true }).Distinct().Count(), "the number of different receipts");
            Check.Equal((round + 1) * 2, (await session.LogAsync()).Count, "the number of entries");
        }
    }

    private static async Task Many_sessions_are_written_at_once(StoreCaseContext context)
    {
        var sessions = new List<SessionUnderTest>();
        for (var i = 0; i < Many; i++)
            sessions.Add(await context.NewSessionAsync());

        await AtOnceAsync(context, async (writer, store) =>
        {
            for (var i = 0; i < 10; i++)
                await sessions[writer].Through(store).SayAsync($"{writer} says {i}");
        });

        for (var writer = 0; writer < Many; writer++)
        {
            var log = await sessions[writer].LogAsync();
            Check.Sequence(Enumerable.Range(0, 10).Select(i => $"{writer} says {i}"), log.Select(entry => TextOf(sessions[writer], entry)), "the log of one of many sessions");
        }
    }

    private static async Task Many_creators_of_one_session_create_one(StoreCaseContext context)
    {
        for (var round = 0; round < 5; round++)
        {
            var key = context.NewKey();

            await AtOnceAsync(context, async (writer, store) =>
            {
                await store.CreateAsync(key);
                await Crowd.SayAsync(context, new SessionUnderTest(store, key, context.Clock), $"{writer}/0", 1);
            });

            Check.Equal(Many, (await new SessionUnderTest(context.Store, key, context.Clock).LogAsync()).Count, "the number of entries of a session that many created and wrote to");
        }
    }

    private static async Task Many_takers_of_one_lease_hold_it_one_at_a_time(StoreCaseContext context)
    {
        const int Turns = 3;
        var session = await context.NewSessionAsync();
        var (holders, queued) = (0, 0);
        var tokens = new ConcurrentDictionary<LeaseToken, int>();

        await AtOnceAsync(context, async (writer, store) =>
        {
            for (var turn = 0; turn < Turns; turn++)
            {
                var token = await Crowd.TakeLeaseAsync(context, session.Through(store), $"taker {writer}", () => Interlocked.Increment(ref queued));
                Check.That(tokens.TryAdd(token, writer), $"Expected each grant to have a token of its own, but {token} was granted twice.");
                Check.Equal(1, Interlocked.Increment(ref holders), "the number of those who hold the lease at once");
                await Crowd.LetOthersRunUntilAsync(() => Volatile.Read(ref queued) > 0);
                await Crowd.LetOthersRunAsync();
                await session.Through(store).CommitAsync(await session.Through(store).DraftAsync(SessionUnderTest.Text("one"), SessionUnderTest.Text("two")) with { Lease = token });
                Interlocked.Decrement(ref holders);
                await store.LeaseAsync(session.Key, LeaseRequest.Release(token));
            }
        });

        Check.Equal(Many * Turns * 2, (await session.LogAsync()).Count, "the number of entries");
    }

    private static async Task Readers_see_whole_commits_only(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        using var done = new CancellationTokenSource();
        var store = await context.OpenAnotherAsync();
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
            {
                var record = await session.Through(store).RecordAsync();
                Check.Equal(0L, record.Tip.Value % 5, "the tip between commits of five entries, divided by five, the rest of it,");
                Check.Equal(record.Tip, record.Head, "the head seen together with the tip");
                var log = await session.Through(store).ReadAsync(LogRead.All() with { Limit = LogRead.MaxLimit });
                Check.Equal(0, log.Count % 5, "the number of entries between commits of five entries, divided by five, the rest of it,");
                Check.That(log.Count >= record.Tip.Value, $"Expected the {record.Tip} entries that the record speaks of, but there are {log.Count}.");
            }
        });

        for (var i = 0; i < 60; i++)
            await session.SayManyAsync(5);

        await done.CancelAsync();
        await reading;
    }

    private static async Task Many_deleters_of_one_session_delete_it_once(StoreCaseContext context)
    {
        for (var round = 0; round < 5; round++)
        {
            var session = await context.NewSessionAsync();
            await session.SayAsync("one");
            var deleted = 0;

            await AtOnceAsync(context, async (_, store) =>
            {
                if (await store.DeleteAsync(session.Key))
                    Interlocked.Increment(ref deleted);
            });

            Check.Equal(1, deleted, "the number of those who deleted one session");
            Check.That(await context.Store.GetAsync(session.Key) is null, "Expected the session to be gone, but it is there.");
        }
    }

    private static Task AtOnceAsync(StoreCaseContext context, Func<int, ISessionStore, Task> act) => Crowd.ActAsync(context, Many, act);

    private static string TextOf(SessionUnderTest session, Entry entry) => ((MessageBody)entry.Decode(session.Key)).Message.Text;
}
