using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Postgres;

/// <summary>Reports changes: to those who listen in this process at once, and to other processes by LISTEN and NOTIFY.</summary>
internal sealed class PostgresChangeSignal : IChangeSignal, IAsyncDisposable
{
    private readonly Database _database;
    private readonly LocalChangeSignal _local = new();
    private readonly ChangeNotifier? _notifier;
    private readonly ChangeListening? _listening;

    public PostgresChangeSignal(Database database)
    {
        _database = database;
        if (!database.Options.Listen)
            return;

        var logger = database.Options.LoggerFactory?.CreateLogger<PostgresSessionStore>() ?? (ILogger)NullLogger.Instance;
        var sender = ChangeChannel.NewSender();
        _notifier = new ChangeNotifier(database, sender, logger);
        _listening = new ChangeListening(database, _local, sender, logger);
    }

    /// <summary>Reports what was changed.</summary>
    public void Send(SessionKey key, SessionChanges changes)
    {
        _local.Send(key, changes);
        _notifier?.Add(StoredId.Of(key), changes);
    }

    public async ValueTask<IAsyncDisposable> ListenAsync(SessionKey key, Action<SessionChanges> changed, CancellationToken cancellationToken = default)
    {
        _database.EnsureUsable(cancellationToken);
        var listener = await _local.ListenAsync(key, changed, cancellationToken).ConfigureAwait(false);
        if (_listening is null)
            return listener;

        try
        {
            return new Listener(listener, _listening, await _listening.JoinAsync(key, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_notifier is not null)
            await _notifier.DisposeAsync().ConfigureAwait(false);
        if (_listening is not null)
            await _listening.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Listener(IAsyncDisposable local, ChangeListening listening, ChangeListening.Channel channel) : IAsyncDisposable
    {
        private int _isDisposed;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                listening.Leave(channel);
            return local.DisposeAsync();
        }
    }
}
