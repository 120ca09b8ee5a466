using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What changes a session outside a run. Each is one commit: new entries, or a head that moves.</summary>
internal static class ItemOperations
{
    public static async Task AddAsync(SessionLog log, IReadOnlyList<ChatMessage> messages, WhenWaiting whenWaiting, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
            throw new ArgumentException("There is no message to add.", nameof(messages));

        await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var turn = await log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false);
                await InputBesideWaitingTurn.SettleAsync(log, writer, whenWaiting, isCutOff: record.Activity == SessionActivity.Running, settlesOpen: false, cancellationToken).ConfigureAwait(false);

                int? number = null;
                var first = (Number: 0, Start: Position.Start);
                foreach (var message in messages)
                {
                    if (message.Role == ChatRole.User)
                    {
                        number = 1 + (number ?? await TurnNumbers.ReadAsync(log, turn, cancellationToken).ConfigureAwait(false));
                        turn = writer.Append(new TurnStartBody { Number = number.Value, Added = true, Input = MessagePreview.Of(message) }).Position;
                        first = first.Number == 0 ? (number.Value, turn) : first;
                    }

                    foreach (var part in MessageSplit.Split(message))
                        writer.Append(new MessageBody(Attachments.Detach(part, writer, log)), turn, message.AuthorName);
                }

