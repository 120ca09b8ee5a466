using Microsoft.AspNetCore.Http;

namespace Colloquy.Models.Tests;

/// <summary>What the server does with one request.</summary>
public sealed class WireReply
{
    private readonly List<Func<HttpContext, Task>> _steps = [];

    /// <summary>Replies with a JSON document.</summary>
    public static WireReply Json(string body, int status = StatusCodes.Status200OK) => new WireReply().Step(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    });

    /// <summary>Replies with bytes, each piece sent by itself.</summary>
    public static WireReply Bytes(string contentType, IReadOnlyList<byte[]> pieces, int status = StatusCodes.Status200OK) => new WireReply().Step(async context =>
    {
        context.Response.StatusCode = status;
        if (contentType.Length > 0)
            context.Response.ContentType = contentType;
        foreach (var piece in pieces)
        {
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    });

    /// <summary>Refuses with an error as OpenAI writes it, and headers such as Retry-After.</summary>
    public static WireReply Error(int status, string message, string code, params (string Name, string Value)[] headers)
    {
        var reply = new WireReply().Step(context =>
        {
            foreach (var (name, value) in headers)
                context.Response.Headers[name] = value;

            return Task.CompletedTask;
        });
        reply._steps.AddRange(Json($$$"""{"error":{"message":"{{{message}}}","type":"{{{code}}}","code":"{{{code}}}"}}""", status)._steps);
        return reply;
    }

    /// <summary>Streams server-sent events; more may be chained.</summary>
    public static WireReply Events(params string[] events) => new WireReply().Step(context =>
    {
        context.Response.ContentType = "text/event-stream";
        return context.Response.StartAsync();
    }).Then(events);

    /// <summary>Streams more events. An event that has a JSON <c>type</c> is sent under it, as Anthropic and the responses do.</summary>
    public WireReply Then(params string[] events)
    {
        foreach (var data in events)
            Step(async context =>
            {
                await context.Response.WriteAsync($"{EventName(data)}data: {data}\n\n");
                await context.Response.Body.FlushAsync();
            });

        return this;
    }

    /// <summary>Waits until the test opens the gate, or the caller goes away.</summary>
    public WireReply Hold(WireGate gate) => Step(context => gate.PassAsync(context.RequestAborted));

    /// <summary>Cuts the connection.</summary>
    public WireReply Cut() => Step(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    internal async Task SendAsync(HttpContext context)
    {
        foreach (var step in _steps)
            await step(context);
    }

    private static string EventName(string data)
    {
        const string start = "{\"type\":\"";
        return data.StartsWith(start, StringComparison.Ordinal) ? $"event: {data[start.Length..data.IndexOf('"', start.Length)]}\n" : "";
    }

    private WireReply Step(Func<HttpContext, Task> step)
    {
        _steps.Add(step);
        return this;
    }
}
