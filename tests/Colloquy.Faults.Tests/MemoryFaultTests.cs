using System.Globalization;

namespace Colloquy.Faults.Tests;

/// <summary>Memories written by several processes at once, and by processes that die while they learn.</summary>
public sealed class MemoryFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    [Fault(FaultAttribute.Sqlite, "several processes write to one file at once")]
    public async Task Processes_that_store_and_forget_at_once_lose_nothing_and_leave_nothing_behind()
    {
        const int Count = 30;
        var workers = Enumerable.Range(0, 3).Select(number => WorkerProcess.Start("memory", _folder.File(), number, Count)).ToList();
        List<long> kept = [];
        foreach (var worker in workers)
            await worker.ExpectAsync("ready");
        workers.ForEach(worker => worker.Say("go"));
        foreach (var worker in workers)
        {
            kept.AddRange((await worker.HearUntilDoneAsync()).Select(id => long.Parse(id, CultureInfo.InvariantCulture)));
            await worker.DisposeAsync();
        }

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var memories = await AssertWholeAsync(store);
        Assert.Equal(kept.Order(), memories.Where(memory => memory.Key is null).Select(memory => memory.Id.Value).Order());
        Assert.Equal(3 * Count / 2, kept.Count);
        FaultTries.Note(tries: 1, 3 * Count);
    }

    [Fact]
    [Fault(FaultAttribute.Sqlite, "a process is killed at each step while it learns memories")]
    public Task A_process_that_is_killed_while_it_learns_leaves_a_session_that_goes_on_and_learns() => KillEverywhereAsync(Durability.Step);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    [Fault(FaultAttribute.Sqlite, "a process is killed at each step while it learns memories")]
    public Task So_does_one_whose_turn_was_to_be_committed_at_its_end() => KillEverywhereAsync(Durability.Turn);

    public void Dispose() => _folder.Dispose();

    private async Task KillEverywhereAsync(Durability durability)
    {
        var all = await RunAsync(_folder.File("all.db"), durability, "none");
        Assert.Equal("done Completed", all[^1]);
        Assert.Contains("while it learns", all);
        Assert.Equal(2, all.Count(point => point == "after a memory"));

        await Parallel.ForEachAsync(Enumerable.Range(1, all.Count - 1), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (at, _) =>
        {
            var file = _folder.File($"{at}.db");
            var reached = await RunAsync(file, durability, $"{at}");
            try
            {
                await CheckAsync(file, reached);
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
        await using var worker = WorkerProcess.Start("learn", file, durability);
        await worker.GoAsync(point);
        return await worker.HearAllAsync();
    }

    private static async Task CheckAsync(string file, List<string> reached)
    {
        var time = new AheadTime(TimeSpan.FromHours(1));
        await using var store = await SqliteSessionStore.OpenAsync(file, Stores.Patient(time));
        var session = await store.OpenAsync(Stores.Key, new OpenSessionOptions { TimeProvider = time });
        Assert.Equal(reached.Count(point => point == "after a memory"), (await AssertWholeAsync(store)).Count(memory => memory.Version == 1));

        // What was begun goes on; what never began begins.
        var desk = new LearningDesk();
        if (await desk.Agent.ResumeAsync(session) is null && (await session.GetItemsAsync()).Count == 0)
            await desk.Agent.RunAsync("I drink green tea, and Mia is my cat.", session);

        var memories = await AssertWholeAsync(store);
        Assert.Equal(["has a cat named Mia", "drink: green tea"], memories.Select(memory => memory.Key is null ? memory.Text : $"{memory.Key}: {memory.Text}"));
        Assert.Equal(["user: I drink green tea, and Mia is my cat.", "assistant: Noted."], (await session.GetItemsAsync()).Select(item => $"{item.Message.Role}: {item.Text}"));

        // A memory of a turn that was never committed says that it leads nowhere.
        foreach (var memory in memories)
        {
            var origin = await session.GetMemory().OpenSourceAsync(memory);
            Assert.True(origin.IsDeleted || origin.Item!.Text == "I drink green tea, and Mia is my cat.");
        }

        var next = await store.OpenAsync(Stores.Room(1));
        await desk.Agent.RunAsync("Which drink?", next);
        Assert.Contains("- drink: green tea (", desk.Sent, StringComparison.Ordinal);
        await LogCheck.ReadAsync(store, session.Key);
        LogCheck.CheckFile(file);
    }

    /// <summary>What is listed is what words find, and what is counted.</summary>
    private static async Task<List<MemoryItem>> AssertWholeAsync(SqliteSessionStore store)
    {
        var memory = store.GetMemory(Stores.Key.Owner);
        var listed = await memory.ListAsync().ToListAsync();
        var words = listed.SelectMany(item => $"{item.Key} {item.Text}".Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct().Append("word0").Append("word1").ToList();
        foreach (var word in words)
        {
            var found = await store.MatchAsync(memory.Owner, [new SearchTerm([word.ToLowerInvariant()], false)], anyTerm: false, limit: 1_000);
            Assert.Equal(listed.Where(item => $"{item.Key} {item.Text}".Split(' ').Contains(word)).Select(item => item.Id), found.Found.Select(match => match.Id));
            Assert.True(found.Total == listed.Count || listed.Count == 0);
        }

        return listed;
    }
}
