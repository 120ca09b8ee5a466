using Npgsql;

namespace Colloquy.Postgres.Tests.Roles;

/// <summary>The policies of docs/production.md: the role of one user does all for that user, and nothing to another.</summary>
public sealed class RowSecurityTests(GuardedDesk guarded) : IClassFixture<GuardedDesk>
{
    private const string Nothing = " 0 0 0 0 0 0 0";

    private static int _count;

    private readonly DeskDatabase _desk = guarded.Desk;

    [Fact]
    public async Task A_user_s_store_does_all_that_a_store_does()
    {
        await using var ada = await _desk.OpenAsync(GuardedDesk.Ada);
        var key = NewKey("ada");

        await UserLife.FillAsync(ada, key);

        await using var app = await _desk.OpenAsync(DeskDatabase.App);
        Assert.StartsWith("Secret 9 2 ", await UserLife.ReadAsync(ada, key), StringComparison.Ordinal);
        Assert.Equal(await UserLife.ReadAsync(app, key), await UserLife.ReadAsync(ada, key));
        Assert.NotEmpty(await ada.CopyAsync(key).ToListAsync());
        Assert.Equal(2, await ada.ClearAsync(key.Owner) + await ada.ClearAsync(new MemoryOwner(key.Owner, "desk")));
    }

    [Fact]
    public async Task A_copy_is_restored_by_the_application_and_not_by_a_user()
    {
        await using var ada = await _desk.OpenAsync(GuardedDesk.Ada);
        await using var app = await _desk.OpenAsync(DeskDatabase.App);
        var key = NewKey("ada");
        await UserLife.FillAsync(ada, key);
        var parts = await ada.CopyAsync(key).ToListAsync();
        await ada.DeleteAsync(key);

        await Assert.ThrowsAsync<StoreException>(async () => await ada.RestoreAsync(key, parts.ToAsyncEnumerable()));
        await app.RestoreAsync(key, parts.ToAsyncEnumerable());

        Assert.Equal(parts.Sum(part => part.Entries.Count), (await ada.ReadAsync(key, LogRead.All())).Entries.Count);
    }

    [Fact]
    public async Task A_session_that_a_user_deletes_leaves_nothing_behind()
    {
        await using var ada = await _desk.OpenAsync(GuardedDesk.Ada);
        var key = NewKey("ada");
        await UserLife.FillAsync(ada, key);

        Assert.True(await ada.DeleteAsync(key));

        var id = StoredId.Of(key);
        Assert.Equal("0", await CountAsync($"SELECT sum(n) FROM (SELECT count(*) n FROM colloquy.sessions WHERE sid = '{id}' UNION ALL SELECT count(*) FROM colloquy.entries WHERE sid = '{id}' UNION ALL SELECT count(*) FROM colloquy.branches WHERE sid = '{id}' UNION ALL SELECT count(*) FROM colloquy.blobs WHERE sid = '{id}' UNION ALL SELECT count(*) FROM colloquy.search_texts WHERE sid = '{id}') c"));
    }

    [Fact]
    public async Task Another_user_s_store_finds_and_changes_nothing()
    {
        await using var ada = await _desk.OpenAsync(GuardedDesk.Ada);
        await using var bob = await _desk.OpenAsync(GuardedDesk.Bob);
        var key = NewKey("ada");
        await UserLife.FillAsync(ada, key);
        await UserLife.FillAsync(bob, NewKey("bob"));
        var before = await UserLife.ReadAsync(ada, key);

        Assert.Equal(Nothing, await UserLife.ReadAsync(bob, key));
        Assert.All((await bob.ListAllAsync(SessionSelection.All, new SessionQuery())).Sessions, session => Assert.Equal("bob", session.Key.User));
        Assert.Equal(["bob"], (await bob.SumAllAsync(SessionSelection.All, new UsageQuery(), UsageBy.User)).Select(sum => sum.Key));
        Assert.All(await bob.ListOwnersAsync(null, 100), owner => Assert.Equal("bob", owner.Owner.User));
        Assert.False(await bob.DeleteAsync(key));
        await Assert.ThrowsAsync<SessionNotFoundException>(async () => await bob.LeaseAsync(key, LeaseRequest.Acquire("desk", TimeSpan.FromMinutes(1), LeasePlace.Back)));
        await Assert.ThrowsAsync<SessionNotFoundException>(async () => await bob.SetDetailsAsync(key, new SessionDetails { Title = "Bob was here" }));
        await Assert.ThrowsAsync<SessionNotFoundException>(async () => await bob.SetRetentionAsync(key, null));
        await bob.ForgetAsync(key);
        await EnsureRefusedAsync(async () => await bob.CreateAsync(key));
        await EnsureRefusedAsync(async () => await bob.PutAsync(new StatePut { Owner = key.Owner, Key = "mine", Value = "1"u8.ToArray() }));
        await EnsureRefusedAsync(async () => await bob.PutAsync(UserLife.Memory(key.Owner)));
        await EnsureRefusedAsync(async () => await bob.RecordAsync(key, [new UsageRecord { Call = Guid.CreateVersion7(), At = DateTimeOffset.UnixEpoch }]));

        Assert.Equal(before, await UserLife.ReadAsync(ada, key));
    }

