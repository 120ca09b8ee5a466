using System.Globalization;

namespace Colloquy.Import;

/// <summary>What the metadata of an imported session say of where it comes from.</summary>
internal static class ImportOrigin
{
    private const string Format = "import.format";
    private const string Conversation = "import.conversation";
    private const string Created = "import.created";
    private const string Prefix = "import.";

    public static Dictionary<string, string> Of(ImportFormat format, ImportedConversation conversation)
    {
        var metadata = new Dictionary<string, string> { [Format] = format.Value, [Conversation] = conversation.Id };
        if (conversation.CreatedAt is { } created)
            metadata[Created] = created.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        foreach (var (name, value) in conversation.Metadata)
            metadata.TryAdd(Prefix + name, value);
        return metadata;
    }

    /// <summary>Whether a session was made of a conversation, or by an import of it that was killed before it could say so.</summary>
    public static bool Is(SessionRecord record, ImportFormat format, ImportedConversation conversation) =>
        record.Details.Metadata.TryGetValue(Format, out var from)
            ? from == format.Value && record.Details.Metadata.GetValueOrDefault(Conversation) == conversation.Id
            : record.Tip.IsStart && record.Details is { Title: null, Metadata.Count: 0 };

    public static bool IsNamed(SessionRecord record) => record.Details.Metadata.ContainsKey(Format);
}
