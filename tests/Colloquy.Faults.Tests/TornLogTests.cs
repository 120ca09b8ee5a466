namespace Colloquy.Faults.Tests;

/// <summary>Promise 1: the write-ahead log ends in the middle, as after a loss of power, or holds bytes that nobody wrote.</summary>
[Fault(FaultAttribute.Sqlite, "the write-ahead log is cut or damaged, as by a loss of power")]
public sealed class TornLogTests : IDisposable
{
    private const int Commits = 16;

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_cut_anywhere_in_its_last_commits_is_a_prefix_of_whole_commits(bool wasBegunAnew)
    {
        var seed = Seeds.Next();
        var random = new Random(seed);
        var (bytes, ends) = await WriteAsync(seed, wasBegunAnew);
        var frame = WriteAheadLog.FrameSize(bytes);

        var cuts = new SortedSet<int> { 0, 1, WriteAheadLog.HeaderSize - 1, WriteAheadLog.HeaderSize };
        for (var cut = ends[^5]; cut <= ends[^1]; cut += frame)
            cuts.UnionWith([cut, cut - 1, cut + 1, cut + 24, cut + random.Next(frame)]);
        if (wasBegunAnew)
            cuts.RemoveWhere(cut => cut < ends[0]);

        foreach (var cut in cuts.Where(cut => cut <= bytes.Length))
            await CheckAsync($"cut-{cut}.db", bytes[..cut], ends, whole: ends.Count(end => end <= cut), seed);
        FaultTries.Note(cuts.Count);
    }

    [Fact]
    public async Task A_changed_byte_in_the_last_commit_takes_that_commit_and_no_other()
    {
        var seed = Seeds.Next();
        var random = new Random(seed);
        var (bytes, ends) = await WriteAsync(seed, wasBegunAnew: false);

        for (var i = 0; i < 30; i++)
        {
            var at = random.Next(i % 3 == 0 ? ends[^1] - WriteAheadLog.FrameSize(bytes) : ends[^2], ends[^1]);
            byte[] changed = [.. bytes];
            changed[at] ^= (byte)(1 << random.Next(8));
            await CheckAsync($"changed-{i}.db", changed, ends, whole: ends.Count - 1, seed);
        }
        FaultTries.Note(tries: 30);
    }

    [Fact]
    public async Task A_changed_byte_further_back_leaves_the_commits_before_it()
    {
        var seed = Seeds.Next();
        var random = new Random(seed);
        var (bytes, ends) = await WriteAsync(seed, wasBegunAnew: false);

        for (var i = 0; i < 20; i++)
        {
            var at = random.Next(ends[0], ends[^1]);
            byte[] changed = [.. bytes];
            changed[at] ^= 0xFF;
            await CheckAsync($"changed-{i}.db", changed, ends, whole: ends.Count(end => end <= at), seed);
        }
        FaultTries.Note(tries: 20);
    }

    [Fact]
    public async Task A_log_cut_or_changed_in_the_zeros_behind_its_commits_has_all_of_them()
    {
        var seed = Seeds.Next();
        var random = new Random(seed);
        var (bytes, ends) = await WriteAsync(seed, wasBegunAnew: false);
        var frame = WriteAheadLog.FrameSize(bytes);

        var cuts = new SortedSet<int> { ends[^1], ends[^1] + 1, ends[^1] + 24, ends[^1] + frame, bytes.Length };
        while (cuts.Count < 25)
            cuts.Add(random.Next(ends[^1], bytes.Length));
        foreach (var cut in cuts)
            await CheckAsync($"cut-{cut}.db", bytes[..cut], ends, whole: ends.Count, seed);

        for (var i = 0; i < 20; i++)
        {
            byte[] changed = [.. bytes];
            random.NextBytes(changed.AsSpan(random.Next(ends[^1], bytes.Length - frame), random.Next(1, frame)));
            await CheckAsync($"changed-{i}.db", changed, ends, whole: ends.Count, seed);
        }
        FaultTries.Note(cuts.Count + 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(WriteAheadLog.HeaderSize)]
    [InlineData(WriteAheadLog.HeaderSize + 4_120)]
    [InlineData(1_000_000)]
    public async Task A_log_of_nothing_but_zeros_is_empty(int size)
    {
        var seed = Seeds.Next();
        var (_, ends) = await WriteAsync(seed, wasBegunAnew: false);

        await CheckAsync("zeros.db", new byte[size], ends, whole: 0, seed);
        FaultTries.Note(tries: 1);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Makes commits, and copies the file and its log while the store has them open.</summary>
    /// <returns>The log, and where in it the commits end.</returns>
    private async Task<(byte[] Log, List<int> Ends)> WriteAsync(int seed, bool wasBegunAnew)
    {
        var file = _folder.File();
        // A checkpoint lets the next write begin the log anew, in front of the frames of the first time.
        await using (var first = await SqliteSessionStore.OpenAsync(file, new() { CheckpointPages = wasBegunAnew ? 400 : 1_000_000 }))
        {
            await first.CreateAsync(Stores.Key);
            var number = 0;
            var (before, size) = (0, 0);
            do
            {
                await Batch.Of(seed, 1, number++).CommitAsync(first, Stores.Key);
                (before, size) = (size, WriteAheadLog.FindEnd(await File.ReadAllBytesAsync(file + "-wal")));
            }
            while (wasBegunAnew && size >= before);

            await using var store = await SqliteSessionStore.OpenAsync(file, new() { CheckpointPages = 1_000_000 });
            List<int> ends = [];
            for (var i = 0; i < Commits; i++)
            {
                await Batch.Of(seed, 0, i).CommitAsync(store, Stores.Key);
                ends.Add(WriteAheadLog.FindEnd(await File.ReadAllBytesAsync(file + "-wal")));
            }

            Assert.Equal(ends, ends.Distinct().Order());
            var log = await File.ReadAllBytesAsync(file + "-wal");
            // Behind the commits are the frames of the first time, or nothing but zeros.
            Assert.True(log.Length > ends[^1]);
            Assert.Equal(wasBegunAnew, log.AsSpan(ends[^1]).ContainsAnyExcept((byte)0));
            _folder.Copy(file, "base.db");
            return (log, ends);
        }
    }

    /// <summary>Opens the file with another log beside it: exactly the whole commits are there, and it goes on from them.</summary>
    private async Task CheckAsync(string name, byte[] log, List<int> ends, int whole, int seed)
    {
        var file = _folder.File(name);
        File.Copy(_folder.File("base.db"), file);
        await File.WriteAllBytesAsync(file + "-wal", log);

        await using (var store = await SqliteSessionStore.OpenAsync(file))
        {
            await store.CreateAsync(Stores.Key);
            var found = await LogCheck.ReadBatchesAsync(store, Stores.Key, seed);
            Assert.Equal(Enumerable.Range(0, whole), found.Where(batch => batch.Writer == 0).Select(batch => batch.Number));

            for (var number = Math.Max(0, whole - 1); number < ends.Count; number++)
                Assert.Equal(number < whole, (await Batch.Of(seed, 0, number).CommitAsync(store, Stores.Key)).Repeated);
            Assert.Equal(ends.Count, (await LogCheck.ReadBatchesAsync(store, Stores.Key, seed)).Count(batch => batch.Writer == 0));
        }

        LogCheck.CheckFile(file);
        File.Delete(file);
    }
}
