using System.Buffers.Binary;
using System.Net.Sockets;

namespace Colloquy.Tests.Postgres;

/// <summary>One connection through a proxy: two pumps, which pass whole messages.</summary>
internal sealed class ProxyConnection(CuttingProxy proxy, Socket client, Socket server)
{
    // The codes of requests that open a connection (PostgreSQL's manual, 'Message Formats').
    private const int EncryptionByTls = 80877103;
    private const int EncryptionByGss = 80877104;
    private const int CancelRequest = 80877102;

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOpened;

    /// <summary>Passes messages until one side closes, or the connection is cut.</summary>
    public async Task RunAsync()
    {
        if (client.ProtocolType == ProtocolType.Tcp)
            client.NoDelay = true;
        if (server.ProtocolType == ProtocolType.Tcp)
            server.NoDelay = true;
        await Task.WhenAll(PumpAsync(ProxySide.Client, client, server), PumpAsync(ProxySide.Server, server, client));
        proxy.Forget(this);
    }

    /// <summary>Closes both directions; what has been passed arrives.</summary>
    public void Cut()
    {
        foreach (var socket in new[] { client, server })
        {
            try
            {
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Closed already.
            }

            socket.Dispose();
        }

        _closed.TrySetResult();
    }

    private async Task PumpAsync(ProxySide side, Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16_384];
            for (var filled = 0; ;)
            {
                var read = await from.ReceiveAsync(buffer.AsMemory(filled));
                if (read == 0)
                    break;

                filled += read;
                var passed = await PassAsync(side, buffer.AsMemory(0, filled), to);
                if (passed < 0)
                    return;

                buffer.AsSpan(passed, filled - passed).CopyTo(buffer);
                filled -= passed;
                if (filled == buffer.Length)
                    Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side closed, or the connection was cut.
        }

        Cut();
    }

    /// <summary>Passes the whole messages at the beginning of some bytes, and returns how many bytes they are; -1 when the connection was cut.</summary>
    private async Task<int> PassAsync(ProxySide side, ReadOnlyMemory<byte> bytes, Socket to)
    {
        var (passed, end) = (0, 0);
        while (MeasureMessage(side, bytes.Span[end..]) is var (length, type))
        {
            if (type is null)
            {
                await client.SendAsync("N"u8.ToArray());
                passed = end += length;
                continue;
            }

            var rule = proxy.Meet(side, type.Value);
            if (rule is null)
            {
                end += length;
                continue;
            }

            await SendAsync(to, bytes[passed..end]);
            passed = end;
            end += length;
            switch (rule.Action)
            {
                case ProxyAction.Hold:
                    rule.Reach();
                    await Task.WhenAny(rule.Released, _closed.Task);
                    break;

                case ProxyAction.CutAfter:
                    await SendAsync(to, bytes[passed..end]);
                    goto case ProxyAction.CutBefore;

                case ProxyAction.CutBefore:
                    Cut();
                    rule.Reach();
                    return -1;
            }
        }

        await SendAsync(to, bytes[passed..end]);
        return end;
    }

    /// <summary>The length and type of the message that some bytes begin with; null when it is not whole. A type of null is a request for encryption.</summary>
    private (int Length, char? Type)? MeasureMessage(ProxySide side, ReadOnlySpan<byte> bytes)
    {
        var isTyped = side == ProxySide.Server || _isOpened;
        var head = isTyped ? 1 : 0;
        if (bytes.Length < head + 4)
            return null;

        var length = head + BinaryPrimitives.ReadInt32BigEndian(bytes[head..]);
        if (bytes.Length < length)
            return null;
        if (isTyped)
            return (length, (char)bytes[0]);

        var code = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        if (code is EncryptionByTls or EncryptionByGss)
            return (length, null);

        _isOpened = code != CancelRequest;
        return (length, '0');
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await to.SendAsync(bytes)..];
    }
}
