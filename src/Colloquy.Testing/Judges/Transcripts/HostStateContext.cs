using System.Text.Json;
using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Represents a look at the state of a tool host, which a judge is shown.</summary>
/// <param name="Host">The name of the tool host.</param>
/// <param name="Tool">The tool that returns the state.</param>
/// <param name="Arguments">The arguments, as an object or a dictionary; null for none.</param>
public sealed record HostLook(string Host, string Tool, object? Arguments = null);

/// <summary>Provides an evaluator with the state of a tool host. Its contents are the state as JSON.</summary>
/// <param name="look">The look.</param>
/// <param name="state">The state.</param>
public sealed class HostStateContext(HostLook look, JsonElement state) : EvaluationContext($"State of {(look ?? throw new ArgumentNullException(nameof(look))).Host}: {look.Tool}", ToolResultText.Of(state))
{
    /// <summary>Gets the look.</summary>
    public HostLook Look { get; } = look;

    /// <summary>Gets the state.</summary>
    public JsonElement State { get; } = state;
}
