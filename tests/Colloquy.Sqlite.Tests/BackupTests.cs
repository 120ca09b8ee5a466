namespace Colloquy.Sqlite.Tests;

public sealed class BackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Copy => _folder.File("copy.db");

    [Fact]
    public async Task A_copy_has_what_was_committed_when_it_began()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one", "two");

        await store.BackupAsync(Copy);
        await store.SayAsync(new SessionKey("later"), "three");

        await using var copy = await SqliteSessionStore.OpenAsync(Copy);
        Assert.Equal(["one", "two"], await copy.HearAsync(Talk.Key));
        Assert.Null(await copy.GetAsync(new SessionKey("later")));
        Assert.Equal("wal", (await copy.GetInfoAsync()).JournalMode);
        await copy.SayAsync(new SessionKey("later"), "It goes on.");
    }

    [Fact]
    public async Task Copies_that_are_made_while_others_write_are_whole()
    {
        const int Writers = 4, Copies = 6;
        using var stop = new CancellationTokenSource();
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { CheckpointPages = 20, Synchronous = SqliteSynchronous.Normal });
        var writing = Enumerable.Range(0, Writers).Select(number => Task.Run(() => WriteAsync(number, stop.Token))).ToArray();

        var counts = new List<long>();
        for (var i = 0; i < Copies; i++)
        {
            var path = _folder.File($"copy-{i}.db");
            await store.BackupAsync(path);

            Assert.Empty((await SqliteSessionStore.ExamineAsync(path)).Damage);
            counts.Add(await VerifyAsync(path));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writing);
        Assert.Equal(counts.Order(), counts);
        Assert.True(counts[^1] > counts[0], $"Nobody wrote meanwhile: {string.Join(", ", counts)}");
        Assert.Equal(Copies, Directory.GetFiles(Path.GetDirectoryName(Copy)!, "copy-*").Length);
    }

    [Fact]
    public async Task Progress_is_told_up_to_the_last_page()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        for (var i = 0; i < 10; i++)
            await store.SayAsync(new SessionKey($"{i}"), new string('x', 200_000));
        var told = new List<SqliteBackupProgress>();

        await store.BackupAsync(Copy, progress: new Listed(told));

        Assert.True(told.Count > 2);
        Assert.Equal(told.Select(one => one.Pages).Order(), told.Select(one => one.Pages));
        Assert.Equal((told[^1].Total, new FileInfo(Copy).Length), (told[^1].Pages, told[^1].Pages * 4096));
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_when_that_is_said()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one");
        await File.WriteAllTextAsync(Copy, "mine");

        Assert.Equal(StoreFailure.Exists, (await RefusedAsync(() => store.BackupAsync(Copy))).Failure);
        Assert.Equal("mine", await File.ReadAllTextAsync(Copy));

        await store.BackupAsync(Copy, replace: true);
        await using var copy = await SqliteSessionStore.OpenAsync(Copy);
        Assert.Equal(["one"], await copy.HearAsync(Talk.Key));
    }

    [Fact]
    public async Task The_store_itself_and_what_leads_to_it_are_not_written_over()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one");
        string[] names = OperatingSystem.IsWindows() ? [_folder.File()] : [_folder.File(), Link()];

        foreach (var name in names)
            Assert.Equal(StoreFailure.InUse, (await RefusedAsync(() => store.BackupAsync(name, replace: true))).Failure);
        Assert.Equal(["one"], await store.HearAsync(Talk.Key));

        string Link() => File.CreateSymbolicLink(_folder.File("link.db"), _folder.File()).FullName;
    }

    [Fact]
    public async Task A_store_that_somebody_has_open_is_not_replaced()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one");
        await using var other = await SqliteSessionStore.OpenAsync(Copy);
        await other.SayAsync(Talk.Key, "theirs");

        Assert.Equal(StoreFailure.InUse, (await RefusedAsync(() => store.BackupAsync(Copy, replace: true))).Failure);
        Assert.Equal(["theirs"], await other.HearAsync(Talk.Key));
    }

    [Fact]
    public async Task A_folder_and_a_folder_that_is_not_there_are_refused()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());

        Assert.Equal(StoreFailure.Directory, (await RefusedAsync(() => store.BackupAsync(Path.GetDirectoryName(Copy)!))).Failure);
        Assert.Equal(StoreFailure.Missing, (await RefusedAsync(() => store.BackupAsync(_folder.File("no/such/copy.db")))).Failure);
    }

    [Fact]
    public async Task One_that_is_cancelled_leaves_nothing()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        for (var i = 0; i < 10; i++)
            await store.SayAsync(new SessionKey($"{i}"), new string('x', 200_000));
        using var cancelled = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.BackupAsync(Copy, progress: new Once(cancelled.Cancel), cancellationToken: cancelled.Token));

        Assert.Equal(["store.db"], Directory.GetFiles(Path.GetDirectoryName(Copy)!).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith("store.db-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_store_that_is_damaged_is_not_said_to_be_backed_up()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            for (var i = 0; i < 20; i++)
                await store.SayAsync(new SessionKey($"{i}"), new string('x', 3_000));
        }

        await using (var file = File.OpenWrite(_folder.File()))
        {
            for (var page = file.Length / 4096 * 3 / 4; page < file.Length / 4096; page++)
            {
                file.Position = (page * 4096) + 2;
                await file.WriteAsync(Enumerable.Repeat((byte)0xFF, 100).ToArray());
            }
        }

        var refusal = await RefusedAsync(() => SqliteSessionStore.BackupFileAsync(_folder.File(), Copy));

        Assert.Equal(StoreFailure.Corrupt, refusal.Failure);
        Assert.False(File.Exists(Copy));
        Assert.NotEmpty((await SqliteSessionStore.ExamineAsync(_folder.File())).Damage);
    }

    [Fact]
    public async Task A_copy_is_as_closed_to_others_as_the_store()
    {
        if (OperatingSystem.IsWindows())
            return;

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        File.SetUnixFileMode(_folder.File(), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await store.BackupAsync(Copy);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy));
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_is_copied_as_it_is()
    {
        File.Copy(Path.Combine(SchemaFixtureTests.FixtureFolder(), "schema-4.db"), _folder.File());

        await SqliteSessionStore.BackupFileAsync(_folder.File(), Copy);

        Assert.Equal((4, 4), ((await SqliteSessionStore.ExamineAsync(_folder.File())).Info.Schema, (await SqliteSessionStore.ExamineAsync(Copy)).Info.Schema));
    }

    public void Dispose() => _folder.Dispose();

    private static Task<StoreException> RefusedAsync(Func<Task> backup) => Assert.ThrowsAsync<StoreException>(backup);

    /// <summary>Writes from a store of its own, as another process does.</summary>
    private async Task WriteAsync(int number, CancellationToken stop)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { CheckpointPages = 20, Synchronous = SqliteSynchronous.Normal }, CancellationToken.None);
        for (var i = 0; !stop.IsCancellationRequested; i++)
            await store.SayAsync(new SessionKey($"{number}-{i % 10}"), new string((char)('a' + number), 2_000));
    }

    /// <summary>Checks every entry of every session against its hashes.</summary>
    /// <returns>How many entries there are.</returns>
    private static async Task<long> VerifyAsync(string path)
    {
        await using var copy = await SqliteSessionStore.OpenAsync(path);
        var entries = 0L;
        foreach (var record in (await copy.ListAllAsync(SessionSelection.All, new SessionQuery { Limit = 1_000 })).Sessions)
        {
            var chain = EntryHash.Seed(record.Key);
            foreach (var entry in (await copy.ReadAsync(record.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries)
            {
                entry.Verify(record.Key, chain);
                chain = entry.Chain;
                entries++;
            }

            Assert.Equal(record.Chain, chain);
        }

        return entries;
    }

    private sealed class Listed(List<SqliteBackupProgress> told) : IProgress<SqliteBackupProgress>
    {
        public void Report(SqliteBackupProgress value) => told.Add(value);
    }

    private sealed class Once(Action act) : IProgress<SqliteBackupProgress>
    {
        public void Report(SqliteBackupProgress value) => act();
    }
}
