using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Colloquy.Mcp.Tests;

/// <summary>A server over HTTP that answers with raw JSON, as a body or as an event.</summary>
internal sealed class RawHttpServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly RawReplies _replies;
    private readonly bool _asEvents;

    public RawHttpServer(RawReplies replies, bool asEvents)
    {
        (_replies, _asEvents) = (replies, asEvents);
        using (var socket = new TcpListener(IPAddress.Loopback, 0))
        {
            socket.Start();
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}/mcp");
        }

        _listener.Prefixes.Add(new Uri(Endpoint, "/").ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Endpoint { get; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context.Request, context.Response);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (request.HttpMethod != "POST")
        {
            response.StatusCode = 405;
            return;
        }

        using var reader = new StreamReader(request.InputStream);
        if (_replies.Answer(await reader.ReadToEndAsync()) is not { } answer)
        {
            response.StatusCode = 202;
            return;
        }

        response.ContentType = _asEvents ? "text/event-stream" : "application/json";
        var body = Encoding.UTF8.GetBytes(_asEvents ? $": begins\n\nid: 1\ndata:\n\nevent: message\ndata: {answer}\n\n" : answer);
        // Without its length, the end of the body is sent after the client has acknowledged the rest, 40 ms later.
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(body);
    }
}
