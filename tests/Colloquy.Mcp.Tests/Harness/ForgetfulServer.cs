using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Mcp.Tests;

/// <summary>A server over HTTP with a tool that is not idempotent. When it forgets its sessions it says so as the protocol wants: with status 404.</summary>
internal sealed class ForgetfulServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private int _life;

    public ForgetfulServer()
    {
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

    /// <summary>How often the tool was called.</summary>
    public int Calls { get; private set; }

    public void Forget() => _life++;

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

        var message = (await JsonNode.ParseAsync(request.InputStream))!;
        if (request.Headers["Mcp-Session-Id"] is { } session && session != $"life-{_life}")
            response.StatusCode = 404;
        else if (message["id"] is null)
            response.StatusCode = 202;
        else
            await WriteAsync(response, message, Answer((string)message["method"]!, response));
    }

    private JsonNode? Answer(string method, HttpListenerResponse response)
    {
        switch (method)
        {
            case "initialize":
                response.Headers["Mcp-Session-Id"] = $"life-{_life}";
                return JsonNode.Parse("""{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"forgetful","version":"1.0.0"}}""");
            case "tools/list":
                return JsonNode.Parse("""{"tools":[{"name":"pay","inputSchema":{"type":"object"}}]}""");
            case "tools/call":
                return JsonNode.Parse($$"""{"content":[{"type":"text","text":"paid {{++Calls}}"}]}""");
            default:
                return null;
        }
    }

    private static async Task WriteAsync(HttpListenerResponse response, JsonNode message, JsonNode? result)
    {
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]!.DeepClone() };
        if (result is not null)
            answer["result"] = result;
        else
            answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = "There is no such method." };
        response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(answer);
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(body);
    }
}
