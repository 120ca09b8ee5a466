using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>Where receipts are: those of the newest commits in the session's row, the others in a table.</summary>
public sealed class ReceiptTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Only_each_thirty_third_commit_writes_to_the_table_of_receipts()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        List<long> counts = [];

        for (var i = 1; i <= 100; i++)
        {
            await store.SayAsync(Talk.Key, "and so on");
            counts.Add(Count());
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(made => (long)((made - 1) / 32 * 32)), counts);
    }

    [Theory]
    [MemberData(nameof(SchemaFixtureTests.Fixtures), MemberType = typeof(SchemaFixtureTests))]
    public async Task Commits_that_an_earlier_version_made_are_recognised(string fixture)
    {
        File.Copy(Path.Combine(SchemaFixtureTests.FixtureFolder(), fixture), _folder.File());
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var key = new SessionKey("ticket-4711", "alice@example.com", "support");
        var ids = ReadIds();

        for (var round = 0; round < 40; round++)
        {
            foreach (var id in ids)
            {
                var tip = (await store.GetAsync(key))!.Tip;
                var receipt = await store.CommitAsync(key, await DraftAsync(store, key) with { Id = id });
                Assert.True(receipt.Repeated);
                Assert.Equal(tip, (await store.GetAsync(key))!.Tip);
            }

            var (made, first) = (await DraftAsync(store, key), (CommitReceipt?)null);
            first = await store.CommitAsync(key, made);
            Assert.Equal(first with { Repeated = true }, await store.CommitAsync(key, made));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<Commit> DraftAsync(SqliteSessionStore store, SessionKey key)
    {
        var writer = new EntryWriter((await store.GetAsync(key))!);
        writer.Append(new MessageBody(new ChatMessage(ChatRole.User, "again")));
        return writer.TakeCommit(CommitId.New());
    }

    private long Count()
    {
        using var reader = Connection.Open(_folder.File(), create: false);
        return reader.ReadNumber("SELECT count(*) FROM commits");
    }

    private List<CommitId> ReadIds()
    {
        using var reader = Connection.Open(_folder.File(), create: false);
        var ids = reader.ReadTexts("SELECT hex(c.id) FROM commits c JOIN sessions s ON s.id = c.session WHERE s.session = 'ticket-4711'");
        Assert.NotEmpty(ids);
        return [.. ids.Select(id => new CommitId(new Guid(Convert.FromHexString(id), bigEndian: true)))];
    }
}
