using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Wraps the runs, model calls and tool calls of an agent, to observe, change, replace, repeat or refuse them.</summary>
/// <remarks>
/// The first of <see cref="Agent.Middleware"/> is the outermost. One object serves many runs at once. The log records the result of all middleware: the input that the innermost
/// handler of a run received, the messages that the model was sent, its answer as the outermost handler returned it, and the result of a tool likewise.
/// </remarks>
public abstract class AgentMiddleware
{
    /// <summary>Wraps a run. Passes it on unless overridden.</summary>
    /// <param name="request">The run. A copy with another input may be passed on.</param>
    /// <param name="next">Runs the turn. When it is not called, the run leaves nothing in the log.</param>
    /// <param name="cancellationToken">Is cancelled when the run is.</param>
    public virtual Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next(request, cancellationToken);
    }

    /// <summary>Wraps a model call, streamed or not. Passes it on unless overridden.</summary>
    /// <param name="request">The call. A copy with other messages or options may be passed on.</param>
    /// <param name="next">Calls the model. May be called again, or not at all.</param>
    /// <param name="cancellationToken">Is cancelled when the run is.</param>
    public virtual IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next(request, cancellationToken);
    }

    /// <summary>Wraps the call of a tool. Passes it on unless overridden.</summary>
    /// <param name="request">The call. A copy with other arguments may be passed on.</param>
    /// <param name="next">Calls the tool and returns its result, or throws what the tool threw. May be called again, or not at all.</param>
    /// <param name="cancellationToken">Is cancelled when the run is.</param>
    public virtual ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next(request, cancellationToken);
    }
}
