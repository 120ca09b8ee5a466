using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Makes one commit of messages: their turns, their model calls, and the mark that says how far the import has come.</summary>
internal sealed class ItemBatch(SessionLog log, SessionKey key, ImportFormat format, ImportedConversation conversation, string branch, ImportClock clock)
{
    /// <summary>The head of the branch that the batch follows: the end of the batch before it, or of what an earlier import brought. Nothing else may have followed it.</summary>
    public required Position Follows { get; init; }

    /// <summary>The end of this batch, once it is committed.</summary>
    public Position End { get; private set; }

    /// <returns>Why the messages could not be committed, as a sentence; null when they were.</returns>
    public async ValueTask<string?> CommitAsync(List<PendingItem> items, long from, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (record.Head != Follows)
            return Interleaved();

        var writer = new EntryWriter(record, clock, log.Logger);
        await AppendAsync(writer, items, from, cancellationToken).ConfigureAwait(false);
        try
        {
            var receipt = await log.CommitAsync(writer.TakeCommit(ImportIds.OfCommit(key, branch, from, from + items.Count, items[^1].Chain)), cancellationToken).ConfigureAwait(false);
            End = receipt.Last;
            return null;
        }
        catch (TipConflictException)
        {
            return Interleaved();
        }
        catch (SessionBusyException)
        {
            return $"was not imported further: a turn is running on session {key}. Run the import again when it has ended";
        }
    }

    private string Interleaved() => $"was not imported further: something else wrote to session {key} at the same time. Run the import again";

    private async ValueTask AppendAsync(EntryWriter writer, List<PendingItem> items, long from, CancellationToken cancellationToken)
    {
        var turn = await log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false);
        var number = await TurnNumbers.ReadAsync(log, turn, cancellationToken).ConfigureAwait(false);
        var ends = new Position[items.Count];
        for (int first = 0, next; first < items.Count; first = next)
        {
            next = first + 1;
            while (next < items.Count && items[next].Item.ContinuesMessage && items[next].Item.Message.Role == items[first].Item.Message.Role)
                next++;

            ends[first] = writer.Head;
            if (items[first].IsLeftOut)
                continue;

            var message = Join(items, first, next);
            clock.At = message.CreatedAt;
            if (message.Role == ChatRole.User)
                turn = writer.Append(new TurnStartBody { Number = ++number, Added = true, Input = MessagePreview.Of(message) }).Position;

            // A call comes before the answer that it made, and after a message that made none.
            if (message.Role != ChatRole.User)
                AppendCalls(writer, items, first, next, turn);
            foreach (var part in MessageSplit.Split(message))
                writer.Append(new MessageBody(Attachments.Detach(part, writer, log)), turn, message.AuthorName);
            if (message.Role == ChatRole.User)
                AppendCalls(writer, items, first, next, turn);
            Array.Fill(ends, writer.Head, first, next - first);
            if (writer.Title is null && number == 1 && log.Record.Details.Title is null)
                writer.Title = SessionTitle.Of([message]);
        }

        clock.At = null;
        writer.Append(
            new ImportMark { Format = format.Value, Conversation = conversation.Id, Branch = branch, From = from, To = from + items.Count, Chain = items[^1].Chain, Entries = ends }.ToBody(),
            turn);
        await HeadSigning.AppendAsync(log, writer, turn, author: null).ConfigureAwait(false);
    }

    private void AppendCalls(EntryWriter writer, List<PendingItem> items, int first, int next, Position turn)
    {
        for (var i = first; i < next; i++)
        {
            if (items[i].Item.Call is not { } call)
                continue;

            writer.Append(
                new ModelCallBody
                {
                    Call = ImportIds.OfCall(key, items[i].Chain),
                    Model = call.Model,
                    Provider = call.Provider,
                    Usage = call.Usage,
                    FinishReason = call.FinishReason,
                    Response = call.ResponseId,
                },
                turn);
        }
    }

    private static ChatMessage Join(List<PendingItem> items, int first, int next)
    {
        var message = items[first].Item.Message;
        if (next == first + 1)
            return message;

        message = message.Clone();
        message.Contents = [.. items[first..next].SelectMany(item => item.Item.Message.Contents)];
        for (var i = first + 1; i < next; i++)
        {
            foreach (var (name, value) in items[i].Item.Message.AdditionalProperties ?? [])
                (message.AdditionalProperties ??= []).TryAdd(name, value);
        }

        return message;
    }
}
