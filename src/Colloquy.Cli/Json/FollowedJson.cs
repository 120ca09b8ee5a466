namespace Colloquy.Cli;

internal sealed record FollowedJson
{
    public required long Position { get; init; }

    public int? Turn { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Author { get; init; }

    public required string Kind { get; init; }

    public required string Text { get; init; }

    public string? Unreadable { get; init; }

    public MessageJson? Message { get; init; }

    /// <param name="entry">The entry.</param>
    /// <param name="turn">The number of its turn; null for none.</param>
    public static FollowedJson Of(SessionEvent entry, int? turn) => new()
    {
        Position = entry.Position.Value,
        Turn = turn,
        At = entry.At,
        Author = entry.Author,
        Kind = entry.Kind.Value,
        Text = FollowedView.Describe(entry),
        Unreadable = entry.Unreadable,
        Message = entry.Message is not { } message ? null : Conversation.ToJson(
            new SessionItem { Position = entry.Position, TurnStart = entry.TurnStart, At = entry.At, Author = entry.Author, Message = message, IsPartial = entry.IsPartial },
            turn),
    };
}
