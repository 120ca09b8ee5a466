using System.Globalization;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 1, where many writers of one process share transactions: the process is killed by kill -9, and the file is looked at afterwards.</summary>
public sealed class KilledThrongTests : IDisposable
{
    private const int Writers = 24;
    private const int Rooms = 12;

    private readonly TempFolder _folder = new();

    [Fact]
    [Fault(FaultAttribute.Sqlite, "a process with 24 writers is killed")]
    public Task Eight_killed_throngs_lose_nothing_and_leave_no_half() => KillAsync(8);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    [Fault(FaultAttribute.Sqlite, "a process with 24 writers is killed")]
    public Task Fifty_killed_throngs_lose_nothing_and_leave_no_half() => KillAsync(50);

    [Fact]
    [Fault(FaultAttribute.Sqlite, "several processes write to one file at once")]
    public async Task Throngs_of_two_processes_both_come_to_their_end_and_lose_nothing()
    {
        const int Count = 10;
        var seed = Seeds.Next();
        var throngs = Enumerable.Range(0, 2).Select(run => Start(seed, run, Count)).ToList();
        foreach (var throng in throngs)
            await throng.ExpectAsync("ready");
        foreach (var throng in throngs)
            throng.Say("go");

        foreach (var throng in throngs)
        {
            Assert.Equal((Writers * Count) + 1, (await throng.HearUntilDoneAsync()).Count);
            await throng.DisposeAsync();
        }

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var found = await ReadAsync(store, seed);
        for (var writer = 0; writer < 2 * Writers; writer++)
            Assert.Equal(Enumerable.Range(0, Count), found[writer].Select(batch => batch.Number));
        LogCheck.CheckFile(_folder.File());
        FaultTries.Note(tries: 1, 2 * Writers * Count);
    }

    public void Dispose() => _folder.Dispose();

    private async Task KillAsync(int kills)
    {
        var seed = Seeds.Next();
        var random = new Random(seed);
        Dictionary<int, List<Position>> acknowledged = [];
        for (var run = 0; run < kills; run++)
        {
            await using (var throng = Start(seed, run, count: 1_000))
            {
                await throng.GoAsync();
                await throng.ExpectAsync("writing");
                List<string> lines = [];
                for (var count = random.Next(200); lines.Count < count;)
                    lines.Add(await throng.HearAsync());
                throng.Kill();
                lines.AddRange(await throng.HearAllAsync());
                foreach (var part in lines.Select(line => line.Split(' ')).Where(part => part is ["ack", _, _, _]))
                {
                    var (writer, number, first) = (Number(part[1]), Number(part[2]), new Position(Number(part[3])));
                    if (!acknowledged.TryGetValue(writer, out var firsts))
                        acknowledged[writer] = firsts = [];
                    Assert.Equal(firsts.Count, number);
                    firsts.Add(first);
                }
            }

            await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
            var found = await ReadAsync(store, seed);
            for (var writer = 0; writer < (run + 1) * Writers; writer++)
                await CheckAsync(store, seed, writer, acknowledged.GetValueOrDefault(writer) ?? [], [.. found[writer].Select(batch => batch.Number)], isLast: writer >= run * Writers);
        }

        Assert.NotEmpty(acknowledged);
        LogCheck.CheckFile(_folder.File());
        FaultTries.Note(kills, acknowledged.Values.Sum(firsts => firsts.Count));
    }

    /// <summary>All that a writer had acknowledged is there, and at most the one commit that was under way; made again, each is there once.</summary>
    private static async Task CheckAsync(SqliteSessionStore store, int seed, int writer, List<Position> acknowledged, List<int> found, bool isLast)
    {
        Assert.Equal(Enumerable.Range(0, found.Count), found);
        Assert.InRange(found.Count, acknowledged.Count, acknowledged.Count + 1);
        if (!isLast || acknowledged.Count == 0)
            return;

        var receipt = await Batch.Of(seed, writer, acknowledged.Count - 1).CommitAsync(store, Stores.Room(writer % Rooms));
        Assert.Equal((true, acknowledged[^1]), (receipt.Repeated, receipt.First));
    }

    private WorkerProcess Start(int seed, int run, int count) => WorkerProcess.Start("throng", _folder.File(), seed, run * Writers, Writers, count, Rooms);

    private static async Task<ILookup<int, Batch>> ReadAsync(SqliteSessionStore store, int seed)
    {
        List<Batch> found = [];
        for (var room = 0; room < Rooms; room++)
            found.AddRange(await LogCheck.ReadBatchesAsync(store, Stores.Room(room), seed));
        return found.ToLookup(batch => batch.Writer);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
