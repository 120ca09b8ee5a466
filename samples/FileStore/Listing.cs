using Colloquy;

namespace FileStore;

/// <summary>The order of listings, and what they are narrowed to.</summary>
internal static class Listing
{
    public static readonly IComparer<SessionCursor> NewestFirst = Comparer<SessionCursor>.Create((a, b) =>
        b.UpdatedAt != a.UpdatedAt ? b.UpdatedAt.CompareTo(a.UpdatedAt) : Session.Bytewise.Compare(Text(a.Key), Text(b.Key)));

    public static SessionCursor CursorOf(SessionRecord record) => new(record.UpdatedAt, record.Key);

    public static bool Wants(this DirectoryQuery query, SessionRecord record) =>
        record.Key.App == (query.App ?? record.Key.App)
        && record.Key.User == (query.User ?? record.Key.User)
        && record.Activity == (query.Filter.Activity ?? record.Activity)
        && record.UpdatedAt >= (query.Filter.UpdatedSince ?? record.UpdatedAt)
        && (query.Filter.TitleContains is not { } text || (record.Details.Title is { } title && InLowerAscii(title).Contains(InLowerAscii(text), StringComparison.Ordinal)))
        && (query.After is not { } after || NewestFirst.Compare(CursorOf(record), after) > 0);

    /// <summary>App, user and id in one: the separator sorts before every character that they may hold.</summary>
    private static string Text(SessionKey key) => $"{key.App}\n{key.User}\n{key.Id}";

    private static string InLowerAscii(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));
}
