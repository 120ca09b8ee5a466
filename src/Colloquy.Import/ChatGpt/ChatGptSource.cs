using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Colloquy.Import;

/// <summary>Reads <c>conversations.json</c> of an export of ChatGPT: an array of conversations, each a tree of messages.</summary>
internal sealed class ChatGptSource(string path) : ConversationSource(ImportFormat.ChatGpt, path)
{
    private static readonly HashSet<string> Known = ["title", "create_time", "mapping", "current_node", "id", "conversation_id"];

    private readonly JsonItems _items = new(path);

    public override ImportProgress Progress => _items.Progress;

    /// <summary>Whether a value is a conversation of ChatGPT.</summary>
    public static bool Is(JsonElement value) => value.IsObject("mapping", out _);

    public override async IAsyncEnumerable<ImportedConversation> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in _items.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return Read(item);
    }

    private ImportedConversation Read(JsonItem item)
    {
        var conversation = item.Value;
        if (!conversation.IsObject("mapping", out var mapping) || (conversation.Text("conversation_id") ?? conversation.Text("id")) is not { Length: > 0 } id)
            throw new ImportException(ImportFailure.Malformed, Location, item.Place, "is not a conversation of ChatGPT: it has no mapping, or no id");

        var notes = new List<ImportNote>(item.Notes);
        var lines = ChatGptTree.Read(mapping, Location, item.Place);
        var current = BranchHead.Main;
        var mapper = new ChatGptMapper(Path.GetDirectoryName(Path.GetFullPath(Location))!);
        var branches = new List<ImportedBranch>();
        var (counts, calls) = (new Dictionary<string, int> { [""] = 0 }, new Dictionary<string, ChatGptCall?> { [""] = null });
        foreach (var line in lines)
        {
            var items = new List<ImportedItem>();
            var (call, before) = (calls[line.Parent], counts[line.Parent]);
            foreach (var node in line.Nodes)
            {
                if (mapping.GetProperty(node).IsObject("message", out var message) && mapper.Map(message, $"{item.Place}.mapping['{node}'].message", notes, ref call) is { } mapped)
                    items.Add(mapped);
                (counts[node], calls[node]) = (before + items.Count, call);
                if (conversation.Text("current_node") == node)
                    current = line.Name;
            }

            if (line.From is null || items.Count > 0)
                branches.Add(new ImportedBranch { Name = line.Name, From = line.From, After = before, Items = items.ToAsyncEnumerable() });
        }

        return new ImportedConversation
        {
            Id = id,
            Place = item.Place,
            Title = conversation.Text("title"),
            CreatedAt = conversation.Time("create_time"),
            Metadata = MetadataOf(conversation),
            Branches = branches.Count == 0 ? [new ImportedBranch { Items = AsyncEnumerable.Empty<ImportedItem>() }] : branches,
            CurrentBranch = branches.Exists(branch => branch.Name == current) ? current : BranchHead.Main,
            Notes = notes,
        };
    }

    private static Dictionary<string, string> MetadataOf(JsonElement conversation)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var property in conversation.EnumerateObject())
        {
            if (!Known.Contains(property.Name) && !property.Value.SaysNothing() && property.Value.ValueKind != JsonValueKind.False)
                metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
        }

        return metadata;
    }
}
