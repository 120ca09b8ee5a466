using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Colloquy.Tests.Postgres;

/// <summary>Chooses ports on the loopback address.</summary>
internal static class Ports
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>Returns a port that nobody listens on, beneath those that the system gives to clients: none of them takes it while a server is down.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            if (!Given.TryAdd(port, true))
                continue;

            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Another port.
            }
        }
    }
}
