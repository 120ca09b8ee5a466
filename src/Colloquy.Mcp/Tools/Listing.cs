using System.Text;

namespace Colloquy.Mcp;

/// <summary>Lists of resources and prompts, for a model to read.</summary>
internal static class Listing
{
    public static async ValueTask<object?> OfResourcesAsync(McpServer server, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        foreach (var resource in await server.ListResourcesAsync(cancellationToken).ConfigureAwait(false))
            Add(lines, resource.Uri, resource.Title ?? resource.Name, resource.Description, resource.MimeType);
        foreach (var template in await server.ListResourceTemplatesAsync(cancellationToken).ConfigureAwait(false))
            Add(lines, $"{template.UriTemplate} (fill in the braces)", template.Title ?? template.Name, template.Description, template.MimeType);
        return lines.Length == 0 ? "There are none." : lines.ToString().TrimEnd();
    }

    public static async ValueTask<object?> OfPromptsAsync(McpServer server, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        foreach (var prompt in await server.ListPromptsAsync(cancellationToken).ConfigureAwait(false))
        {
            var arguments = prompt.Arguments is { Count: > 0 } given ? $"arguments: {string.Join(", ", given.Select(argument => argument.Required == true ? argument.Name : $"{argument.Name} (optional)"))}" : null;
            Add(lines, prompt.Name, prompt.Title, prompt.Description, arguments);
        }

        return lines.Length == 0 ? "There are none." : lines.ToString().TrimEnd();
    }

    private static void Add(StringBuilder lines, string head, params string?[] parts) =>
        lines.Append("- ").Append(head).Append(": ").AppendJoin("; ", parts.Where(part => !string.IsNullOrEmpty(part))).Append('\n');
}
