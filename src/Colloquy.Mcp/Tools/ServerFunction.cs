using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp;

/// <summary>A tool that asks an MCP server.</summary>
internal sealed class ServerFunction(string name, string? description, JsonElement schema, Func<AIFunctionArguments, CancellationToken, ValueTask<object?>> invoke) : AIFunction
{
    public override string Name => name;

    public override string Description => description ?? "";

    public override JsonElement JsonSchema => schema;

    /// <summary>The schema of results; null when the server gives none.</summary>
    public JsonElement? Returns { get; init; }

    public override JsonElement? ReturnJsonSchema => Returns;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => invoke(arguments, cancellationToken);
}
