namespace Colloquy.Testing;

/// <summary>A tool as one process of the agent sees it. When the process is lost, it refuses all calls, and returns no result.</summary>
internal sealed class FencedTool(AIFunction tool, ProcessFence fence) : DelegatingAIFunction(tool)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        fence.ThrowIfLost();
        ProcessFence.Caller.Value = fence;
        var result = await base.InvokeCoreAsync(arguments, cancellationToken).ConfigureAwait(false);
        fence.ThrowIfLost();
        return result;
    }
}
