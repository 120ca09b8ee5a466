using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>Files that were made from the text of a store, as <c>sqlite3 store.db .dump | sqlite3 copy.db</c> makes them.</summary>
public sealed class DumpTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_file_that_was_made_from_a_dump_opens_and_goes_on()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            var session = await store.OpenAsync(Talk.Key);
            await session.AddAsync([new ChatMessage(ChatRole.User, "The pump's 'seal' leaks"), new ChatMessage(ChatRole.Assistant, "Which one?")]);
            await session.SearchAsync("pump");
            await session.State.SetAsync("k", "v");
            await session.Branches.ForkAsync("side");
            await store.GetMemory(new SessionOwner()).AddAsync("the pump is old");
        }

        Replay(Dump(_folder.File()), _folder.File("copy.db"));

        Assert.True((await SqliteSessionStore.ExamineAsync(_folder.File("copy.db"))).NeedsMigration);
        await using (var copy = await SqliteSessionStore.OpenAsync(_folder.File("copy.db")))
        {
            var session = (await copy.FindAsync(Talk.Key))!;
            Assert.Equal(["The pump's 'seal' leaks", "Which one?"], (await session.GetItemsAsync()).Select(item => item.Text));
            Assert.Equal("v", await session.State.GetAsync<string>("k"));
            Assert.Equal(1, (await session.SearchAsync("pump")).Total);
            Assert.Single((await copy.GetMemory(new SessionOwner()).SearchAsync("pump")).Hits);
            await session.AddAsync(new ChatMessage(ChatRole.User, "That one"));
        }

        var report = await SqliteSessionStore.ExamineAsync(_folder.File("copy.db"));
        Assert.Equal((SqliteSchema.Newest, false, 0), (report.Info.Schema, report.NeedsMigration, report.Damage.Count));
    }

    [Theory]
    [InlineData("schema-1.db")]
    [InlineData("schema-4.db")]
    [InlineData("schema-8.db")]
    public async Task A_dump_of_an_earlier_version_is_brought_up_to_date(string fixture)
    {
        Replay(Dump(Path.Combine(SchemaFixtureTests.FixtureFolder(), fixture)), _folder.File());

        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());

        Assert.Equal(SqliteSchema.Newest, (await store.GetInfoAsync()).Schema);
        Assert.Equal(2, (await store.SearchAllAsync("\"paid twice\"", SessionSelection.All)).Total);
    }

    [Fact]
    public async Task One_that_is_not_whole_is_not_taken_for_a_store()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
            await store.SayAsync(Talk.Key, "Hello");

        foreach (var change in (string[])["DROP TABLE memory_vectors", "DROP TRIGGER usage_is_spent", "DROP TABLE search_words", "ALTER TABLE entries ADD COLUMN note TEXT", "CREATE TABLE mine (x)", "DROP INDEX memories_by_key"])
        {
            var path = _folder.File($"{change}.db");
            Replay(Dump(_folder.File()), path);
            Replay(change, path);

            Assert.Equal(StoreFailure.NotColloquy, (await Assert.ThrowsAsync<StoreException>(() => SqliteSessionStore.OpenAsync(path))).Failure);
        }
    }

    [Fact]
    public async Task Without_migrating_it_is_refused_with_what_it_is()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
            await store.SayAsync(Talk.Key, "Hello");
        Replay(Dump(_folder.File()), _folder.File("copy.db"));

        var refusal = await Assert.ThrowsAsync<StoreException>(() => SqliteSessionStore.OpenAsync(_folder.File("copy.db"), new SqliteSessionStoreOptions { Migrate = false }));

        Assert.Contains("from a dump", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void Replay(string sql, string path)
    {
        using var file = Connection.Open(path, create: true);
        file.Execute(sql);
    }

    /// <summary>A file as SQL, in the form that the sqlite3 program writes: without the header's numbers, virtual tables by their row in the schema.</summary>
    private static string Dump(string path)
    {
        using var file = Connection.Open(path, create: false);
        var sql = new StringBuilder("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n");
        foreach (var name in file.ReadTexts("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> 'sqlite_sequence' ORDER BY rowid"))
        {
            sql.Append(file.ReadText($"SELECT sql FROM sqlite_master WHERE name = '{name}'").Replace($"CREATE TABLE '{name}'", $"CREATE TABLE IF NOT EXISTS '{name}'", StringComparison.Ordinal)).Append(";\n");
            var columns = file.ReadTexts($"SELECT name FROM pragma_table_info('{name}')");
            var values = string.Join(" || ',' || ", columns.Select(column => $"quote(\"{column}\")"));
            foreach (var row in file.ReadTexts($"SELECT 'INSERT INTO \"{name}\" VALUES(' || {values} || ')' FROM \"{name}\""))
                sql.Append(row).Append(";\n");
        }

        sql.Append("DELETE FROM sqlite_sequence;\n");
        foreach (var row in file.ReadTexts("SELECT 'INSERT INTO sqlite_sequence VALUES(' || quote(name) || ',' || quote(seq) || ')' FROM sqlite_sequence"))
            sql.Append(row).Append(";\n");
        sql.Append("PRAGMA writable_schema=ON;\n");
        foreach (var row in file.ReadTexts("SELECT 'INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql) VALUES(''table'',' || quote(name) || ',' || quote(name) || ',0,' || quote(sql) || ')' FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"))
            sql.Append(row).Append(";\n");
        foreach (var rest in file.ReadTexts("SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger', 'view') AND sql IS NOT NULL"))
            sql.Append(rest).Append(";\n");
        return sql.Append("PRAGMA writable_schema=OFF;\nCOMMIT;\n").ToString();
    }
}
