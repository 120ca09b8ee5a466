using System.Diagnostics;
using System.Globalization;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 1: writers are killed by kill -9, and the file is looked at afterwards.</summary>
[Fault(FaultAttribute.Sqlite, "a writing process is killed")]
public sealed class KilledWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public Task Ten_killed_writers_lose_nothing_and_leave_no_half() => KillWritersAsync(10);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public Task Sixty_killed_writers_lose_nothing_and_leave_no_half() => KillWritersAsync(60);

    [Fact]
    public async Task A_writer_goes_on_while_others_are_killed_beside_it()
    {
        var seed = Seeds.Next();
        var random = new Random(seed);
        await using var survivor = WorkerProcess.Start("write", _folder.File(), seed, 0, 60);
        await survivor.GoAsync();
        await survivor.ExpectAsync("writing");

        var killed = new List<Acknowledged>();
        for (var run = 1; run <= 5; run++)
            killed.Add(await WriteAndKillAsync(StartWriter(seed, run), run, random));
        var acknowledged = await survivor.HearUntilDoneAsync();

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var found = await LogCheck.ReadBatchesAsync(store, Stores.Key, seed);
        Assert.Equal(60, acknowledged.Count);
        Assert.Equal(Enumerable.Range(0, 60), found.Where(batch => batch.Writer == 0).Select(batch => batch.Number));
        Assert.All(killed, writer => AssertKept(writer, found));
        FaultTries.Note(tries: 5, acknowledged.Count + killed.Sum(writer => writer.Firsts.Count));
    }

    [Fact]
    public async Task A_file_whose_maker_was_killed_can_be_opened_and_written()
    {
        var seed = Seeds.Next();
        var random = new Random(seed);

        for (var run = 0; run < 8; run++)
        {
            var file = _folder.File($"new-{run}.db");
            await using (var maker = WorkerProcess.Start("write", file, seed, run, 1_000))
            {
                await maker.GoAsync();
                Linger(TimeSpan.FromMilliseconds(random.Next(120)));
                maker.Kill();
            }

            await using var store = await SqliteSessionStore.OpenAsync(file);
            await store.CreateAsync(Stores.Key);
            var before = await LogCheck.ReadBatchesAsync(store, Stores.Key, seed);
            await Batch.Of(seed, 99, 0).CommitAsync(store, Stores.Key);
            Assert.Equal([.. before, Batch.Of(seed, 99, 0)], await LogCheck.ReadBatchesAsync(store, Stores.Key, seed));
        }
        FaultTries.Note(tries: 8);
    }

    [Fact]
    public async Task A_log_that_a_killed_writer_left_with_zeros_behind_it_is_opened_by_several_at_once()
    {
        const int Count = 10;
        var seed = Seeds.Next();
        var random = new Random(seed);
        List<string> acknowledged = [];
        await using (var worker = StartWriter(seed, 0))
        {
            await worker.GoAsync();
            await worker.ExpectAsync("writing");
            for (var commits = random.Next(8, 12); acknowledged.Count < commits;)
                acknowledged.Add(await worker.HearAsync());
            worker.Kill();
            acknowledged.AddRange(await worker.HearAllAsync());
        }

        var log = await File.ReadAllBytesAsync(_folder.File() + "-wal");
        Assert.False(log.AsSpan(log.Length - 16_384).ContainsAnyExcept((byte)0), "The log has no zeros at its end.");
        var others = Enumerable.Range(1, 4).Select(run => WorkerProcess.Start("write", _folder.File(), seed, run, Count)).ToList();
        foreach (var other in others)
            await other.ExpectAsync("ready");
        foreach (var other in others)
            other.Say("go");
        foreach (var other in others)
        {
            await other.HearUntilDoneAsync();
            await other.DisposeAsync();
        }

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var found = await LogCheck.ReadBatchesAsync(store, Stores.Key, seed);
        Assert.InRange(found.Count(batch => batch.Writer == 0), acknowledged.Count, acknowledged.Count + 1);
        for (var run = 1; run <= 4; run++)
            Assert.Equal(Enumerable.Range(0, Count), found.Where(batch => batch.Writer == run).Select(batch => batch.Number));
        LogCheck.CheckFile(_folder.File());
        FaultTries.Note(tries: 1, acknowledged.Count + (4 * Count));
    }

    public void Dispose() => _folder.Dispose();

    private async Task KillWritersAsync(int kills)
    {
        var seed = Seeds.Next();
        var random = new Random(seed);
        var next = StartWriter(seed, 0);
        List<Acknowledged> written = [];

        for (var run = 0; run < kills; run++)
        {
            var (worker, isWatched) = (next, random.Next(3) == 0);
            next = StartWriter(seed, run + 1);
            // An open file keeps its write-ahead log when a writer dies; the next to open any other file has to recover it.
            var witness = isWatched ? await SqliteSessionStore.OpenAsync(_folder.File()) : null;
            var last = await WriteAndKillAsync(worker, run, random);
            written.Add(last);

            await using var store = witness ?? await SqliteSessionStore.OpenAsync(_folder.File());
            var found = await LogCheck.ReadBatchesAsync(store, Stores.Key, seed);
            Assert.All(written, writer => AssertKept(writer, found));
            await RepeatAsync(store, seed, last, found);
        }

        await next.DisposeAsync();
        LogCheck.CheckFile(_folder.File());
        FaultTries.Note(kills, written.Sum(writer => writer.Firsts.Count));
    }

    private WorkerProcess StartWriter(int seed, int run) => WorkerProcess.Start("write", _folder.File(), seed, run, 1_000);

    private static async Task<Acknowledged> WriteAndKillAsync(WorkerProcess worker, int run, Random random)
    {
        await using (worker)
        {
            var (count, moment) = (random.Next(25), TimeSpan.FromMicroseconds(random.Next(3_000)));
            await worker.GoAsync();
            await worker.ExpectAsync("writing");
            List<string> lines = [];
            while (lines.Count < count)
                lines.Add(await worker.HearAsync());
            Linger(moment);
            worker.Kill();
            lines.AddRange(await worker.HearAllAsync());
            return new Acknowledged(run, [.. lines.Select(line => new Position(long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)))]);
        }
    }

    /// <summary>Lets a moment pass, chosen by chance: what is tested is that it does not matter which.</summary>
    private static void Linger(TimeSpan moment)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < moment)
            Thread.SpinWait(50);
    }

    /// <summary>All that was acknowledged is there in order, and at most the one batch that was under way.</summary>
    private static void AssertKept(Acknowledged writer, IReadOnlyList<Batch> found)
    {
        var numbers = found.Where(batch => batch.Writer == writer.Run).Select(batch => batch.Number).ToList();

        Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
        Assert.InRange(numbers.Count, writer.Firsts.Count, writer.Firsts.Count + 1);
    }

    /// <summary>Makes the last acknowledged commit again, and the one whose outcome is unknown: each is there once.</summary>
    private static async Task RepeatAsync(SqliteSessionStore store, int seed, Acknowledged writer, IReadOnlyList<Batch> found)
    {
        for (var number = Math.Max(0, writer.Firsts.Count - 2); number <= writer.Firsts.Count; number++)
        {
            if (number % 2 == 1)
                continue;

            var batch = Batch.Of(seed, writer.Run, number);
            var receipt = await batch.CommitAsync(store, Stores.Key);
            Assert.Equal(found.Contains(batch), receipt.Repeated);
            if (number < writer.Firsts.Count)
                Assert.Equal(writer.Firsts[number], receipt.First);
            Assert.Single(await LogCheck.ReadBatchesAsync(store, Stores.Key, seed), batch.Equals);
        }
    }

    /// <summary>What a writer had acknowledged: the first positions of its batches, where it was told.</summary>
    private sealed record Acknowledged(int Run, IReadOnlyList<Position> Firsts);
}
