using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 10: the state of users and apps, written by many processes, and by processes that die while they write.</summary>
public sealed class ScopedStateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    [Fault(FaultAttribute.Sqlite, "several processes write to one file at once")]
    public async Task Eight_processes_that_increment_one_key_of_a_user_lose_nothing()
    {
        const int Count = 20;
        var workers = Enumerable.Range(0, 8).Select(number => WorkerProcess.Start("count", _folder.File(), number, Count)).ToList();
        List<string> sums = [];
        foreach (var worker in workers)
            await worker.ExpectAsync("ready");
        workers.ForEach(worker => worker.Say("go"));
        foreach (var worker in workers)
        {
            sums.AddRange(await worker.HearUntilDoneAsync());
            await worker.DisposeAsync();
        }

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        Assert.Equal(Enumerable.Range(1, 8 * Count), sums.Select(sum => int.Parse(sum, CultureInfo.InvariantCulture)).Order());
        var counter = await store.GetState(new SessionOwner("ada")).FindAsync("counter");
        Assert.Equal((8 * Count, 8 * Count), (counter!.Get<int>(), counter.Version.Value));
        Dictionary<long, string> told = [];
        for (var number = 0; number < 8; number++)
        {
            foreach (var (version, text) in await ReadToldAsync(store, Stores.Room(number), Scope.User))
                told.Add(version, text);
        }

        Assert.Equal(8 * Count / 2, told.Count);
        Assert.All(told, pair => Assert.Equal($"{ScopeDesk.Name}: counter={pair.Key}", pair.Value));
        LogCheck.CheckFile(_folder.File());
        FaultTries.Note(tries: 1, sums.Count);
    }

    [Fact]
    [Fault(FaultAttribute.Sqlite, "a process is killed at each step while it writes the state of users and apps")]
    public Task A_process_that_is_killed_while_it_writes_state_leaves_log_and_state_in_agreement_and_the_turn_goes_on() => KillEverywhereAsync(Durability.Step);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    [Fault(FaultAttribute.Sqlite, "a process is killed at each step while it writes the state of users and apps")]
    public Task A_turn_that_was_to_be_committed_at_its_end_leaves_them_in_agreement_too() => KillEverywhereAsync(Durability.Turn);

    public void Dispose() => _folder.Dispose();

    private async Task KillEverywhereAsync(Durability durability)
    {
        var all = await RunAsync(_folder.File("all.db"), durability, "none");
        Assert.Equal("done Completed", all[^1]);
        Assert.InRange(all.Count, 15, 60);

        await Parallel.ForEachAsync(Enumerable.Range(1, all.Count - 1), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (at, _) =>
        {
            var file = _folder.File($"{at}.db");
            var reached = await RunAsync(file, durability, $"{at}");
            try
            {
                await CheckAsync(file);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Killed at point {at}, {reached[^1]}: {e.Message}", e);
            }
        });
        FaultTries.Note(tries: all.Count - 1);
    }

    private static async Task<List<string>> RunAsync(string file, Durability durability, string point)
    {
        await using var worker = WorkerProcess.Start("scopes", file, durability);
        await worker.GoAsync(point);
        return await worker.HearAllAsync();
    }

    private static async Task CheckAsync(string file)
    {
        var time = new AheadTime(TimeSpan.FromHours(1));
        await using var store = await SqliteSessionStore.OpenAsync(file, Stores.Patient(time));
        var session = await store.OpenAsync(Stores.Key, new OpenSessionOptions { TimeProvider = time });
        await AssertAgreeAsync(store, session);

        var agent = new ScopeDesk(ScopeDesk.WriteAsync, times: 2).Agent;
        await agent.ResumeAsync(session);
        await AssertAgreeAsync(store, session);
        var before = await store.GetState(new SessionOwner()).GetAsync<int>("orders");

        await agent.RunAsync("and again", session);
        await AssertAgreeAsync(store, session);
        Assert.Equal(before + 2, await store.GetState(new SessionOwner()).GetAsync<int>("orders"));
        Assert.Equal(TurnStatus.Completed, (await session.Turns.ReadAsync().FirstAsync()).Status);
        LogCheck.CheckFile(file);
    }

    /// <summary>What the log tells is what the state holds: each version that a run made is there, or was written over by one that the log tells of too.</summary>
    private static async Task AssertAgreeAsync(SqliteSessionStore store, Session session)
    {
        await LogCheck.ReadAsync(store, session.Key);
        foreach (var scope in new[] { Scope.User, Scope.App })
        {
            var told = await ReadToldAsync(store, session.Key, scope);
            var changes = await session.State.GetChangesAsync(StateVersion.None, scope);
            var newest = changes.Count == 0 ? 0 : changes[^1].Version.Value;
            // Of the user's state, the worker made version 1 outside its run, if it came so far.
            var first = told.Keys.Append(2).Min();
            Assert.True(first == 1 || told.Count == 0 || scope == Scope.User, $"The log tells of the {scope} state from version {first} on.");
            Assert.Equal(Enumerable.Range((int)first, told.Count).Select(version => (long)version), told.Keys.Order());
            Assert.True(told.Count == 0 ? newest <= 1 : newest == told.Keys.Max(), $"The {scope} state is at version {newest}; the log tells of {string.Join(", ", told.Keys)}.");
            foreach (var change in changes.Where(change => told.ContainsKey(change.Version.Value)))
                Assert.Equal(told[change.Version.Value], $"{ScopeDesk.Name}: {change.Key}{(change.IsRemoved ? " removed" : $"={change.Value}")}");
        }

        var results = (await session.GetItemsAsync(role: ChatRole.Tool)).Count(item => !item.Message.Contents.OfType<FunctionResultContent>().Any(result => result.Result?.ToString()?.Contains("unknown", StringComparison.Ordinal) == true));
        Assert.Equal(results, await session.State.GetAsync<int>("times"));
    }

    private static async Task<Dictionary<long, string>> ReadToldAsync(ISessionStore store, SessionKey key, Scope scope) =>
        (from entry in await LogCheck.ReadAsync(store, key)
         where entry.Kind == EntryKind.ScopedState
         let body = (ScopedStateBody)entry.Decode(key)
         where body.Scope == scope
         select (body.Version.Value, Text: $"{entry.Author}: {body.Key}{(body.Removed ? " removed" : $"={body.Value}")}")).ToDictionary(told => told.Value, told => told.Text);
}
