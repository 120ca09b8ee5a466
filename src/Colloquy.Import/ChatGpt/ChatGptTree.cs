using System.Text.Json;

namespace Colloquy.Import;

/// <summary>A line of a conversation of ChatGPT: the branch that it becomes.</summary>
/// <param name="Name">The name of the branch, which stays the same when the conversation grows.</param>
/// <param name="From">The branch from which it comes; null for the first.</param>
/// <param name="Parent">The node after which it begins; empty for none.</param>
/// <param name="Nodes">Its own nodes, in order.</param>
internal sealed record ChatGptLine(string Name, string? From, string Parent, IReadOnlyList<string> Nodes);

/// <summary>Splits the tree of a conversation into lines: the first answer to a message goes on with its line, and each other one begins a new line.</summary>
internal static class ChatGptTree
{
    /// <summary>Reads the tree.</summary>
    /// <param name="mapping">The nodes by their ids, each with its parent and children.</param>
    /// <param name="file">The file, for errors.</param>
    /// <param name="place">The place of the conversation.</param>
    /// <exception cref="ImportException">The nodes are no tree.</exception>
    public static List<ChatGptLine> Read(JsonElement mapping, string file, string place)
    {
        var (children, roots) = (new Dictionary<string, List<string>>(), new List<string>());
        foreach (var node in mapping.EnumerateObject())
        {
            if (node.Value.Text("parent") is not { } parent || !mapping.TryGet(parent, out _))
                roots.Add(node.Name);
            children[node.Name] = ChildrenOf(node.Value, mapping);
        }

        // A child that its parent does not list comes last.
        foreach (var node in mapping.EnumerateObject())
        {
            if (node.Value.Text("parent") is { } parent && children.TryGetValue(parent, out var list) && !list.Contains(node.Name))
                list.Add(node.Name);
        }

        var (lines, seen) = (new List<ChatGptLine>(), new HashSet<string>());
        var waiting = new Queue<(string First, string? From, string Parent)>();
        for (var i = 0; i < roots.Count; i++)
            waiting.Enqueue((roots[i], i == 0 ? null : BranchHead.Main, ""));
        while (waiting.TryDequeue(out var next))
        {
            var name = next.From is null ? BranchHead.Main : $"branch-{next.First}";
            List<string> own = [];
            for (string? node = next.First; node is not null; node = children[node].FirstOrDefault())
            {
                if (!seen.Add(node))
                    throw new ImportException(ImportFailure.Malformed, file, $"{place}.mapping['{node}']", "stands in two places of its conversation");

                own.Add(node);
                foreach (var other in children[node].Skip(1))
                    waiting.Enqueue((other, name, node));
            }

            lines.Add(new ChatGptLine(name, next.From, next.Parent, own));
        }

        return seen.Count == children.Count
            ? lines
            : throw new ImportException(ImportFailure.Malformed, file, $"{place}.mapping", $"holds {children.Count - seen.Count} nodes that lead to themselves");
    }

    private static List<string> ChildrenOf(JsonElement node, JsonElement mapping)
    {
        List<string> children = [];
        if (!node.IsArray("children", out var list))
            return children;

        foreach (var child in list.EnumerateArray())
        {
            if (child.ValueKind == JsonValueKind.String && child.GetString() is { } id && mapping.TryGet(id, out var found) && found.ValueKind == JsonValueKind.Object)
                children.Add(id);
        }

        return children;
    }
}
