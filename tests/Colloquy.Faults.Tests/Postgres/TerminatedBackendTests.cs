using System.Globalization;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 1 on PostgreSQL: the server's process is terminated in the middle of a commit.</summary>
[Fault(FaultAttribute.Postgres, "the server's process for a connection is terminated in a commit")]
public sealed class TerminatedBackendTests : IAsyncLifetime
{
    private int _rooms;
    private PostgresServer _server = null!;
    private ProxiedStore _place = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.CreateAsync();
        _place = await ProxiedStore.OpenAsync(await _server.CreateDatabaseAsync("desk"));
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task A_commit_whose_process_is_terminated_at_any_moment_is_made_once_and_acknowledged()
    {
        var messages = await MeasureAsync();
        List<Func<SessionKey, Task>> moments =
        [
            .. Enumerable.Range(1, messages).Select<int, Func<SessionKey, Task>>(number => room => WhileTheServerWaitsForMessageAsync(room, number)),
            WhileItWaitsForALockAsync,
            WhileItWaitsForAReplicaAsync,
            WhileTheAnswerIsOnItsWayAsync,
        ];

        var tries = Math.Max(Tier.Times(200), moments.Count);
        for (var turn = 0; turn < tries; turn++)
        {
            var room = await OpenRoomAsync();
            await moments[turn % moments.Count](room);

            Assert.Equal([Batch.Of(0, 0, 0), Batch.Of(0, 0, 1)], await LogCheck.ReadBatchesAsync(_place.Straight, room, seed: 0));
        }

        FaultTries.Note(tries, tries);
    }

    public async ValueTask DisposeAsync()
    {
        await _place.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>The server has the messages before this one, and waits for the rest.</summary>
    private async Task WhileTheServerWaitsForMessageAsync(SessionKey room, int number)
    {
        ProxyRule? hold = null;
        var sent = new TaskCompletionSource();
        _place.AtNextWrite(() =>
        {
            hold = _place.Proxy.Hold(ProxySide.Client, number);
            sent.SetResult();
        });
        var commit = Batch.Of(0, 0, 1).CommitAsync(_place.Store, room);
        await sent.Task;
        await hold!.Reached;

        await _place.TerminateAsync();
        Assert.False(commit.IsCompleted);
        hold.Release();
        await commit;
    }

    /// <summary>The server has the whole commit, and another transaction has the session's row.</summary>
    private async Task WhileItWaitsForALockAsync(SessionKey room)
    {
        await using var other = await _place.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var command = other.CreateCommand())
        {
            command.CommandText = "SELECT 1 FROM colloquy.sessions FOR UPDATE";
            await command.ExecuteScalarAsync();
        }

        var commit = Batch.Of(0, 0, 1).CommitAsync(_place.Store, room);
        await _place.WaitForAsync("wait_event_type = 'Lock'");

        await _place.TerminateAsync();
        Assert.False(commit.IsCompleted);
        await transaction.RollbackAsync();
        await commit;
    }

    /// <summary>The commit is written here, and waits for a replica that never comes: nobody may be told that it is safe.</summary>
    private async Task WhileItWaitsForAReplicaAsync(SessionKey room)
    {
        await RequireReplicaAsync("nobody");
        var commit = Batch.Of(0, 0, 1).CommitAsync(_place.Store, room);
        await _place.WaitForAsync("wait_event = 'SyncRep'");

        await _place.TerminateAsync();
        await Task.WhenAny(commit, _place.WaitForAsync("wait_event = 'SyncRep'"));
        Assert.False(commit.IsCompleted, "A commit was acknowledged that no replica has.");

        await RequireReplicaAsync("");
        await commit;
    }

    /// <summary>The commit is made, and its answer does not arrive.</summary>
    private async Task WhileTheAnswerIsOnItsWayAsync(SessionKey room)
    {
        ProxyRule? hold = null;
        var sent = new TaskCompletionSource();
        _place.AtNextWrite(() =>
        {
            hold = _place.Proxy.Hold(ProxySide.Server);
            sent.SetResult();
        });
        var commit = Batch.Of(0, 0, 1).CommitAsync(_place.Store, room);
        await sent.Task;
        await hold!.Reached;

        await _place.TerminateAsync();
        _place.Proxy.CutAll();
        hold.Release();
        await commit;
    }

    private async Task RequireReplicaAsync(string name)
    {
        await _server.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"ALTER SYSTEM SET synchronous_standby_names = '{name}'"));
        await _server.ExecuteAsync("SELECT pg_reload_conf()");
        while (!name.Equals(await _server.ExecuteAsync("SHOW synchronous_standby_names")))
        {
            // The server reads its settings in its own time.
        }
    }

    /// <summary>Counts the messages of a client in a commit that nothing disturbs.</summary>
    private async Task<int> MeasureAsync()
    {
        var room = await OpenRoomAsync();
        _place.AtNextWrite(() => { });
        await Batch.Of(0, 0, 1).CommitAsync(_place.Store, room);
        return _place.Proxy.Count(ProxySide.Client);
    }

    /// <summary>Creates a session with one batch in it, which has the connection prepare what a commit needs.</summary>
    private async Task<SessionKey> OpenRoomAsync()
    {
        var room = Stores.Room(++_rooms);
        await _place.Straight.CreateAsync(room);
        await Batch.Of(0, 0, 0).CommitAsync(_place.Store, room);
        return room;
    }
}
