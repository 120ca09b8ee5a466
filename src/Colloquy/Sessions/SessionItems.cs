using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Reads the messages of a line.</summary>
internal static class SessionItems
{
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    public static async ValueTask<List<SessionItem>> ReadNewestAsync(SessionLog log, Position head, int? limit, ChatRole? role, CancellationToken cancellationToken)
    {
        var items = new List<SessionItem>(Math.Min(limit ?? 64, 1024));
        if (limit == 0)
            return items;

        var size = role is null && limit is { } count ? Math.Min(count, LogRead.MaxLimit) : 1_000;
        var read = LogRead.Back(head) with { Kinds = MessageKind, Limit = size };
        await foreach (var entry in log.ReadAsync(read, cancellationToken).ConfigureAwait(false))
        {
            if (role is { } wanted && entry.Subject != wanted.Value)
                continue;

            items.Add(await DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false));
            if (items.Count == limit)
                break;
        }

        items.Reverse();
        return items;
    }

    public static async IAsyncEnumerable<SessionItem> ReadForthAsync(SessionLog log, Position head, Position after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = LogRead.Forth(head, after) with { Kinds = MessageKind, Limit = 1_000 };
        await foreach (var entry in log.ReadAsync(read, cancellationToken).ConfigureAwait(false))
            yield return await DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask<SessionItem> DecodeAsync(SessionLog log, Entry entry, CancellationToken cancellationToken)
    {
        var body = (MessageBody)entry.Decode(log.Key);
        await Attachments.AttachAsync(body.Message, entry.Position, log, cancellationToken).ConfigureAwait(false);
        return new SessionItem
        {
            Position = entry.Position,
            Turn = entry.Turn,
            At = entry.At,
            Author = entry.Author,
            Message = body.Message,
            Partial = body.Partial,
        };
    }
}