                await HeadSigning.AppendAsync(log, writer, turn, author: null).ConfigureAwait(false);
                await SessionTitle.SetAsync(log, writer, first.Number, first.Start, messages, cancellationToken).ConfigureAwait(false);
                return true;
            },
            SessionActivity.Idle,
            cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<SessionItem>> PopAsync(SessionLog log, bool wholeExchange, CancellationToken cancellationToken)
    {
        List<SessionItem> taken = [];
        await UpdateAsync(
            log,
            async writer =>
            {
                taken = await TakeAsync(log, writer.Head, wholeExchange, cancellationToken).ConfigureAwait(false);
                if (taken.Count == 0)
                    return false;

                var before = await BeforeAsync(log, taken[0], cancellationToken).ConfigureAwait(false);
                await HeadOperations.MoveAsync(log, writer, before, HeadOperations.Pop, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return taken;
    }

    public static async Task<Turn?> UndoTurnAsync(SessionLog log, CancellationToken cancellationToken)
    {
        Turn? undone = null;
        await UpdateAsync(
            log,
            async writer =>
            {
                undone = await TurnReader.ReadNewestAsync(log, writer.Head, cancellationToken).ConfigureAwait(false);
                if (undone is null)
                    return false;

                var start = await log.ReadEntryAsync(undone.Start, headerOnly: true, cancellationToken).ConfigureAwait(false);
                await HeadOperations.MoveAsync(log, writer, start.Parent, "undo", cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return undone;
    }

    public static Task ClearAsync(SessionLog log, CancellationToken cancellationToken) => UpdateAsync(
        log,
        async writer =>
        {
            if (writer.Head.IsStart)
                return false;

            await HeadOperations.MoveAsync(log, writer, Position.Start, "clear", cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public static async Task<HeadMove?> RedoAsync(SessionLog log, CancellationToken cancellationToken)
    {
        HeadMove? move = null;
        await UpdateAsync(
            log,
            async writer =>
            {
                move = await HeadOperations.RedoAsync(log, writer, cancellationToken).ConfigureAwait(false);
                return move is not null;
            },
            cancellationToken).ConfigureAwait(false);
        return move;
    }

    public static async Task CloseAsync(SessionLog log, CancellationToken cancellationToken)
    {
        await log.UpdateAsync(
            async (writer, record) =>
            {
                if (record.Activity == SessionActivity.Closed)
                    return false;

                var turn = await log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false);
                foreach (var entry in await SessionStateStore.ReadAllAsync(log, writer.Head, cancellationToken).ConfigureAwait(false))
                    writer.Append(new StateBody(entry.Key) { Removed = true }, turn);
                writer.AppendBeside(new LifecycleBody(Closed: true));
                return true;
            },
            SessionActivity.Closed,
            cancellationToken,
            fresh: true).ConfigureAwait(false);
    }

    public static async Task ReopenAsync(SessionLog log, CancellationToken cancellationToken)
    {
        await log.UpdateAsync(
            (writer, record) =>
            {
                if (record.Activity != SessionActivity.Closed)
                    return new(false);

                writer.AppendBeside(new LifecycleBody(Closed: false));
                return new(true);
            },
            SessionActivity.Idle,
            cancellationToken,
            fresh: true).ConfigureAwait(false);
    }

    public static async Task DescribeAsync(SessionLog log, Func<SessionDetails, SessionDetails> change, CancellationToken cancellationToken)
    {
        var written = await log.Traffic.Describers.RunAsync(log.Key, (log, change, cancellationToken), static (ask, _) => DescribeInTurnAsync(ask.log, ask.change, ask.cancellationToken), cancellationToken).ConfigureAwait(false);
        log.Saw(log.Record with { Details = written });
    }

    private static async ValueTask<SessionDetails> DescribeInTurnAsync(SessionLog log, Func<SessionDetails, SessionDetails> change, CancellationToken cancellationToken)
    {
        SessionDetails? written = null;
        while (written is null)
        {
            var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
            var details = change(record.Details);
            if (ReferenceEquals(details, record.Details))
                return details;
            var changes = StoredOtherwise.No;
            details = details with
            {
                Title = LoneSurrogates.Replace(details.Title, ref changes),
                Metadata = details.Metadata.ToDictionary(pair => pair.Key, pair => LoneSurrogates.Replace(pair.Value, ref changes)),
            };
            if (changes != StoredOtherwise.No)
                WriterLog.DetailsReplaced(log.Logger, log.Key);
            written = await log.Store.SetDetailsAsync(log.Key, details, cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    public static Dictionary<string, string> With(IReadOnlyDictionary<string, string> metadata, string name, string? value)
    {
        var changed = new Dictionary<string, string>(metadata);
        if (value is null)
            changed.Remove(name);
        else
            changed[name] = value;
        return changed;
    }

    private static async Task UpdateAsync(SessionLog log, Func<EntryWriter, ValueTask<bool>> build, CancellationToken cancellationToken)
    {
        await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                return await build(writer).ConfigureAwait(false);
            },
            SessionActivity.Idle,
            cancellationToken,
            fresh: true).ConfigureAwait(false);
    }

    /// <summary>The newest message; or, of a whole exchange, the message with the calls, every message after it, and the reasoning that led to it.</summary>
    private static async ValueTask<List<SessionItem>> TakeAsync(SessionLog log, Position head, bool wholeExchange, CancellationToken cancellationToken)
    {
        List<SessionItem> taken = [];
        await foreach (var item in ItemReader.ReadBackAsync(log, head, pageSize: 16, cancellationToken).ConfigureAwait(false))
        {
            // Placeholders were put there together, and go together.
            var goesWith = taken.Count > 0 && taken[0].IsPlaceholder && item.IsPlaceholder && taken[0].TurnStart == item.TurnStart;
            if (taken.Count > 0 && !goesWith && (!wholeExchange || (taken[0].Role != ChatRole.Tool && !IsReasoning(item))))
                break;

            taken.Insert(0, item);
            if (item.IsPlaceholder)
                continue;
            if (!wholeExchange || (item.Role != ChatRole.Tool && item.Role != ChatRole.Assistant))
                break;
        }

        return taken;
    }

    private static bool IsReasoning(SessionItem item) =>
        item.Role == ChatRole.Assistant && item.Message.Contents.Count > 0 && item.Message.Contents.All(content => content is TextReasoningContent);

    /// <summary>Where the head goes so that an item is gone: before it, and before what only led to it, its model call or the start of its turn.</summary>
    private static async ValueTask<Position> BeforeAsync(SessionLog log, SessionItem item, CancellationToken cancellationToken)
    {
        var entry = await log.ReadEntryAsync(item.Position, headerOnly: true, cancellationToken).ConfigureAwait(false);
        while (!entry.Parent.IsStart)
        {
            var parent = await log.ReadEntryAsync(entry.Parent, headerOnly: true, cancellationToken).ConfigureAwait(false);
            if (parent.Kind != EntryKind.ModelCall && !(parent.Kind == EntryKind.TurnStart && parent.Position == item.TurnStart))
                break;
            entry = parent;
        }

        return entry.Parent;
    }
}
