namespace Colloquy;

/// <summary>Says which messages are searched, and what of them.</summary>
internal static class SearchableMessage
{
    /// <summary>The text of a message's entry; null when it has none: it is partial, or was pruned.</summary>
    public static string? Read(SessionKey key, Entry entry)
    {
        if (entry.IsPruned)
            return null;

        var body = entry.Decode<MessageBody>(key);
        return body.Partial ? null : MessageText.Of(body.Message);
    }
}
