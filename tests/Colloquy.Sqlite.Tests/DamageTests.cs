namespace Colloquy.Sqlite.Tests;

public sealed class DamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("UPDATE entries SET proof = x'00' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET proof = 'text' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET parent = 'none' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET parent = 3 WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET segment = 0 WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET at = 9223372036854775807 WHERE id & 0x7fffffff = 2")]
    [InlineData("DELETE FROM entries WHERE id & 0x7fffffff = 2")]
    public async Task A_damaged_row_is_named_whichever_way_it_is_read(string damage)
    {
        await using var store = SqliteSessionStore.Open(_folder.File());
        await store.SayAsync(Talk.Key, "one", "two", "three");
        Execute(damage);

        LogRead[] reads = [LogRead.Back(new(3)), LogRead.Forth(new(3)), LogRead.All(), LogRead.Back(new(3)) with { HeadersOnly = true }];

        foreach (var read in reads)
        {
            var error = await Assert.ThrowsAsync<CorruptEntryException>(async () => await store.ReadAsync(Talk.Key, read));
            Assert.Equal((Talk.Key, new Position(2)), (error.Key, error.Position));
        }

        Assert.Equal(3, Assert.Single((await store.ReadAsync(Talk.Key, LogRead.Back(new(3)) with { Limit = 1 })).Entries).Position.Value);
    }

    [Fact]
    public async Task A_changed_payload_does_not_pass_for_what_was_said()
    {
        await using var store = SqliteSessionStore.Open(_folder.File());
        await store.SayAsync(Talk.Key, "I owe you nothing");
        Execute("UPDATE entries SET payload = CAST(replace(CAST(payload AS TEXT), 'nothing', 'a lot  ') AS BLOB)");

        var error = await Assert.ThrowsAsync<CorruptEntryException>(() => store.HearAsync(Talk.Key));

        Assert.Equal(new Position(1), error.Position);
    }

    [Theory]
    [InlineData("UPDATE sessions SET chain = x'00'")]
    [InlineData("UPDATE sessions SET metadata = '{'")]
    [InlineData("UPDATE sessions SET created = 9223372036854775807")]
    public async Task A_damaged_record_is_named(string damage)
    {
        await using var store = SqliteSessionStore.Open(_folder.File());
        await store.CreateAsync(Talk.Key);
        Execute(damage);

        var error = await Assert.ThrowsAsync<StoreCorruptException>(async () => await store.GetAsync(Talk.Key));

        Assert.Contains(Talk.Key.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_loud()
    {
        await using (var store = SqliteSessionStore.Open(_folder.File()))
            await store.SayAsync(Talk.Key, [.. Enumerable.Repeat(new string('x', 3_000), 50)]);
        using (var file = File.OpenWrite(_folder.File()))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }

        var error = await Assert.ThrowsAsync<StoreCorruptException>(async () =>
        {
            await using var damaged = SqliteSessionStore.Open(_folder.File());
            await damaged.GetAsync(Talk.Key);
        });

        Assert.Equal(_folder.File(), error.Location);
    }

    public void Dispose() => _folder.Dispose();

    private void Execute(string sql)
    {
        using var connection = Connection.Open(_folder.File(), create: false);
        connection.Execute(sql);
    }
}
