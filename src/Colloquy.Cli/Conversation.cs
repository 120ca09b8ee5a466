namespace Colloquy.Cli;

/// <summary>A part of a session as it is shown: messages, and the turns that they belong to.</summary>
internal sealed record Conversation(IReadOnlyList<SessionItem> Items, IReadOnlyList<Turn> Turns, Position? Next)
{
    private static readonly EntryKind[] Messages = [EntryKind.Message];

    /// <summary>Reads the newest messages before a position, oldest first.</summary>
    public static async Task<Conversation> ReadAsync(Session session, int limit, Position? before, CancellationToken cancellationToken)
    {
        var read = await session.GetItemsAsync(limit + 1, role: null, before, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<SessionItem> items = read.Count > limit ? [.. read.Skip(1)] : read;
        var conversation = await OfAsync(session, items, cancellationToken).ConfigureAwait(false);
        return read.Count > limit && items.Count > 0 ? conversation with { Next = items[0].Position } : conversation;
    }

    /// <summary>Messages of the session's branch, in their order, with the turns that they belong to.</summary>
    public static async Task<Conversation> OfAsync(Session session, IReadOnlyList<SessionItem> items, CancellationToken cancellationToken)
    {
        var turns = new List<Turn>();
        if (items.Count > 0)
        {
            await foreach (var turn in session.Turns.ReadAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (turn.Start > items[^1].Position)
                    continue;
                turns.Add(turn);
                if (turn.Start < items[0].Position)
                    break;
            }
        }

        turns.Reverse();
        return new Conversation(items, turns, Next: null);
    }

    /// <summary>Counts the messages of the session's branch, without reading what they say unless the log is damaged.</summary>
    public static async Task<int> CountMessagesAsync(Session session, ISessionStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await CountHeadersAsync(store, session.Record, cancellationToken).ConfigureAwait(false);
        }
        catch (CorruptDataException)
        {
            return await session.ReadItemsAsync(cancellationToken: cancellationToken).CountAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> CountHeadersAsync(ISessionStore store, SessionRecord record, CancellationToken cancellationToken)
    {
        var read = LogRead.Back(record.Head) with { Kinds = Messages, HeadersOnly = true, Limit = LogRead.MaxLimit };
        for (var count = 0; ;)
        {
            var page = await store.ReadAsync(record.Key, read, cancellationToken).ConfigureAwait(false);
            count += page.Entries.Count;
            if (page.Next is null)
                return count;
            read = read.Continue(page);
        }
    }

    public IReadOnlyList<MessageJson> ToJson() => [.. Items.Select(item => ToJson(item, NumberOf(item)))];

    public int? NumberOf(SessionItem item) => Turns.FirstOrDefault(turn => turn.Start == item.TurnStart)?.Number;

    /// <summary>What a message says, each part a line or more.</summary>
    public static string Describe(SessionItem item) => MessageView.Describe(item.Message, item.IsPartial, item.Unreadable);

    public static MessageJson ToJson(SessionItem item, int? turn) => new()
    {
        Position = item.Position.Value,
        Turn = turn,
        Role = item.Role.Value,
        Author = item.Author,
        At = item.At,
        Text = item.Text,
        Partial = item.IsPartial,
        Unreadable = item.Unreadable,
        ToolCalls = MessageView.ToolCalls(item.Message),
        ToolResults = MessageView.ToolResults(item.Message),
        Other = [.. MessageView.Other(item.Message)],
    };
}
