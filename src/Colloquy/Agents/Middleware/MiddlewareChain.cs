using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Puts middleware around what it stands around, the first outermost.</summary>
internal static class MiddlewareChain
{
    public static Func<RunRequest, CancellationToken, Task<AgentAnswer>> Around(IReadOnlyList<AgentMiddleware> middleware, Func<RunRequest, CancellationToken, Task<AgentAnswer>> handler)
    {
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            var (around, next) = (middleware[i], handler);
            handler = (request, cancellationToken) => around.OnRunAsync(request, next, cancellationToken);
        }

        return handler;
    }

    public static Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> Around(IReadOnlyList<AgentMiddleware> middleware, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> handler)
    {
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            var (around, next) = (middleware[i], handler);
            handler = (request, cancellationToken) => around.OnModelCallAsync(request, next, cancellationToken);
        }

        return handler;
    }

    public static Func<ToolRequest, CancellationToken, ValueTask<object?>> Around(IReadOnlyList<AgentMiddleware> middleware, Func<ToolRequest, CancellationToken, ValueTask<object?>> handler)
    {
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            var (around, next) = (middleware[i], handler);
            handler = (request, cancellationToken) => around.OnToolCallAsync(request, next, cancellationToken);
        }

        return handler;
    }
}
