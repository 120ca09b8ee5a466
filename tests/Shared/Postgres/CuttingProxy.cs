using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Colloquy.Tests.Postgres;

/// <summary>Stands between clients and a PostgreSQL server, counts the messages that pass, and cuts or holds connections just where a test says.</summary>
/// <remarks>
/// Numbers count the messages of one side over all connections since the last <see cref="Mark"/>, from 1. A cut closes both directions of the connection whose message it is about;
/// what had passed before it arrives. Connections are not encrypted: the proxy declines that itself.
/// </remarks>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly int _port = Ports.Next();
    private readonly HashSet<ProxyConnection> _connections = [];
    private readonly List<ProxyMessage> _messages = [];
    private readonly List<ProxyRule> _rules = [];
    private readonly int[] _counts = new int[2];
    private Socket? _listener;

    private CuttingProxy(string server) => _server = new(server);

    /// <summary>The way to the server through the proxy.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Host = "127.0.0.1", Port = _port }.ConnectionString;

    /// <summary>The messages that came since the mark, in the order in which they came.</summary>
    public IReadOnlyList<ProxyMessage> Messages
    {
        get
        {
            lock (_lock)
                return [.. _messages];
        }
    }

    /// <summary>Starts a proxy.</summary>
    /// <param name="server">A connection string of the server; its host is an address, a name, or the folder of a socket.</param>
    public static CuttingProxy Start(string server)
    {
        var proxy = new CuttingProxy(server);
        proxy.Listen();
        return proxy;
    }

    /// <summary>Begins counting anew, and forgets each cut that has not happened.</summary>
    public void Mark()
    {
        lock (_lock)
        {
            _counts.AsSpan().Clear();
            _messages.Clear();
            _rules.RemoveAll(rule => rule.Action != ProxyAction.Hold || rule.Released.IsCompleted);
        }
    }

    /// <summary>Returns how many messages of a side came since the mark.</summary>
    public int Count(ProxySide side)
    {
        lock (_lock)
            return _counts[(int)side];
    }

    /// <summary>Cuts the connection when a message comes, which does not pass. The task completes when it is cut.</summary>
    public Task CutBefore(ProxySide side, int number) => Add(ProxyAction.CutBefore, side, number).Reached;

    /// <summary>Cuts the connection when a message has passed, before the next of either side. The task completes when it is cut.</summary>
    public Task CutAfter(ProxySide side, int number) => Add(ProxyAction.CutAfter, side, number).Reached;

    /// <summary>Holds the messages of a side from a number on, over all connections, which stay open, until <see cref="ProxyRule.Release"/>.</summary>
    public ProxyRule Hold(ProxySide side, int number = 1) => Add(ProxyAction.Hold, side, number);

    /// <summary>Cuts every connection now.</summary>
    public void CutAll()
    {
        ProxyConnection[] all;
        lock (_lock)
            all = [.. _connections];
        foreach (var connection in all)
            connection.Cut();
    }

    /// <summary>Refuses new connections, as the system does when nobody listens, until <see cref="Accept"/>. Those that are open stay.</summary>
    public void Refuse() => Interlocked.Exchange(ref _listener, null)?.Dispose();

    /// <summary>Accepts connections again.</summary>
    public void Accept() => Listen();

    public ValueTask DisposeAsync()
    {
        Refuse();
        CutAll();
        return ValueTask.CompletedTask;
    }

    /// <summary>Counts a message, and returns the order that is about it, if there is one.</summary>
    internal ProxyRule? Meet(ProxySide side, char type)
    {
        lock (_lock)
        {
            var message = new ProxyMessage(side, ++_counts[(int)side], type);
            _messages.Add(message);
            return _rules.Find(rule => rule.IsAbout(message));
        }
    }

    internal void Forget(ProxyConnection connection)
    {
        lock (_lock)
            _connections.Remove(connection);
    }

    private ProxyRule Add(ProxyAction action, ProxySide side, int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        lock (_lock)
        {
            if (_counts[(int)side] >= number && action != ProxyAction.Hold)
                throw new InvalidOperationException($"Message {number} of the {side} has passed already. Call Mark first.");

            var rule = new ProxyRule(action, side, number);
            _rules.Add(rule);
            return rule;
        }
    }

    private void Listen()
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, _port));
        listener.Listen();
        Interlocked.Exchange(ref _listener, listener)?.Dispose();
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // No longer listens.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = _server.Host!.StartsWith('/') ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (_server.Host.StartsWith('/'))
                await server.ConnectAsync(new UnixDomainSocketEndPoint($"{_server.Host}/.s.PGSQL.{_server.Port}"));
            else
                await server.ConnectAsync(_server.Host, _server.Port);
        }
        catch (SocketException)
        {
            // The client sees a server that closes.
            client.Dispose();
            server.Dispose();
            return;
        }

        var connection = new ProxyConnection(this, client, server);
        lock (_lock)
            _connections.Add(connection);
        await connection.RunAsync();
    }
}
