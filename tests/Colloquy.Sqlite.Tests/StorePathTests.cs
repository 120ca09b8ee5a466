namespace Colloquy.Sqlite.Tests;

/// <summary>What is written where a path is wanted, by people who know other libraries.</summary>
public sealed class StorePathTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("Data Source=chats.db", "\"chats.db\"")]
    [InlineData("data source = chats.db ; Mode=ReadOnly", "\"chats.db\"")]
    [InlineData("DataSource=chats.db;Cache=Shared", "\"chats.db\"")]
    [InlineData("Filename=./chats.db", "\"./chats.db\"")]
    [InlineData("Data Source=\"my chats.db\";Password=secret", "\"my chats.db\"")]
    [InlineData("URI=file:chats.db", "connection string")]
    [InlineData("Host=db;Username=app;Password=secret", "database server")]
    [InlineData("Server=db;Database=chats;User Id=app;Password=secret", "database server")]
    [InlineData("Password=secret;Host=db", "database server")]
    [InlineData("file:chats.db", "'file:'")]
    [InlineData("file:chats.db?mode=ro", "'file:'")]
    [InlineData("file:///srv/chats.db", "'file:'")]
    [InlineData("sqlite:///chats.db", "'sqlite://'")]
    [InlineData("postgres://app:secret@db/chats", "'postgres://'")]
    [InlineData("https://example.com/chats.db", "'https://'")]
    [InlineData(":memory:", "InMemorySessionStore")]
    [InlineData("", "")]
    [InlineData("  ", "")]
    public async Task What_is_no_path_is_refused_and_nothing_is_made_of_it(string path, string says)
    {
        var before = Directory.GetFiles(Environment.CurrentDirectory);

        foreach (var refusal in new[]
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => SqliteSessionStore.OpenAsync(path)),
            await Assert.ThrowsAnyAsync<ArgumentException>(() => SqliteSessionStore.ExamineAsync(path)),
            await Assert.ThrowsAnyAsync<ArgumentException>(() => SqliteSessionStore.BackupFileAsync(_folder.File(), path)),
        })
        {
            Assert.Equal("path", refusal.ParamName);
            Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, Directory.GetFiles(Environment.CurrentDirectory));
    }

    [Theory]
    [InlineData("a=b.db")]
    [InlineData("date=2026-11-29.db")]
    [InlineData("host=here.db")]
    [InlineData("100% full? #1.db")]
    [InlineData("with space.db")]
    [InlineData("filename.db")]
    [InlineData("ü 文 👍.db")]
    public async Task A_name_that_is_only_odd_is_a_name(string name)
    {
        if (OperatingSystem.IsWindows() && name.Contains('?', StringComparison.Ordinal))
            return;

        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File(name)))
            await store.SayAsync(Talk.Key, "Hello");
        await using var again = await SqliteSessionStore.OpenAsync(_folder.File(name), new SqliteSessionStoreOptions { ReadOnly = true });

        Assert.Equal(["Hello"], await again.HearAsync(Talk.Key));
    }

    public void Dispose() => _folder.Dispose();
}
