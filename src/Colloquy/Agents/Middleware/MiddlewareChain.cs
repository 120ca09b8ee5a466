namespace Colloquy;

/// <summary>Puts middleware around what it stands around, the first outermost.</summary>
internal static class MiddlewareChain
{
    public static RunHandler Around(IReadOnlyList<AgentMiddleware> middleware, RunHandler handler)
    {
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            var (around, next) = (middleware[i], handler);
            handler = (request, cancellationToken) => around.OnRunAsync(request, next, cancellationToken);
        }

        return handler;
    }

    public static ModelHandler Around(IReadOnlyList<AgentMiddleware> middleware, ModelHandler handler)
    {
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            var (around, next) = (middleware[i], handler);
            handler = (request, cancellationToken) => around.OnModelCallAsync(request, next, cancellationToken);
        }

        return handler;
    }

    public static ToolHandler Around(IReadOnlyList<AgentMiddleware> middleware, ToolHandler handler)
    {
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            var (around, next) = (middleware[i], handler);
            handler = (request, cancellationToken) => around.OnToolCallAsync(request, next, cancellationToken);
        }

        return handler;
    }
}
