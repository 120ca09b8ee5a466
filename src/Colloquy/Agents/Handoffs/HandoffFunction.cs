using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The tool by which a model hands the conversation over. The run loop does it; nobody else can.</summary>
internal sealed class HandoffFunction(Handoff handoff) : AIFunction
{
    private static readonly JsonElement Schema = JsonElement.Parse("""
        {"type":"object","properties":{"reason":{"type":"string","description":"Why, in a few words, and what the other should know."}}}
        """);

    public Handoff Handoff => handoff;

    public override string Name => handoff.ToolName;

    public override string Description => handoff.Description is { } when
        ? $"Hands the conversation over to {handoff.Agent.Name}, who goes on with it. {when}"
        : $"Hands the conversation over to {handoff.Agent.Name}, who goes on with it.";

    public override JsonElement JsonSchema => Schema;

    /// <summary>The reason that the model gave.</summary>
    public static string? ReasonOf(IReadOnlyDictionary<string, object?>? arguments) => arguments?.GetValueOrDefault("reason")?.ToString() is { Length: > 0 } reason ? reason : null;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Only an agent's run can hand a conversation over.");
}
