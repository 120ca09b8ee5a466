namespace Colloquy;

/// <summary>Says which messages are searched, and what of them.</summary>
internal static class SearchableMessage
{
    /// <summary>The text of a message's entry; null when it has none: it is partial, or was pruned.</summary>
    /// <param name="key">The session.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="unreadable">Is given what cannot be read.</param>
    public static string? Read(SessionKey key, Entry entry, UnreadableEntries unreadable) => entry.DecodeOrPass(key, unreadable.Logger) switch
    {
        MessageBody { Partial: false } body => MessageText.Of(body.Message),
        UnreadableBody body => unreadable.Add(key, entry.Position, body.Problem),
        _ => null,
    };
}
