using System.Collections.Concurrent;

namespace Colloquy.Testing;

/// <summary>Plants a fault in the agent: it takes each tool for idempotent, so that it makes a call again whose result was lost with its process.</summary>
internal sealed class RepeatableTools(FaultUse use) : PlantedFaultExtension(use)
{
    private readonly ConcurrentDictionary<(int Turn, string Call), bool> _made = new();
    private int _turn;

    internal override AIFunction WrapObservedTool(AIFunction tool) => AgentTool.AsIdempotent(new NotedTool(tool, this));

    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        _turn = turnNumber;
        return default;
    }

    public override ConversationExtension Fork() => new RepeatableTools(Use);

    private void Note(string tool, AIFunctionArguments arguments)
    {
        if (!_made.TryAdd((_turn, $"{tool} {ToolResultText.Write(arguments.ToDictionary())}"), true))
            Use.Note();
    }

    private sealed class NotedTool(AIFunction tool, RepeatableTools fault) : DelegatingAIFunction(tool)
    {
        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            fault.Note(Name, arguments);
            return base.InvokeCoreAsync(arguments, cancellationToken);
        }
    }
}
