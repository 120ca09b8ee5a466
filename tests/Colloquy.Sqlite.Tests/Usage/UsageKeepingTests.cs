namespace Colloquy.Sqlite.Tests;

public sealed class UsageKeepingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task What_a_deleted_session_spent_names_it_no_more()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            var writer = new EntryWriter(await store.CreateAsync(Talk.Key));
            writer.Append(new ModelCallBody { Call = Guid.CreateVersion7(), Model = "m" });
            await store.CommitAsync(Talk.Key, writer.TakeCommit(CommitId.New()));
            await store.DeleteAsync(Talk.Key);
        }

        using var file = Connection.Open(_folder.File(), create: false);
        Assert.Equal(1, file.ReadNumber("SELECT count(*) FROM usage WHERE session IS NULL AND position = 0 AND turn = 0"));
        Assert.Equal(1, file.ReadNumber("SELECT count(*) FROM usage"));
        Assert.Equal(1, file.ReadNumber("SELECT count(*) FROM spending WHERE session = 0 AND calls = 1"));
        Assert.Equal(1, file.ReadNumber("SELECT count(*) FROM spending"));
    }

    public void Dispose() => _folder.Dispose();
}
