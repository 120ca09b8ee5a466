using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Colloquy.Models.Tests;

/// <summary>A model's service on this machine: gives the scripted replies, one a request, and keeps the requests.</summary>
public sealed class WireServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WireReply> _replies = new();
    private readonly ConcurrentQueue<WireRequest> _requests = new();

    private WireServer(WebApplication app) => _app = app;

    /// <summary>Gets the base URL as OpenAI's clients want it.</summary>
    public Uri V1 => new(Root, "v1/");

    public Uri Root => new(_app.Urls.First().TrimEnd('/') + "/");

    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    public WireRequest Request => Requests.Single();

    public static async Task<WireServer> StartAsync(params WireReply[] replies)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new WireServer(builder.Build());
        foreach (var reply in replies)
            server.Then(reply);

        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Adds a reply to the script.</summary>
    public WireServer Then(WireReply reply)
    {
        _replies.Enqueue(reply);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        // A test that hung up leaves a connection behind, which a graceful stop would wait for.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        _requests.Enqueue(await WireRequest.ReadAsync(context.Request));
        if (_replies.TryDequeue(out var reply))
            await reply.SendAsync(context);
        else
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
    }
}
