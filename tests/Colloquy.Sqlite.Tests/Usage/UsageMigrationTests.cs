using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Sqlite.Tests;

/// <summary>A file from before usage was kept has it afterwards, out of its log.</summary>
public sealed class UsageMigrationTests : IDisposable
{
    private static readonly string[] Tables = ["sessions", "branches", "entries", "commits", "blobs"];

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_calls_of_an_older_file_are_added_up()
    {
        var (key, other) = (new SessionKey("s", "ada", "app"), new SessionKey("s"));
        var groupings = Enum.GetValues<UsageBy>();
        List<IReadOnlyList<UsageSum>> before = [];
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            await SpendAsync(store, key, "2026-01-31", Call(100, 40, 10, "m") with { Called = ["find", "find", "'\u0000\uD83E\uDD80"], Cost = 1.000000001m }, Call(-1, 0, long.MaxValue, null), new ModelCallBody { Call = Guid.CreateVersion7() });
            await SpendAsync(store, other, "2026-02-01", Call(5, 0, 5, "n"));
            foreach (var by in groupings)
                before.Add(await store.SumAsync(key, new UsageQuery(), by));
        }

        ToSchema1(_folder.File("old.db"), from: _folder.File());
        await using var migrated = await SqliteSessionStore.OpenAsync(_folder.File("old.db"));

        foreach (var by in groupings)
            Assert.Equal(before[(int)by], await migrated.SumAsync(key, new UsageQuery(), by));
        Assert.Equal(10, (await migrated.GetUsageAsync(SessionSelection.OfSession(other))).TotalTokens);
        Assert.Equal(4, (await migrated.GetUsageAsync(SessionSelection.All)).Calls);

        await SpendAsync(migrated, key, "2026-03-01", Call(1, 0, 0, "m"));
        Assert.Equal(4, (await migrated.GetUsageAsync(SessionSelection.OfSession(key))).Calls);
    }

    [Fact]
    public async Task A_call_that_cannot_be_read_keeps_no_file_from_being_opened()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
            await SpendAsync(store, Talk.Key, "2026-01-31", Call(100, 0, 10, "m"), Call(200, 0, 10, "m"));
        ToSchema1(_folder.File("old.db"), from: _folder.File());
        using (var old = Connection.Open(_folder.File("old.db"), create: false))
            old.Execute("UPDATE entries SET payload = x'7b22' WHERE kind = 'model-call' AND id & 0x7fffffff = 1");

        await using var migrated = await SqliteSessionStore.OpenAsync(_folder.File("old.db"));

        Assert.Equal(210, (await migrated.GetUsageAsync(SessionSelection.OfSession(Talk.Key))).TotalTokens);
    }

    public void Dispose() => _folder.Dispose();

    private static ModelCallBody Call(long input, long cached, long output, string? model) => new()
    {
        Call = Guid.CreateVersion7(),
        Model = model,
        Provider = "p",
        Usage = new UsageDetails { InputTokenCount = input, CachedInputTokenCount = cached, OutputTokenCount = output },
    };

    private static async Task SpendAsync(SqliteSessionStore store, SessionKey key, string day, params ModelCallBody[] calls)
    {
        var writer = new EntryWriter(await store.CreateAsync(key), new FakeTimeProvider(DateTimeOffset.Parse(day + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)));
        foreach (var call in calls)
            writer.Append(call, author: "a");
        await store.CommitAsync(key, writer.TakeCommit(CommitId.New()));
    }

    /// <summary>Makes a file as schema 1 was, with the log of another.</summary>
    private static void ToSchema1(string path, string from)
    {
        using var stream = typeof(SqliteSessionStore).Assembly.GetManifestResourceStream("001-log.sql")!;
        using var script = new StreamReader(stream);
        using var file = Connection.Open(path, create: true);
        file.Execute(script.ReadToEnd());
        file.Execute($"PRAGMA application_id = {SqliteSchema.ApplicationId}; PRAGMA user_version = 1; ATTACH '{from}' AS newer");
        foreach (var table in Tables)
        {
            var columns = file.ReadText($"SELECT group_concat(name) FROM pragma_table_info('{table}')");
            file.Execute($"INSERT INTO {table} ({columns}) SELECT {columns} FROM newer.{table}");
        }

        file.Execute("DETACH newer");
    }
}
