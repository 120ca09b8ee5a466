using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;

namespace Colloquy.Mcp;

/// <summary>Keeps a server there: starts it when it is needed, and again after it died, with pauses that grow.</summary>
internal sealed class ReconnectingConnection(McpServer server) : IAsyncDisposable
{
    /// <summary>The part of a session's state that says which life of each server the session used last.</summary>
    public const string StateName = "mcp";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private TimeProvider? _time;
    private volatile Connection? _connection;
    private int _starts;
    private int _deaths;
    private McpServerException? _failure;

    public ILogger Logger { get; private set; } = NullLogger.Instance;

    public int Starts => Volatile.Read(ref _starts);

    public bool IsConnected => _connection is { IsLost: false };

    /// <summary>What the server says of itself to models; null when it says nothing, or is not there.</summary>
    public string? Instructions => _connection?.Client.ServerInstructions;

    public void BelongTo(ILogger logger, TimeProvider time)
    {
        if (_time is not null)
            throw new ArgumentException($"The MCP server '{server.Name}' belongs to other McpServers already. Make another for these.");

        (Logger, _time) = (logger, time);
    }

    /// <summary>Calls the server.</summary>
    /// <param name="call">The call.</param>
    /// <param name="mayRepeat">Whether the call may be made again when the server died while it was made.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Cancels the call, also at the server.</param>
    /// <exception cref="McpServerException">The server could not be started, died, or did not answer in time.</exception>
    public async ValueTask<(T Answer, Connection Connection)> CallAsync<T>(Func<Connection, CancellationToken, ValueTask<T>> call, bool mayRepeat, TimeSpan timeout, CancellationToken cancellationToken)
    {
        for (var repeated = false; ; repeated = true)
        {
            var connection = await GetAsync(cancellationToken).ConfigureAwait(false);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
            limit.CancelAfter(timeout);
            try
            {
                var answer = await call(connection, limit.Token).ConfigureAwait(false);
                Volatile.Write(ref _deaths, 0);
                connection.IsSuspect = false;
                return (answer, connection);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception e) when (limit.IsCancellationRequested)
            {
                ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, typeof(McpServers));
                connection.IsSuspect = true;
                McpLog.TimedOut(Logger, server.Name, timeout);
                throw Fail($"The MCP server '{server.Name}' did not answer within {timeout.TotalSeconds:0.###} s; whether the call took effect is unknown.", outcomeUnknown: true, e);
            }
            catch (Exception e) when (FaultClassifier.IsNotTaken(e, connection))
            {
                Lose(connection, e, timeout);
                if (repeated)
                    throw Fail($"The MCP server '{server.Name}' did not take the call: {FaultClassifier.Describe(e, server, timeout)}.", outcomeUnknown: false, e);
            }
            catch (Exception e) when (FaultClassifier.IsLoss(e, connection))
            {
                Lose(connection, e, timeout);
                if (!mayRepeat || repeated)
                    throw Fail($"The MCP server '{server.Name}' {server.Ended} during the call; whether the call took effect is unknown. It is {server.Begun} anew at the next call{(server.IsStateless ? "" : ", and what it kept in memory may be lost")}.", outcomeUnknown: true, e);
            }
            catch (McpProtocolException e) when (FaultClassifier.MayBeForgotten(e, connection))
            {
                if (await connection.AnswersAsync(Patience, cancellationToken).ConfigureAwait(false))
                    throw;

                // An error of the protocol means that the call was not made: the failure of a tool comes as a result.
                Lose(connection, e, timeout);
                if (repeated)
                    throw Fail($"The MCP server '{server.Name}' refused the call, since it knows nothing of the session any more. It is {server.Begun} anew at the next call.", outcomeUnknown: false, e);
            }
            catch (HttpRequestException e)
            {
                throw Fail($"The MCP server '{server.Name}' refused the call: {FaultClassifier.Describe(e, server, timeout)}.", outcomeUnknown: (int?)e.StatusCode >= 500, e);
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or FormatException)
            {
                throw Fail($"The MCP server '{server.Name}' answered with what cannot be read: {e.Message}", outcomeUnknown: true, e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_connection is { } connection)
                await connection.DisposeAsync().ConfigureAwait(false);
            _connection = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<Connection> GetAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsLost: false, IsSuspect: false } there)
            return there;

        var failure = _failure;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        try
        {
            await _gate.WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(McpServers));
        }

        try
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, typeof(McpServers));
            if (_connection is { IsLost: false } found)
            {
                if (!found.IsSuspect || await found.AnswersAsync(Patience, stop.Token).ConfigureAwait(false))
                {
                    found.IsSuspect = false;
                    return found;
                }

                McpLog.Lost(Logger, server.Name, "it answers nothing");
                found.GiveUp();
            }

            // Whoever waited while another tried in vain does not try in vain after it.
            if (_failure is { } since && since != failure)
                throw Fail(since.Message, outcomeUnknown: false, since);

            return _connection = await StartAsync(_connection, stop.Token).ConfigureAwait(false);
        }
        catch (McpServerException e)
        {
            _failure = e;
            throw;
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(McpServers));
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Connection> StartAsync(Connection? before, CancellationToken cancellationToken)
    {
        var time = _time ?? throw new InvalidOperationException($"The MCP server '{server.Name}' belongs to no McpServers, which would end its process. Add it to some.");
        if (before is not null)
        {
            if (before.GiveUp())
                McpLog.Lost(Logger, server.Name, "its process ended, or its connection broke");
            await before.DisposeAsync().ConfigureAwait(false);
        }

        // A server that dies of every call is not to be started as fast as models can call it.
        if (Volatile.Read(ref _deaths) is > 1 and var deaths)
            await Task.Delay(Pause(deaths - 2), time, cancellationToken).ConfigureAwait(false);

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var connection = await Connection.OpenAsync(server, Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), cancellationToken).ConfigureAwait(false);
                McpLog.Started(Logger, server.Name, connection.Client.NegotiatedProtocolVersion, Interlocked.Increment(ref _starts));
                return connection;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                var reason = FaultClassifier.Describe(e, server, server.StartTimeout);
                McpLog.NotStarted(Logger, server.Name, attempt, server.StartAttempts, reason);
                if (attempt == server.StartAttempts || FaultClassifier.IsLasting(e))
                    throw Fail($"The MCP server '{server.Name}' could not be started: {reason}.", outcomeUnknown: false, e);

                await Task.Delay(Pause(attempt - 1), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static TimeSpan Pause(int doublings) => TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(doublings, 10)));

    private void Lose(Connection connection, Exception e, TimeSpan timeout)
    {
        if (!connection.GiveUp())
            return;

        Interlocked.Increment(ref _deaths);
        McpLog.Lost(Logger, server.Name, FaultClassifier.Describe(e, server, timeout));
    }

    private McpServerException Fail(string message, bool outcomeUnknown, Exception e) => new(server.Name, message, outcomeUnknown, e);
}
