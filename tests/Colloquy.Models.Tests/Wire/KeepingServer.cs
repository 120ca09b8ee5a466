using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Colloquy.Models.Tests;

/// <summary>A service on this machine that speaks OpenAI's responses and conversations, and really keeps them: its model, the offline stand-in, sees what was sent and kept, and nothing else.</summary>
public sealed class KeepingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly KeptItems _items = new();
    private readonly ConcurrentQueue<WireRequest> _requests = new();
    private int _failing;

    private KeepingServer(WebApplication app) => _app = app;

    /// <summary>Gets the base URL as OpenAI's clients want it.</summary>
    public Uri V1 => new(_app.Urls.First().TrimEnd('/') + "/v1/");

    /// <summary>Gets the requests for responses, in order.</summary>
    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    public ModelConnection Connection => Clients.Connection(V1);

    public static async Task<KeepingServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new KeepingServer(builder.Build());
        server._app.MapPost("/v1/responses", server.RespondAsync);
        server._app.MapPost("/v1/conversations", async (HttpContext context) => await SendAsync(context, server._items.Create(await ReadAsync(context))));
        server._app.MapGet("/v1/conversations/{id}/items", (HttpContext context, string id, int? limit, string? order, string? after) => SendAsync(context, server._items.List(id, limit ?? 20, order ?? "desc", after)));
        server._app.MapDelete("/v1/conversations/{id}", (HttpContext context, string id) => SendAsync(context, server._items.Delete(id)));
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Makes the next response fail: after the conversation has got what was sent, when <paramref name="afterKeeping"/>.</summary>
    public void FailNext(bool afterKeeping = false) => _failing = afterKeeping ? 2 : 1;

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task RespondAsync(HttpContext context)
    {
        var request = await WireRequest.ReadAsync(context.Request);
        _requests.Enqueue(request);
        var failing = Interlocked.Exchange(ref _failing, 0);
        try
        {
            if (failing == 1)
                throw new KeptItemsException(StatusCodes.Status500InternalServerError, "The server had an error.");
            var response = await _items.RespondAsync(JsonNode.Parse(request.Body)!.AsObject());
            if (failing == 2)
                throw new KeptItemsException(StatusCodes.Status500InternalServerError, "The server had an error.");
            await (request.Text("stream") == "True" ? KeptStream.Of(response) : WireReply.Json(response.ToJsonString())).SendAsync(context);
        }
        catch (KeptItemsException e)
        {
            await WireReply.Error(e.Status, e.Message, "invalid_request_error").SendAsync(context);
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context) => JsonNode.Parse((await WireRequest.ReadAsync(context.Request)).Body)!.AsObject();

    private static Task SendAsync(HttpContext context, JsonNode? answer) => answer is null
        ? WireReply.Error(StatusCodes.Status404NotFound, "Conversation not found.", "invalid_request_error").SendAsync(context)
        : WireReply.Json(answer.ToJsonString()).SendAsync(context);
}
