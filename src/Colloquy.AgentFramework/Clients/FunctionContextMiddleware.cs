using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Sets the current call for tools, as Agent Framework's function loop does, and the author of answers.</summary>
/// <param name="name">The name of the agent.</param>
internal sealed class FunctionContextMiddleware(string name) : AgentMiddleware
{
    public override async IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var update in next(request, cancellationToken).ConfigureAwait(false))
        {
            update.AuthorName ??= name;
            yield return update;
        }
    }

    public override async ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
    {
        TurnChatClient.EnterCall(new FunctionInvocationContext
        {
            Function = request.Tool,
            Arguments = request.Run.ToArguments(request.Arguments),
            CallContent = new FunctionCallContent(request.CallId, request.Tool.Name, request.Arguments is { } arguments ? new Dictionary<string, object?>(arguments) : null),
        });
        return await next(request, cancellationToken).ConfigureAwait(false);
    }
}
