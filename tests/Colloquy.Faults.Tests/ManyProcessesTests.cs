using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 2: several processes write to one file at once.</summary>
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

        await using var store = SqliteSessionStore.Open(_folder.File());
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
                    return SqliteSessionStore.Open(file, Stores.Patient());
                },
                TaskCreationOptions.LongRunning)));

            foreach (var store in stores)
            {
                await store.CreateAsync(Stores.Key);
                await store.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Eight_writers_in_four_processes_increment_one_key_and_lose_none()
    {
        const int Count = 25;

        var sums = await RunAllAsync(4, _ => ["increment", _folder.File(), Count]);

        await using var store = SqliteSessionStore.Open(_folder.File());
        var session = await store.OpenAsync(Stores.Key);
        Assert.Equal(8 * Count, await session.State.GetAsync<long>("counter"));
        Assert.Equal(Enumerable.Range(1, 8 * Count), sums.Select(sum => int.Parse(sum, CultureInfo.InvariantCulture)).Order());
        await LogCheck.ReadAsync(store, Stores.Key);
    }

    [Fact]
    public async Task Two_processes_that_pop_take_each_message_once()
    {
        var said = Enumerable.Range(0, 80).Select(number => $"message {number}").ToArray();
        await using var store = SqliteSessionStore.Open(_folder.File());
        var session = await store.OpenAsync(Stores.Key);
        await session.AddAsync(said.Select(text => new ChatMessage(ChatRole.Assistant, text)));

        var taken = await RunAllAsync(2, _ => ["pop", _folder.File()]);

        Assert.Equal(said.Order(), taken.Order());
        Assert.Empty(await session.GetItemsAsync());
        await LogCheck.ReadAsync(store, Stores.Key);
    }

    public void Dispose() => _folder.Dispose();

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
