using Npgsql;

namespace Colloquy.Postgres.Tests;

/// <summary>The proxy cuts where it was told, to the message.</summary>
public sealed class CuttingProxyTests : IAsyncLifetime
{
    private CuttingProxy _proxy = null!;
    private NpgsqlConnection _direct = null!;
    private NpgsqlConnection _connection = null!;
    private string _table = null!;
    private int _backend;

    public async ValueTask InitializeAsync()
    {
        var server = await SharedServer.ConnectionStringAsync();
        _direct = new NpgsqlConnection(server + ";Pooling=false");
        await _direct.OpenAsync();
        _table = $"cut_{Random.Shared.NextInt64()}";
        await ExecuteAsync(_direct, $"CREATE TABLE {_table} (number int)");
        _proxy = CuttingProxy.Start(server + ";Pooling=false");
        _connection = new NpgsqlConnection(_proxy.ConnectionString);
        await _connection.OpenAsync();
        _backend = _connection.ProcessID;
        _proxy.Mark();
    }

    [Fact]
    public async Task Messages_are_counted_by_side_from_the_mark()
    {
        await InsertAsync();

        Assert.Equal("PBDES", Types(ProxySide.Client));
        Assert.Equal("12nCZ", Types(ProxySide.Server));
        Assert.Equal(5, _proxy.Count(ProxySide.Client));

        _proxy.Mark();

        Assert.Empty(_proxy.Messages);
    }

    [Fact]
    public async Task Cut_before_the_message_that_asks_to_run_nothing_has_happened()
    {
        // Parse, Bind, Describe, Execute, Sync: without the Sync, the transaction is not committed.
        var cut = _proxy.CutBefore(ProxySide.Client, 5);

        await Assert.ThrowsAsync<NpgsqlException>(InsertAsync);
        await cut;

        Assert.Equal(4 + 1, _proxy.Count(ProxySide.Client));
        Assert.Equal(0L, await CountAsync());
    }

    [Fact]
    public async Task Cut_after_the_message_that_asks_to_run_it_has_happened_and_nobody_is_told()
    {
        var cut = _proxy.CutAfter(ProxySide.Client, 5);

        await Assert.ThrowsAsync<NpgsqlException>(InsertAsync);
        await cut;
        await WaitForBackendAsync();

        Assert.Equal(0, _proxy.Count(ProxySide.Server));
        Assert.Equal(1L, await CountAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Cut_before_any_message_of_the_answer_it_has_happened_and_is_not_acknowledged(int number)
    {
        var cut = _proxy.CutBefore(ProxySide.Server, number);

        await Assert.ThrowsAsync<NpgsqlException>(InsertAsync);
        await cut;

        Assert.Equal(number, _proxy.Count(ProxySide.Server));
        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task Cut_after_the_last_message_of_the_answer_it_is_acknowledged()
    {
        var cut = _proxy.CutAfter(ProxySide.Server, 5);

        await InsertAsync();
        await cut;

        Assert.Equal(1L, await CountAsync());
        await Assert.ThrowsAsync<NpgsqlException>(InsertAsync);
    }

    [Theory]
    [InlineData(nameof(ProxySide.Client), 5, 0L)]
    [InlineData(nameof(ProxySide.Server), 1, 1L)]
    public async Task A_held_direction_passes_nothing_until_it_is_released(string side, int number, long done)
    {
        var hold = _proxy.Hold(Enum.Parse<ProxySide>(side), number);

        var insert = InsertAsync();
        await hold.Reached;

        Assert.False(insert.IsCompleted);
        Assert.Equal(done, await CountAsync());

        hold.Release();
        await insert;

        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task A_connection_is_cut_while_it_is_held()
    {
        var hold = _proxy.Hold(ProxySide.Server);
        var insert = InsertAsync();
        await hold.Reached;

        _proxy.CutAll();

        await Assert.ThrowsAsync<NpgsqlException>(() => insert);
    }

    [Fact]
    public async Task New_connections_are_refused_for_as_long_as_the_test_says()
    {
        _proxy.Refuse();

        await using (var refused = new NpgsqlConnection(_proxy.ConnectionString))
            await Assert.ThrowsAsync<NpgsqlException>(() => refused.OpenAsync());
        await InsertAsync();
        _proxy.Accept();

        await using var accepted = new NpgsqlConnection(_proxy.ConnectionString);
        await accepted.OpenAsync();
        Assert.Equal(1L, await CountAsync());
    }

    [Fact]
    public async Task Messages_larger_than_any_buffer_pass_whole()
    {
        var text = new string('x', 1_000_000);

        await using var command = new NpgsqlCommand("SELECT $1", _connection) { Parameters = { new() { Value = text } } };

        Assert.Equal(text, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_cut_that_would_never_come_is_refused()
    {
        await InsertAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _proxy.CutBefore(ProxySide.Client, 5));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _proxy.DisposeAsync();
        await _direct.DisposeAsync();
    }

    private string Types(ProxySide side) => string.Concat(_proxy.Messages.Where(message => message.Side == side).Select(message => message.Type));

    private Task InsertAsync() => ExecuteAsync(_connection, $"INSERT INTO {_table} VALUES (1)");

    private async Task<object?> CountAsync()
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {_table}", _direct);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Waits until the server has run what was sent to it: its process for the cut connection is gone.</summary>
    private Task WaitForBackendAsync() =>
        ExecuteAsync(_direct, $"DO $$ BEGIN WHILE EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = {_backend}) LOOP PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP; END $$");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
