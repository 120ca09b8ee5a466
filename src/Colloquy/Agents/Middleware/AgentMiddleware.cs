using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Stands around an agent's runs, model calls and tool calls: to look before and after, to change, replace, repeat or refuse.</summary>
/// <remarks>
/// The first of <see cref="Agent.Middleware"/> is the outermost. One serves many runs at once. The log records what passed: the input that the innermost
/// handler of a run got, what the model was sent and what came of its answer, a tool's result as it came out.
/// </remarks>
public abstract class AgentMiddleware
{
    /// <summary>Stands around a run. Passes it on unless overridden.</summary>
    /// <param name="request">The run. A copy with another input may be passed on.</param>
    /// <param name="next">Runs the turn. A run for which it is not called leaves nothing in the log.</param>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    public virtual Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next(request, cancellationToken);
    }

    /// <summary>Stands around a model call, streamed or not. Passes it on unless overridden.</summary>
    /// <param name="request">The call. A copy with other messages or options may be passed on.</param>
    /// <param name="next">Calls the model. May be called again, or not at all.</param>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    public virtual IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next(request, cancellationToken);
    }

    /// <summary>Wraps the call of a tool. Passes it on unless overridden.</summary>
    /// <param name="request">The call. A copy with other arguments may be passed on.</param>
    /// <param name="next">Calls the tool and returns its result, or throws what the tool threw. May be called again, or not at all.</param>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    public virtual ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next(request, cancellationToken);
    }
}
