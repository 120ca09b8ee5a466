using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace Colloquy.Mcp;

/// <summary>Makes an agent's tools of what a server offers.</summary>
internal static class ToolList
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("""{"type":"object","properties":{}}""");
    private static readonly JsonElement UriArgument = JsonElement.Parse("""{"type":"object","properties":{"uri":{"type":"string","description":"The URI of the resource"}},"required":["uri"]}""");
    private static readonly JsonElement PromptName = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string","description":"The name of the prompt"},"arguments":{"type":"object","description":"The prompt's arguments by name","additionalProperties":{"type":"string"}}},"required":["name"]}""");

    public static IReadOnlyList<AITool> Of(McpServer server, IReadOnlyList<Tool> listed, ServerCapabilities capabilities, Action<string> warn)
    {
        var prefix = server.PrefixTools ? $"{server.Name}_" : "";
        foreach (var twice in listed.CountBy(tool => tool.Name).Where(count => count.Value > 1))
            warn($"the tool '{twice.Key}' is listed {twice.Value} times; the first is used.");

        IReadOnlyList<Tool> wanted = [.. listed.DistinctBy(tool => tool.Name).Where(tool => server.ToolFilter?.Invoke(tool.Name) != false)];
        List<AITool> tools = [.. ToolNames.Of(wanted, tool => tool.Name, prefix).Select(named => Wrap(server, named.Name, named.Tool))];
        var taken = tools.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        tools.AddRange(Own(server, prefix, capabilities).Where(own => !taken.Contains(own.Name)));
        return tools;
    }

    private static AIFunction Wrap(McpServer server, string name, Tool tool)
    {
        var hints = tool.Annotations;
        var idempotent = hints?.ReadOnlyHint == true || hints?.IdempotentHint == true;
        AIFunction function = new ServerFunction(name, tool.Description ?? tool.Title, tool.InputSchema, (arguments, stop) => ToolCalling.CallAsync(server, tool.Name, arguments, idempotent, stop)) { Returns = tool.OutputSchema };
        if (idempotent)
            function = AgentTool.AsIdempotent(function);
        return NeedsApproval(server.Approval, hints) ? new ApprovalRequiredAIFunction(function) : function;
    }

    private static bool NeedsApproval(McpApproval approval, ToolAnnotations? hints) => approval switch
    {
        McpApproval.Always => true,
        McpApproval.Never => false,
        McpApproval.UnlessHarmless => hints?.ReadOnlyHint != true && hints?.DestructiveHint != false,
        _ => hints?.ReadOnlyHint != true && hints?.DestructiveHint == true,
    };

    /// <summary>The tools that stand for the server's resources and prompts. They only read.</summary>
    private static IEnumerable<AITool> Own(McpServer server, string prefix, ServerCapabilities capabilities)
    {
        if (server.ResourceTools && capabilities.Resources is not null)
        {
            yield return Read($"{prefix}list_resources", $"Lists the resources of the server '{server.Name}', which can be read by their URIs.", NoArguments, (_, stop) => Listing.OfResourcesAsync(server, stop));
            yield return Read($"{prefix}read_resource", $"Reads a resource of the server '{server.Name}'.", UriArgument, async (arguments, stop) => ServerResult.Join(await server.ReadResourceAsync(Require(arguments, "uri"), stop).ConfigureAwait(false)));
        }

        if (server.PromptTools && capabilities.Prompts is not null)
        {
            yield return Read($"{prefix}list_prompts", $"Lists the prompts of the server '{server.Name}'.", NoArguments, (_, stop) => Listing.OfPromptsAsync(server, stop));
            yield return Read($"{prefix}get_prompt", $"Returns the text of a prompt of the server '{server.Name}'.", PromptName, async (arguments, stop) =>
            {
                var messages = await server.GetPromptAsync(Require(arguments, "name"), PromptArguments(arguments), stop).ConfigureAwait(false);
                return ServerResult.Join([.. messages.SelectMany(IEnumerable<AIContent> (message) => [new TextContent($"{message.Role}:"), .. message.Contents])]);
            });
        }
    }

    private static AIFunction Read(string name, string description, JsonElement schema, Func<AIFunctionArguments, CancellationToken, ValueTask<object?>> invoke) =>
        AgentTool.AsIdempotent(new ServerFunction(name, description, schema, invoke));

    private static string Require(AIFunctionArguments arguments, string name) => arguments.GetValueOrDefault(name) switch
    {
        string { Length: > 0 } text => text,
        JsonElement { ValueKind: JsonValueKind.String } element when element.GetString() is { Length: > 0 } text => text,
        _ => throw new ToolFailedException($"the argument '{name}' is missing, or is not text."),
    };

    private static Dictionary<string, object?>? PromptArguments(AIFunctionArguments arguments) => arguments.GetValueOrDefault("arguments") is JsonElement { ValueKind: JsonValueKind.Object } given
        ? given.EnumerateObject().ToDictionary(property => property.Name, object? (property) => property.Value.Clone())
        : (arguments.GetValueOrDefault("arguments") as IReadOnlyDictionary<string, object?>)?.ToDictionary();
}
