namespace Colloquy.Postgres.Tests;

/// <summary>What one session writes makes no other wait: rows that many would share are written by those alone whose they are.</summary>
public sealed class WaitingTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_session_that_writes_no_state_of_its_app_does_not_wait_for_one_that_does()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var app = new SessionOwner();
        await store.PutAsync(Put(app, "greeting", 0));
        await using var other = await schema.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await LockAsync(other, "SELECT * FROM state_owners FOR UPDATE; SELECT * FROM state FOR UPDATE");

        await store.SayAsync(Talk.Key, "hello").WaitAsync(Longest);
        await store.PutAsync(Put(Talk.Key.Owner, "language", 0)).AsTask().WaitAsync(Longest);

        var waits = store.PutAsync(Put(app, "greeting", 1)).AsTask();
        await schema.WaitForWaiterAsync();
        await transaction.RollbackAsync();
        Assert.Equal(new StateVersion(2), await waits);
    }

    [Fact]
    public async Task Sessions_of_one_owner_do_not_wait_for_what_each_other_spends()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        await store.SpendAsync(new SessionKey("one", "ada"), "m");
        await using var other = await schema.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await LockAsync(other, "SELECT * FROM spending FOR UPDATE; SELECT * FROM usage FOR UPDATE; SELECT * FROM usage_owners FOR UPDATE");

        await store.SpendAsync(new SessionKey("two", "ada"), "m").WaitAsync(Longest);

        Assert.Equal(2, (await store.GetUsageAsync(new SessionOwner("ada"))).Calls);
    }

    [Fact]
    public async Task Commits_do_not_wait_while_usage_is_kept_beside_them()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        await store.SayAsync(Talk.Key, "hello");
        await using var other = await schema.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await LockAsync(other, "SELECT * FROM sessions FOR KEY SHARE");

        await store.SayAsync(Talk.Key, "again").WaitAsync(Longest);
    }

    [Fact]
    public async Task Sessions_that_write_different_keys_of_their_app_all_succeed()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var app = new SessionOwner();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var key = new SessionKey($"{i}", "ada");
            for (var round = 0; round < 10; round++)
            {
                var writer = new EntryWriter(await store.CreateAsync(key));
                writer.Append(new MessageBody(new Microsoft.Extensions.AI.ChatMessage(Microsoft.Extensions.AI.ChatRole.User, "hello")));
                var slot = await store.FindAsync(app, $"key{i}");
                await store.CommitAsync(key, writer.TakeCommit(CommitId.New()) with { Puts = [Put(app, $"key{i}", slot.Version.Value), Put(key.Owner, $"key{i}", (await store.FindAsync(key.Owner, $"key{i}")).Version.Value)] });
            }
        })));

        Assert.Equal(80, (await store.FindAsync(app, "key0")).Newest.Value);
        Assert.Equal(8, (await store.ListAsync(app)).Count);
        Assert.Equal(80, (await store.FindAsync(new SessionOwner("ada"), "key0")).Newest.Value);
    }

    private static StatePut Put(SessionOwner owner, string key, long expected) => new() { Owner = owner, Key = key, Expected = new StateVersion(expected), Value = "1"u8.ToArray() };

    private static async Task LockAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
