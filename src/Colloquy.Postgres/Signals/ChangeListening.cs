using Microsoft.Extensions.Logging;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Hears of changes by other processes, on one connection, which is opened for the first who listens and opened again when it breaks.</summary>
internal sealed partial class ChangeListening(Database database, LocalChangeSignal local, string self, ILogger logger) : IAsyncDisposable
{
    /// <summary>Channels that nobody needs stay, up to this many, since whoever listened to a session often does so again.</summary>
    private const int MostUnused = 64;

    /// <summary>The most channels of one command.</summary>
    private const int MostAtOnce = 500;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing is heard before the connection is tried.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Channel> _channels = [];
    private readonly CancellationTokenSource _closing = new();
    private Task? _running;
    private CancellationTokenSource? _waiting;
    private bool _isOutdated;
    private bool _isBroken;
    private int _unused;

    /// <summary>Begins to hear of a session. Returns when the server has confirmed it, or cannot be reached; it is then tried on and on.</summary>
    public async ValueTask<Channel> JoinAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var name = ChangeChannel.NameOf(database.Options.Schema, StoredId.Of(key));
        Channel? channel;
        Task confirmed;
        lock (_gate)
        {
            if (!_channels.TryGetValue(name, out channel))
                _channels.Add(name, channel = new Channel(name, key));
            else if (channel.Listeners == 0)
                _unused--;
            channel.Listeners++;
            if (channel.IsHeard || _isBroken)
                return channel;

            if (channel.Confirmed.Task.IsCompleted)
                channel.Confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            confirmed = channel.Confirmed.Task;
            _running ??= Task.Run(RunAsync, CancellationToken.None);
            Wake();
        }

        try
        {
            await confirmed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return channel;
        }
        catch
        {
            Leave(channel);
            throw;
        }
    }

    public void Leave(Channel channel)
    {
        lock (_gate)
        {
            if (--channel.Listeners == 0 && ++_unused > MostUnused)
                Wake();
        }
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        Forget();
        if (_running is { } running)
            await running.ConfigureAwait(false);
    }

    /// <summary>Has the loop look at the channels. Called under the lock.</summary>
    private void Wake()
    {
        _isOutdated = true;
        _ = _waiting?.CancelAsync();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var connection = await ConnectAsync().ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    connection.Notification += Hear;
                    await UpdateAsync(connection).ConfigureAwait(false);
                    pause = FirstPause;
                    Mend();
                    await ListenAsync(connection).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Break(e);
            }

            await Task.Delay(pause, TimeProvider.System, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        Forget();
    }

    private async ValueTask<NpgsqlConnection> ConnectAsync()
    {
        if (database.Options.ListenConnectionString is not { } apart)
            return await database.ConnectAsync(_closing.Token).ConfigureAwait(false);

        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(apart) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(_closing.Token).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for notifications, and for what is to be changed about the channels.</summary>
    private async Task ListenAsync(NpgsqlConnection connection)
    {
        try
        {
            while (true)
            {
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
                lock (_gate)
                    _waiting = _isOutdated ? null : waiting;
                try
                {
                    if (_waiting is not null && !await connection.WaitAsync(Silence, waiting.Token).ConfigureAwait(false))
                        await ExecuteAsync(connection, "SELECT 1").ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!_closing.IsCancellationRequested)
                {
                    // The channels are to change.
                }
                finally
                {
                    lock (_gate)
                        _waiting = null;
                }

                await UpdateAsync(connection).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && connection.FullState == System.Data.ConnectionState.Open)
        {
            // It goes back to the pool, where others take it.
            await ExecuteAsync(connection, "UNLISTEN *").ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Listens to what is wanted, and no longer to what is not.</summary>
    private async ValueTask UpdateAsync(NpgsqlConnection connection)
    {
        while (true)
        {
            Channel[] wanted;
            Channel[] unused = [];
            lock (_gate)
            {
                wanted = [.. _channels.Values.Where(channel => channel is { IsHeard: false, Listeners: > 0 }).Take(MostAtOnce)];
                if (_unused > MostUnused)
                {
                    unused = [.. _channels.Values.Where(channel => channel.Listeners == 0)];
                    foreach (var channel in unused)
                        _channels.Remove(channel.Name);
                    _unused = 0;
                }

                _isOutdated = wanted.Length > 0;
            }

            if (wanted.Length + unused.Length == 0)
                return;

            await ExecuteAsync(connection, string.Join("; ", unused.Where(channel => channel.IsHeard).Select(channel => $"UNLISTEN {channel.Name}").Concat(wanted.Select(channel => $"LISTEN {channel.Name}")))).ConfigureAwait(false);
            lock (_gate)
            {
                foreach (var channel in wanted)
                {
                    channel.IsHeard = true;
                    channel.Confirmed.TrySetResult();
                }
            }
        }
    }

    private static async ValueTask ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        if (sql.Length == 0)
            return;

        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 10 };
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void Hear(object sender, NpgsqlNotificationEventArgs notification)
    {
        Channel? channel;
        lock (_gate)
            _channels.TryGetValue(notification.Channel, out channel);
        if (channel is not null && ChangeChannel.Read(notification.Payload, self) is { } changes)
            local.Send(channel.Key, changes);
    }

    /// <summary>Nothing is heard any more. Whoever begins to listen meanwhile does not wait.</summary>
    private void Break(Exception error)
    {
        if (Forget() && !_closing.IsCancellationRequested)
            LogBroken(logger, database.Location, error);
    }

    /// <summary>Lets nobody wait. Returns whether it was not so before.</summary>
    private bool Forget()
    {
        lock (_gate)
        {
            var isFirst = !_isBroken;
            _isBroken = true;
            foreach (var channel in _channels.Values)
            {
                channel.IsHeard = false;
                channel.Confirmed.TrySetResult();
            }

            return isFirst;
        }
    }

    /// <summary>All is heard again. What happened meanwhile was not.</summary>
    private void Mend()
    {
        lock (_gate)
        {
            if (!_isBroken)
                return;
            _isBroken = false;
        }

        LogMended(logger, database.Location);
        local.SendToAll(SessionChanges.None);
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The connection for LISTEN to {Store} is lost. Changes by other processes are found by polling until it is opened again.")]
    private static partial void LogBroken(ILogger logger, string store, Exception error);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "The connection for LISTEN to {Store} is open again.")]
    private static partial void LogMended(ILogger logger, string store);

    /// <summary>The channel of a session.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="key">The session.</param>
    internal sealed class Channel(string name, SessionKey key)
    {
        public string Name => name;

        public SessionKey Key => key;

        public int Listeners { get; set; }

        /// <summary>Gets or sets a value that indicates whether the server has confirmed it on the connection that is open.</summary>
        public bool IsHeard { get; set; }

        /// <summary>Gets what completes when the server has confirmed it, or cannot be reached.</summary>
        public TaskCompletionSource Confirmed { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
