using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Colloquy.Mcp;

/// <summary>Talks with a server's process over its standard input and output, a message a line.</summary>
internal sealed class ProcessSession : TransportBase
{
    private const int LongestComplaint = 16 * 1024;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly StdioMcpServer _server;
    private readonly Process _process;
    private readonly int _processId;
    private readonly Action _toolsChanged;
    private readonly OpenRequests _open = new();
    private readonly WireMessages _messages;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    public ProcessSession(StdioMcpServer server, Process process, Action toolsChanged)
        : base(server.Name, loggerFactory: null)
    {
        (_server, _process, _processId, _toolsChanged) = (server, process, process.Id, toolsChanged);
        _messages = new WireMessages(_open, what => McpLog.Odd(server.Link.Logger, server.Name, what));
        SetConnected();
        _reading = Task.WhenAll(ReadAsync(), ReadComplaintsAsync());
    }

    public override async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        var sent = JsonSerializer.SerializeToNode(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)));
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _open.Note(sent);
            var input = _process.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.UTF8.GetBytes(sent?.ToJsonString() ?? "null"), cancellationToken).ConfigureAwait(false);
            await input.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new IOException("The process does not take its input.", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        // A server ends by itself when its input ends.
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
        }

        using var limit = new CancellationTokenSource(Grace);
        try
        {
            await _reading.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _end.CancelAsync().ConfigureAwait(false);
            Kill();
            await _reading.ConfigureAwait(false);
        }
    }

    private async Task ReadAsync()
    {
        Exception? failure = null;
        try
        {
            var lines = new LineReader(_process.StandardOutput.BaseStream, WireMessages.Longest);
            while (await lines.ReadAsync(_end.Token).ConfigureAwait(false) is { } line)
            {
                foreach (var message in line.IsTooLong ? _messages.ReadTooLong(line.Text) : _messages.Read(line.Text))
                    await DeliverAsync(message).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            failure = e;
        }

        await EndAsync(failure).ConfigureAwait(false);
    }

    private async Task DeliverAsync(JsonObject message)
    {
        // The protocol's client may report this later than the answer that follows.
        if (message["method"].AsText() == NotificationMethods.ToolListChangedNotification)
            _toolsChanged();
        try
        {
            if (message.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))) is JsonRpcMessage read)
                await WriteMessageAsync(read, _end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            McpLog.Odd(_server.Link.Logger, _server.Name, $"a message that cannot be read. {e.Message}");
        }
    }

    private async Task ReadComplaintsAsync()
    {
        try
        {
            var lines = new LineReader(_process.StandardError.BaseStream, LongestComplaint);
            while (await lines.ReadAsync(_end.Token).ConfigureAwait(false) is { } line)
                McpLog.StandardError(_server.Link.Logger, _server.Name, line.Text);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task EndAsync(Exception? failure)
    {
        var details = new StdioClientCompletionDetails { ProcessId = _processId, Exception = failure };
        using var limit = new CancellationTokenSource(Grace);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It closed its output, and can answer nothing any more.
            Kill();
        }

        if (_process.HasExited)
            details.ExitCode = _process.ExitCode;
        SetDisconnected(new ClientTransportClosedException(details));
    }

    private void Kill()
    {
        try
        {
            // npx and the like leave a child behind that does the work.
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(Grace);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
        }
    }
}
