using Colloquy.Tests;
using Colloquy.Tests.Files;
using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>A store that can be read and not written: a file without the permission, in a folder without it, on a disk that is mounted so.</summary>
public sealed class ReadOnlyTests : IDisposable
{
    private const UnixFileMode Anybody = (UnixFileMode)0b111_111_111;
    private const UnixFileMode ReadFolder = (UnixFileMode)0b101_101_101;
    private const UnixFileMode ReadFile = (UnixFileMode)0b100_100_100;

    private readonly TempFolder _folder = new();

    public enum Situation
    {
        FileOnly,
        FolderToo,
        WhileAnotherWrites,
        LogLeftBehind,
        NameThatUrisReadOtherwise,
    }

    public static TheoryData<Situation> Situations => [.. Enum.GetValues<Situation>()];

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task It_is_listed_shown_searched_and_exported(Situation situation)
    {
        if (!OperatingSystem.IsLinux())
            return;

        await using var writer = await SqliteSessionStore.OpenAsync(_folder.File());
        await TalkAsync(writer, "The pump in hall 2 leaks.");
        await (await writer.OpenAsync(Talk.Key)).SearchAsync("pump");
        await TalkAsync(writer, "Which pump?");
        var path = await ArrangeAsync(situation, writer);

        var (listed, heard, found, exported, state) = Nobody.Do(() => ReadAsync(path).GetAwaiter().GetResult());

        Assert.Equal([Talk.Key], listed);
        Assert.Equal(["The pump in hall 2 leaks.", "Which pump?"], heard);
        Assert.Equal(2, found);
        Assert.True(exported > 0);
        Assert.Equal(2, state);
        Allow(path);
    }

    [Fact]
    public async Task A_write_to_it_is_refused_in_words_of_its_own()
    {
        await using (var writer = await SqliteSessionStore.OpenAsync(_folder.File()))
            await TalkAsync(writer, "Hello");

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { ReadOnly = true });
        var session = (await store.FindAsync(Talk.Key))!;
        Func<Task>[] writes =
        [
            () => store.OpenAsync(new SessionKey("new")),
            () => session.AddAsync(new ChatMessage(ChatRole.User, "More")),
            () => session.SetTitleAsync("title"),
            () => session.UndoTurnAsync(),
            () => session.State.SetAsync("k", 1),
            () => session.State.SetAsync("k", 1, Scope.User),
            () => session.DeleteAsync(),
            () => session.Retention.SetAsync(new RetentionPolicy { Ttl = TimeSpan.FromDays(1) }),
            () => store.LeaseAsync(Talk.Key, LeaseRequest.Acquire("me", TimeSpan.FromMinutes(1), LeasePlace.None)).AsTask(),
            () => session.RebuildSearchAsync(),
            () => store.GetMemory(new SessionOwner()).AddAsync("remember"),
        ];

        foreach (var write in writes)
            Assert.Equal(_folder.File(), (await StoreAssert.FailsAsync(StoreFailure.ReadOnly, write)).Location);
        Assert.Equal(["Hello"], await store.HearMessagesAsync(Talk.Key));
    }

    [Fact]
    public async Task Others_may_write_while_it_is_read()
    {
        await using var writer = await SqliteSessionStore.OpenAsync(_folder.File());
        await TalkAsync(writer, "one");
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { ReadOnly = true });
        Assert.Equal(["one"], await store.HearMessagesAsync(Talk.Key));

        await TalkAsync(writer, "two");

        Assert.Equal(["one", "two"], await store.HearMessagesAsync(Talk.Key));
        Assert.Equal(1, (await store.SearchAllAsync("two", SessionSelection.All)).Total);
    }

    [Fact]
    public async Task Nothing_is_created_for_it()
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(() => SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { ReadOnly = true }));

        Assert.Equal(StoreFailure.Missing, refusal.Failure);
        Assert.False(File.Exists(_folder.File()));
    }

    [Theory]
    [InlineData("schema-1.db")]
    [InlineData("schema-8.db")]
    public async Task An_earlier_schema_is_refused_with_what_to_do_when_it_cannot_be_brought_up_to_date(string fixture)
    {
        if (fixture == $"schema-{SqliteSchema.Newest}.db")
            return;

        File.Copy(Path.Combine(SchemaFixtureTests.FixtureFolder(), fixture), _folder.File());

        var refusal = await Assert.ThrowsAsync<StoreException>(() => SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { ReadOnly = true }));

        Assert.Equal(StoreFailure.OlderSchema, refusal.Failure);
        Assert.Contains("Open it for writing once", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.GetDirectoryName(_folder.File())!, Anybody);
        _folder.Dispose();
    }

    private static Task TalkAsync(SqliteSessionStore store, string text) => TalkAsync(store.OpenAsync(Talk.Key), text);

    private static async Task TalkAsync(Task<Session> opening, string text)
    {
        var session = await opening;
        await session.AddAsync(new ChatMessage(ChatRole.User, text));
        await session.State.IncrementAsync("said");
    }

    /// <summary>Puts the store where it can be read only.</summary>
    private async Task<string> ArrangeAsync(Situation situation, SqliteSessionStore writer)
    {
        if (OperatingSystem.IsWindows())
            return _folder.File();

        var path = situation == Situation.NameThatUrisReadOtherwise ? _folder.File("100% full? #1/store.db") : _folder.File("there/store.db");
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (situation == Situation.WhileAnotherWrites)
        {
            path = _folder.File();
            folder = new DirectoryInfo(Path.GetDirectoryName(path)!);
        }
        else if (situation == Situation.LogLeftBehind)
        {
            File.Copy(_folder.File(), path);
            File.Copy(_folder.File("store.db-wal"), path + "-wal");
        }
        else
        {
            await writer.DisposeAsync();
            File.Copy(_folder.File(), path);
        }

        foreach (var file in folder.GetFiles())
            file.UnixFileMode = ReadFile;
        File.SetUnixFileMode(Path.GetDirectoryName(_folder.File())!, situation == Situation.WhileAnotherWrites ? ReadFolder : Anybody);
        folder.UnixFileMode = situation == Situation.FileOnly ? Anybody : ReadFolder;
        return path;
    }

    private static void Allow(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.GetDirectoryName(path)!, Anybody);
    }

    /// <summary>Reads in every way. All of it runs on the caller's thread, as SQLite does.</summary>
    private static async Task<(IEnumerable<SessionKey> Listed, IReadOnlyList<string> Heard, int Found, long Exported, long State)> ReadAsync(string path)
    {
        await using var store = await SqliteSessionStore.OpenAsync(path, new SqliteSessionStoreOptions { ReadOnly = true });
        var listed = (await store.ListAllAsync(SessionSelection.All, new SessionQuery())).Sessions.Select(record => record.Key).ToList();
        var heard = await store.HearMessagesAsync(Talk.Key);
        var found = (await store.SearchAllAsync("pump", SessionSelection.All)).Total;
        var session = (await store.FindAsync(Talk.Key))!;
        using var document = new MemoryStream();
        await session.Documents.ExportAsync(document);
        return (listed, heard, found, document.Length, await session.State.GetAsync<long>("said"));
    }
}