    [Theory]
    [InlineData("sessions")]
    [InlineData("entries")]
    [InlineData("branches")]
    [InlineData("blobs")]
    [InlineData("search_texts")]
    [InlineData("usage")]
    [InlineData("usage_owners")]
    [InlineData("spending")]
    [InlineData("state")]
    [InlineData("state_owners")]
    [InlineData("memories")]
    [InlineData("memory_owners")]
    [InlineData("memory_vectors")]
    public async Task Another_user_s_SQL_reads_and_changes_no_row(string table)
    {
        await using var ada = await _desk.OpenAsync(GuardedDesk.Ada);
        await UserLife.FillAsync(ada, NewKey("ada"));
        var column = table is "sessions" or "entries" or "branches" or "blobs" or "search_texts" ? "sid" : "owner";
        var before = await RowsAsync(table);
        await using var bob = await _desk.Connect(GuardedDesk.Bob).OpenConnectionAsync();

        Assert.NotEqual("0", before);
        Assert.Equal("0", await CountAsync($"SELECT count(*) FROM colloquy.{table} WHERE {column}::text NOT IN ({OfBob(column)})", bob));
        await using (var change = new NpgsqlCommand($"UPDATE colloquy.{table} SET {column} = {column} WHERE {column}::text NOT IN ({OfBob(column)})", bob))
            Assert.Equal(0, await change.ExecuteNonQueryAsync());
        await using (var delete = new NpgsqlCommand($"DELETE FROM colloquy.{table} WHERE {column}::text NOT IN ({OfBob(column)})", bob))
            Assert.Equal(0, await delete.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await _desk.TryAsync(GuardedDesk.Bob, $"SET row_security = off; SELECT * FROM colloquy.{table}"));
        Assert.Equal(before, await RowsAsync(table));
    }

    [Theory]
    [InlineData("SELECT * FROM colloquy.log")]
    [InlineData("SELECT * FROM colloquy.entries_00")]
    [InlineData("ALTER TABLE colloquy.sessions DISABLE ROW LEVEL SECURITY")]
    [InlineData("CREATE POLICY mine ON colloquy.sessions USING (true)")]
    [InlineData("DROP POLICY own ON colloquy.sessions")]
    [InlineData("SET ROLE desk_ada")]
    [InlineData("SET ROLE desk_app")]
    [InlineData("SET SESSION AUTHORIZATION desk_ada")]
    [InlineData("INSERT INTO desk_access.owners (role, app, \"user\") VALUES ('desk_bob', 'default', 'ada')")]
    [InlineData("UPDATE desk_access.owners SET \"user\" = 'ada'")]
    [InlineData("CREATE OR REPLACE FUNCTION desk_access.owner_id(app text, \"user\" text, agent text DEFAULT '') RETURNS uuid LANGUAGE sql RETURN NULL::uuid")]
    [InlineData("ALTER ROLE desk_bob BYPASSRLS")]
    [InlineData("INSERT INTO colloquy.schema_versions (version) VALUES (1000)")]
    public async Task A_user_s_SQL_does_not_get_past_the_policies(string sql) =>
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await _desk.TryAsync(GuardedDesk.Bob, sql));

    [Fact]
    public async Task A_user_cannot_take_the_ids_of_another()
    {
        await using var ada = await _desk.OpenAsync(GuardedDesk.Ada);
        await using var bob = await _desk.OpenAsync(GuardedDesk.Bob);
        var (hers, his) = (NewKey("ada"), NewKey("bob"));
        await bob.CreateAsync(his);
        await UserLife.FillAsync(ada, hers);
        var (session, owner, agents) = (StoredId.Of(NewKey("ada")), StoredId.Of(hers.Owner), StoredId.Of(new MemoryOwner(hers.Owner, "nobody yet")));

        foreach (var sql in (string[])
        [
            $"UPDATE colloquy.sessions SET sid = '{session}' WHERE sid = '{StoredId.Of(his)}'",
            $"UPDATE colloquy.sessions SET \"user\" = 'ada' WHERE sid = '{StoredId.Of(his)}'",
            $"INSERT INTO colloquy.branches VALUES ('{StoredId.Of(hers)}', 'mine', 1, 0, false)",
            $"INSERT INTO colloquy.search_texts VALUES ('{StoredId.Of(hers)}', 100, '{StoredId.Of(his.Owner)}', 0, '', 0, '', '')",
            $"INSERT INTO colloquy.state_owners VALUES ('{owner}', 'default', 'bob', 1)",
            $"INSERT INTO colloquy.state VALUES ('{owner}', 'mine', 1, '1')",
            $"INSERT INTO colloquy.usage_owners VALUES ('{StoredId.Of(his.Owner)}', 'default', 'ada') ON CONFLICT DO NOTHING",
            $"INSERT INTO colloquy.memory_owners VALUES ('{agents}', 'default', 'bob', 'nobody yet', 0)",
            $"INSERT INTO colloquy.memory_vectors VALUES ('{owner}', 1, 'm', 1, '')",
        ])
            Assert.Equal((sql, PostgresErrorCodes.InsufficientPrivilege), (sql, await _desk.TryAsync(GuardedDesk.Bob, sql)));
    }

    private static SessionKey NewKey(string user) => new($"session-{Interlocked.Increment(ref _count)}", user);

    private static async Task EnsureRefusedAsync(Func<Task> call) => Assert.Equal(StoreFailure.NoAccess, (await Assert.ThrowsAsync<StoreException>(call)).Failure);

    private static string OfBob(string column) => column == "sid"
        ? "SELECT sid::text FROM colloquy.sessions WHERE \"user\" = 'bob'"
        : $"'{StoredId.Of(new SessionOwner("bob"))}', '{StoredId.Of(new MemoryOwner(new SessionOwner("bob"), "desk"))}'";

    private async Task<string> RowsAsync(string table) => await CountAsync($"SELECT md5(string_agg(t::text, ';' ORDER BY t::text)) FROM colloquy.{table} t");

    private async Task<string> CountAsync(string sql)
    {
        await using var connection = await _desk.Connect("postgres").OpenConnectionAsync();
        return await CountAsync(sql, connection);
    }

    private static async Task<string> CountAsync(string sql, NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }
}
