namespace Colloquy.Testing;

/// <summary>A tool that looks like another, and calls what it is told to when it is called; null for nothing.</summary>
internal sealed class ForwardingTool(AIFunction tool, Func<string, AIFunction?> find) : DelegatingAIFunction(tool)
{
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        find(Name) is { } found ? found.InvokeAsync(arguments, cancellationToken) : new ValueTask<object?>((object?)null);
}
