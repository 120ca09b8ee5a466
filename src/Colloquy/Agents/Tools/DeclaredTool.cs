using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a client is given of a tool: its declaration, with nothing in it to invoke, so that no client runs a tool past the agent's approvals and commits.</summary>
internal sealed class DeclaredTool : AIFunctionDeclaration
{
    private readonly AIFunctionDeclaration _tool;
    private readonly string _name;
    private readonly JsonElement _schema;

    private DeclaredTool(AIFunctionDeclaration tool) => (_tool, _name, _schema) = (tool, ToolName.Legal(tool.Name), ToolSchema.AsObject(tool.JsonSchema));

    public override string Name => _name;

    public override string Description => _tool.Description;

    public override JsonElement JsonSchema => _schema;

    public override JsonElement? ReturnJsonSchema => _tool.ReturnJsonSchema;

    public override IReadOnlyDictionary<string, object?> AdditionalProperties => _tool.AdditionalProperties;

    /// <summary>Declares a tool. Tools that a service runs itself are no functions, and stay as they are.</summary>
    public static AITool Of(AITool tool) => tool is AIFunctionDeclaration function ? new DeclaredTool(function) : tool;
}
