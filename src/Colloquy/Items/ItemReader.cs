using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Reads the messages of a line.</summary>
internal static class ItemReader
{
    /// <summary>The most entries of a page. A read of a page keeps a store from cleaning up behind its writers, and its entries become garbage together.</summary>
    private const int EntriesInPage = 1_000;

    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    public static async ValueTask<List<SessionItem>> ReadNewestAsync(SessionLog log, Position head, int? limit, ChatRole? role, CancellationToken cancellationToken)
    {
        var items = new List<SessionItem>(Math.Min(limit ?? 64, 1024));
        if (limit == 0)
            return items;

        var size = role is null && limit is { } count ? Math.Min(count, EntriesInPage) : EntriesInPage;
        var read = LogRead.Back(head) with { Kinds = MessageKind, Limit = size };
        for (var next = read; next is not null && items.Count != limit;)
        {
            (var page, next) = await log.ReadPageAsync(next, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < page.Count && items.Count != limit; i++)
            {
                if (!page[i].IsPruned && (role is not { } wanted || page[i].Subject == wanted.Value))
                    items.Add(await DecodeAsync(log, page[i], cancellationToken).ConfigureAwait(false));
            }
        }

        items.Reverse();
        return items;
    }

    /// <summary>Reads the messages of a line from its head back, but for those that were pruned.</summary>
    public static async IAsyncEnumerable<SessionItem> ReadBackAsync(SessionLog log, Position head, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = LogRead.Back(head) with { Kinds = MessageKind, Limit = pageSize }; next is not null;)
        {
            (var page, next) = await log.ReadPageAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                if (!entry.IsPruned)
                    yield return await DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the messages of a line that stand after a position; of the handle's branch when no head is given.</summary>
    public static async IAsyncEnumerable<SessionItem> ReadForthAsync(SessionLog log, Position? head, Position after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        head ??= (await log.RefreshAsync(cancellationToken).ConfigureAwait(false)).Head;
        var read = LogRead.Forth(head.Value, after) with { Kinds = MessageKind, Limit = EntriesInPage };
        for (var next = read; next is not null;)
        {
            // By the page, not by the entry: each async iterator that an item passes through costs it time.
            (var page, next) = await log.ReadPageAsync(next, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < page.Count; i++)
            {
                if (!page[i].IsPruned)
                    yield return await DecodeAsync(log, page[i], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The entry before the turn of the first message that contains a text.</summary>
    public static async ValueTask<Position> FindBeforeTextAsync(SessionLog log, SessionRecord record, string text, CancellationToken cancellationToken)
    {
        await foreach (var item in ReadForthAsync(log, record.Head, Position.Start, cancellationToken).ConfigureAwait(false))
        {
            if (item.Text.Contains(text, StringComparison.OrdinalIgnoreCase))
                return (await log.ReadEntryAsync(item.TurnStart.IsStart ? item.Position : item.TurnStart, headerOnly: true, cancellationToken).ConfigureAwait(false)).Parent;
        }

        throw EntryNotFoundException.NoText(log.Key, record.Branch);
    }

    /// <summary>Makes the item of a message's entry; marked, when it cannot be read.</summary>
    public static ValueTask<SessionItem> DecodeAsync(SessionLog log, Entry entry, CancellationToken cancellationToken)
    {
        var decoding = DecodeMessageAsync(log, entry, cancellationToken);
        return decoding.IsCompletedSuccessfully ? new(ItemOf(entry, decoding.Result)) : ItemOfAsync(entry, decoding);
    }

    /// <summary>Decodes a message with the content that is kept beside the log, and says what is wrong with it, as the end of a sentence; null for nothing.</summary>
    public static ValueTask<(MessageBody Body, string? Problem)> DecodeMessageAsync(SessionLog log, Entry entry, CancellationToken cancellationToken)
    {
        var (body, problem) = log.Decode(entry) switch
        {
            MessageBody message => (message, (string?)null),
            var other => (new MessageBody(new ChatMessage(new ChatRole(string.IsNullOrWhiteSpace(entry.Subject) ? EntryKind.Message.Value : entry.Subject), (IList<AIContent>)[])), (other as UnreadableBody)?.Problem ?? "is no message"),
        };
        return Attachments.HasAny(body.Message) ? AttachAsync(log, entry.Position, body, cancellationToken) : new((body, problem));
    }

    private static async ValueTask<(MessageBody Body, string? Problem)> AttachAsync(SessionLog log, Position position, MessageBody body, CancellationToken cancellationToken) =>
        (body, await Attachments.AttachAsync(body.Message, position, log, cancellationToken).ConfigureAwait(false));

    private static async ValueTask<SessionItem> ItemOfAsync(Entry entry, ValueTask<(MessageBody Body, string? Problem)> decoding) => ItemOf(entry, await decoding.ConfigureAwait(false));

    private static SessionItem ItemOf(Entry entry, (MessageBody Body, string? Problem) decoded) => new()
    {
        Position = entry.Position,
        TurnStart = entry.TurnStart,
        At = entry.At,
        Author = entry.Author,
        Message = decoded.Body.Message,
        IsPartial = decoded.Body.Partial,
        Unreadable = decoded.Problem,
        IsPlaceholder = decoded.Body.Placeholder,
        OutcomeOf = decoded.Body.Outcome,
    };
}
