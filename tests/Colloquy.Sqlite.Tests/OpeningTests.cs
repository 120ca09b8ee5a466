using Colloquy.Tests;
using System.Collections.Concurrent;
using Colloquy.Tests.Files;

namespace Colloquy.Sqlite.Tests;

public sealed class OpeningTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_folder_is_refused()
    {
        Directory.CreateDirectory(_folder.File());

        Assert.Equal(StoreFailure.Directory, (await RefusalAsync(_folder.File())).Failure);
    }

    [Fact]
    public async Task A_file_in_a_folder_that_is_not_there_is_refused()
    {
        var refusal = await RefusalAsync(_folder.File("nowhere/store.db"));

        Assert.Equal(StoreFailure.Missing, refusal.Failure);
        Assert.Equal(_folder.File("nowhere/store.db"), refusal.Location);
    }

    [Fact]
    public async Task A_missing_file_is_not_created_without_migrating()
    {
        Assert.Equal(StoreFailure.Missing, (await RefusalAsync(_folder.File(), new() { Migrate = false })).Failure);
        Assert.False(File.Exists(_folder.File()));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("Dear diary, ", 1_000));
        File.WriteAllText(_folder.File(), text);

        Assert.Equal(StoreFailure.NotADatabase, (await RefusalAsync(_folder.File())).Failure);
        Assert.Equal(text, File.ReadAllText(_folder.File()));
    }

    [Fact]
    public async Task A_store_whose_header_was_overwritten_is_refused()
    {
        await CreateAsync();
        using (var file = File.OpenWrite(_folder.File()))
            file.Write(new byte[16]);

        Assert.Equal(StoreFailure.NotADatabase, (await RefusalAsync(_folder.File())).Failure);
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_left_as_it_is()
    {
        using var other = Connection.Open(_folder.File(), create: true);
        other.Execute("CREATE TABLE bookmarks (url TEXT)");

        Assert.Equal(StoreFailure.NotColloquy, (await RefusalAsync(_folder.File())).Failure);
        Assert.Equal("delete", other.ReadText("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await CreateAsync();
        Execute("PRAGMA user_version = 99");

        var refusal = await RefusalAsync(_folder.File());

        Assert.Equal(StoreFailure.NewerSchema, refusal.Failure);
        Assert.Contains("99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_schema_is_refused_without_migrating_and_brought_up_to_date_with_it()
    {
        using var older = Connection.Open(_folder.File(), create: true);
        older.Execute($"PRAGMA application_id = {SqliteSchema.ApplicationId}");

        Assert.Equal(StoreFailure.OlderSchema, (await RefusalAsync(_folder.File(), new() { Migrate = false })).Failure);
        Assert.Equal(0, older.ReadNumber("PRAGMA user_version"));

        await CreateAsync();
        Assert.Equal(SqliteSchema.Newest, older.ReadNumber("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_file_as_it_was()
    {
        await CreateAsync();
        Execute("PRAGMA user_version = 0");

        await StoreAssert.FailsAsync(StoreFailure.Other, () => SqliteSessionStore.OpenAsync(_folder.File()));

        Execute($"PRAGMA user_version = {SqliteSchema.Newest}");
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        Assert.NotNull(await store.CreateAsync(Talk.Key));
    }

    [Fact]
    public async Task A_read_only_file_is_refused()
    {
        await CreateAsync();
        File.SetAttributes(_folder.File(), FileAttributes.ReadOnly);

        var refusal = AsNobody(() => RefusalAsync(_folder.File()).GetAwaiter().GetResult());

        File.SetAttributes(_folder.File(), FileAttributes.Normal);
        Assert.Equal(StoreFailure.ReadOnly, refusal.Failure);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;

        await CreateAsync();
        File.SetUnixFileMode(_folder.File(), UnixFileMode.None);

        Assert.Equal(StoreFailure.NoAccess, AsNobody(() => RefusalAsync(_folder.File()).GetAwaiter().GetResult()).Failure);
    }

    [Fact]
    public async Task A_database_in_memory_is_refused_with_advice()
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => SqliteSessionStore.OpenAsync(":memory:"));

        Assert.Contains(nameof(InMemorySessionStore), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_can_create_a_file_at_once()
    {
        const int Many = 4, Files = 20;
        using var together = new Barrier(Many);
        var opened = new ConcurrentBag<SqliteSessionStore>();
        var openers = Enumerable.Range(0, Many).Select(_ => new Task(OpenAll, TaskCreationOptions.LongRunning)).ToArray();

        Array.ForEach(openers, opener => opener.Start());
        await Task.WhenAll(openers);
        foreach (var store in opened)
            await store.DisposeAsync();

        Assert.Equal(Many * Files, opened.Count);

        void OpenAll()
        {
            var refusals = new List<Exception>();
            for (var i = 0; i < Files; i++)
            {
                together.SignalAndWait();
                if (Record.Exception(() => opened.Add(SqliteSessionStore.OpenAsync(_folder.File($"{i}.db")).GetAwaiter().GetResult())) is { } refusal)
                    refusals.Add(refusal);
            }

            Assert.Empty(refusals);
        }
    }

    [Fact]
    public async Task A_file_carries_the_mark_and_the_version_of_its_schema()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());

        var info = await store.GetInfoAsync();

        using var file = Connection.Open(_folder.File(), create: false);
        Assert.Equal(0x436C6C71, file.ReadNumber("PRAGMA application_id"));
        Assert.Equal((SqliteSchema.Newest, "wal", _folder.File()), (info.Schema, info.JournalMode, info.Path));
        Assert.Equal(SqliteSessionStore.LibraryVersion, info.LibraryVersion);
        Assert.True(info.Pages > 0 && info.PageSize >= 512);
    }

    [Fact]
    public void The_library_has_the_fix_of_the_WAL_reset_bug() =>
        Assert.True(SqliteSessionStore.LibraryVersion >= new Version(3, 53, 4), $"SQLite is {SqliteSessionStore.LibraryVersion}.");

    public void Dispose() => _folder.Dispose();

    private static Task<StoreException> RefusalAsync(string path, SqliteSessionStoreOptions? options = null) =>
        Assert.ThrowsAsync<StoreException>(() => SqliteSessionStore.OpenAsync(path, options));

    private async Task CreateAsync() => await (await SqliteSessionStore.OpenAsync(_folder.File())).DisposeAsync();

    private void Execute(string sql)
    {
        using var connection = Connection.Open(_folder.File(), create: false);
        connection.Execute(sql);
    }

    /// <summary>Runs something on a thread for which permissions count: for root's they do not.</summary>
    private T AsNobody<T>(Func<T> work)
    {
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(Path.GetDirectoryName(_folder.File())!, (UnixFileMode)0b111_111_111);
        return Nobody.Do(work);
    }
}
