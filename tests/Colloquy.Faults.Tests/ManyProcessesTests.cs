using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 2: several processes write to one file at once.</summary>
[Fault(FaultAttribute.Sqlite, "several processes write to one file at once")]
public sealed class ManyProcessesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Eight_writers_in_four_processes_lose_nothing_and_double_nothing(int sessions)
    {
        const int Count = 24;
        var seed = Seeds.Next();

        await RunAllAsync(4, process => ["append", _folder.File(), seed, process * 2, Count, sessions]);

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        List<Batch> found = [];
        for (var room = 0; room < sessions; room++)
        {
            var batches = await LogCheck.ReadBatchesAsync(store, Stores.Room(room), seed);
            foreach (var writer in batches.GroupBy(batch => batch.Writer))
                Assert.Equal(writer.Select(batch => batch.Number), Enumerable.Range(0, Count).Where(number => number % sessions == room));
            found.AddRange(batches);
        }

        Assert.Equal(8 * Count, found.Count);
        LogCheck.CheckFile(_folder.File());
        FaultTries.Note(tries: 1, found.Count);
    }

    [Fact]
    public async Task Those_that_create_a_file_at_once_all_open_it()
    {
        for (var round = 0; round < 6; round++)
        {
            var file = _folder.File($"{round}.db");
            using var together = new Barrier(4);

            var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return SqliteSessionStore.OpenAsync(file, Stores.Patient());
                },
                TaskCreationOptions.LongRunning).Unwrap()));

            foreach (var store in stores)
            {
                await store.CreateAsync(Stores.Key);
                await store.DisposeAsync();
            }
        }
        FaultTries.Note(tries: 6);
    }

    [Fact]
    public async Task Eight_writers_in_four_processes_increment_one_key_and_lose_none()
    {
        const int Count = 25;

        var sums = await RunAllAsync(4, _ => ["increment", _folder.File(), Count]);

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var session = await store.OpenAsync(Stores.Key);
        Assert.Equal(8 * Count, await session.State.GetAsync<long>("counter"));
        Assert.Equal(Enumerable.Range(1, 8 * Count), sums.Select(sum => int.Parse(sum, CultureInfo.InvariantCulture)).Order());
        await LogCheck.ReadAsync(store, Stores.Key);
        FaultTries.Note(tries: 1, sums.Count);
    }

    [Fact]
    public async Task Two_processes_that_pop_take_each_message_once()
    {
        var said = Enumerable.Range(0, 80).Select(number => $"message {number}").ToArray();
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var session = await store.OpenAsync(Stores.Key);
        await session.AddAsync(said.Select(text => new ChatMessage(ChatRole.Assistant, text)));

        var taken = await RunAllAsync(2, _ => ["pop", _folder.File()]);

        Assert.Equal(said.Order(), taken.Order());
        Assert.Empty(await session.GetItemsAsync());
        await LogCheck.ReadAsync(store, Stores.Key);
        FaultTries.Note(tries: 1, taken.Count);
    }

    [Fact]
    public async Task Two_processes_that_append_fork_and_undo_on_one_session_lose_nothing()
    {
        var seed = Seeds.Next();

        var said = await RunAllAsync(2, process => ["branches", _folder.File(), seed, process, 80]);

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var session = await store.OpenAsync(Stores.Key);
        var log = await LogCheck.ReadAsync(store, Stores.Key);
        var branches = await session.Branches.ListAsync();
        Assert.Equal(Of("forked").Append(BranchHead.Main).Order(), branches.Select(branch => branch.Name).Order());
        Assert.Equal(Of("moved").Count, log.Count(entry => entry.Kind == EntryKind.HeadMove));
        Assert.Equal(Of("added").Count * 2, log.Count(entry => entry.Kind == EntryKind.Message));

        var lost = Of("added").ToHashSet();
        foreach (var branch in branches)
            lost.ExceptWith(await ReadAllThatItEverHadAsync(store, await session.Branches.OpenAsync(branch.Name)));
        Assert.Empty(lost);
        LogCheck.CheckFile(_folder.File());
        FaultTries.Note(tries: 1, Of("added").Count + Of("forked").Count + Of("moved").Count);

        List<string> Of(string what) => [.. said.Where(line => line.StartsWith(what, StringComparison.Ordinal)).Select(line => line[(what.Length + 1)..])];
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What was added on a branch, as far as its head and all its former heads lead to. Each move began at what the move before it led to.</summary>
    private static async Task<HashSet<string>> ReadAllThatItEverHadAsync(SqliteSessionStore store, Session session)
    {
        var found = new HashSet<string>();
        var moves = await session.Branches.GetHeadHistoryAsync().ToListAsync();
        var head = session.Record.Head;
        foreach (var move in moves)
        {
            await TakeAsync(head, move.To);
            head = move.From ?? Position.Start;
        }

        await TakeAsync(head, Position.Start);
        return found;

        async Task TakeAsync(Position last, Position from)
        {
            var line = await ReadLineAsync(last);
            Assert.True(from.IsStart || line.Exists(entry => entry.Position == from), $"The head of '{session.Branch}' came to {last} from {from}, which does not lead there.");
            found.UnionWith(line.Select(entry => LogCheck.TextOf(entry, session.Key)).Where(text => text.EndsWith($"@{session.Branch}", StringComparison.Ordinal)));
        }

        async Task<List<Entry>> ReadLineAsync(Position last) => last.IsStart ? [] : [.. (await store.ReadAsync(session.Key, LogRead.Forth(last) with { Limit = LogRead.MaxLimit })).Entries];
    }

    /// <summary>Runs workers that begin together, and returns what they said.</summary>
    private static async Task<List<string>> RunAllAsync(int count, Func<int, object[]> arguments)
    {
        var workers = Enumerable.Range(0, count).Select(process => WorkerProcess.Start(arguments(process))).ToList();
        try
        {
            foreach (var worker in workers)
                await worker.ExpectAsync("ready");
            foreach (var worker in workers)
                worker.Say("go");
            return [.. (await Task.WhenAll(workers.Select(worker => worker.HearUntilDoneAsync()))).SelectMany(lines => lines)];
        }
        finally
        {
            foreach (var worker in workers)
                await worker.DisposeAsync();
        }
    }
}
