using Microsoft.Extensions.Logging;

namespace Colloquy.Postgres;

/// <summary>Notifies other processes of changes: in the background, together, and never in the transaction of a commit, which would have all commits of the database wait for one another.</summary>
internal sealed partial class ChangeNotifier(Database database, string sender, ILogger logger) : IAsyncDisposable
{
    /// <summary>The rest between two round trips, in which changes gather. The first change after it is sent at once.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest wait for what is still to be sent when the store is closed.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    /// <summary>The most sessions of which changes wait for a server that does not answer. Those of others are found by polling.</summary>
    private const int MostSessions = 50_000;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private Dictionary<Guid, SessionChanges> _gathered = [];
    private Task _sending = Task.CompletedTask;
    private bool _isSending;
    private bool _isClosed;
    private bool _hasFailed;

    public void Add(Guid session, SessionChanges changes)
    {
        lock (_gate)
        {
            if (_isClosed || (_gathered.Count >= MostSessions && !_gathered.ContainsKey(session)))
                return;

            _gathered[session] = _gathered.GetValueOrDefault(session) | changes;
            if (_isSending)
                return;

            _isSending = true;
            _sending = Task.Run(SendAsync, CancellationToken.None);
        }
    }

    /// <summary>Sends what has gathered, and nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task sending;
        lock (_gate)
        {
            _isClosed = true;
            sending = _sending;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await sending.WaitAsync(LongestFarewell, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendAsync()
    {
        while (Take() is { } changes)
        {
            try
            {
                await SendAsync(changes).ConfigureAwait(false);
                _hasFailed = false;
            }
            catch (Exception e) when (e is StoreException or ObjectDisposedException)
            {
                if (!_hasFailed)
                    LogNotSent(logger, database.Location, e);
                _hasFailed = true;
            }

            await Task.Delay(Rest, TimeProvider.System, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Dictionary<Guid, SessionChanges>? Take()
    {
        lock (_gate)
        {
            if (_gathered.Count == 0)
            {
                _isSending = false;
                return null;
            }

            var taken = _gathered;
            _gathered = [];
            return taken;
        }
    }

    // Nothing is lost when the server forgets that it has notified: who listens then hears that its connection has gone.
    private static readonly Sql Hurry = new("SELECT set_config('synchronous_commit', 'off', true)");

    private static readonly Sql Notify = new("SELECT pg_notify(n.channel, n.payload) FROM unnest($1::text[], $2::text[]) n(channel, payload)");

    private async ValueTask SendAsync(Dictionary<Guid, SessionChanges> changes) => await database.WriteRepeatablyAsync(
        (Schema: database.Options.Schema, sender, changes),
        static (batch, ask) => batch
            .Add(Hurry)
            .Add(Notify).With([.. ask.changes.Keys.Select(string? (session) => ChangeChannel.NameOf(ask.Schema, session))]).With([.. ask.changes.Values.Select(string? (changes) => ChangeChannel.Write(changes, ask.sender))]),
        static (_, _, _) => new ValueTask<bool>(true),
        CancellationToken.None).ConfigureAwait(false);

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Other processes could not be notified of changes to sessions in {Store}. They find these by polling, until notifying succeeds again.")]
    private static partial void LogNotSent(ILogger logger, string store, Exception error);
}
