using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Notes down how a window differs from the line, and puts it together from the notes: the same way when it is sent and when it is explained.</summary>
internal static class MessageEdits
{
    public static (IReadOnlyList<(MessageEdit Edit, ChatMessage Message)> Edits, IReadOnlyList<Blob> Blobs) Of(CompactionContext context, IReadOnlyList<ChatMessage> before, List<ShownMessage> shown)
    {
        List<(Position, ChatMessage)> inserted = [];
        var first = shown.Count == 0 ? Position.Start : shown[0].Position;
        foreach (var message in before)
            inserted.Add((first, message));
        if (context.Window.Summary is { } summary)
            inserted.Add((first, summary.Shown.Message));
        foreach (var (position, message, _) in context.Inserted)
            inserted.Add((position, message));
        return Of(inserted, shown);
    }

    /// <summary>Notes down what stands before positions, and what of the line was changed.</summary>
    public static (IReadOnlyList<(MessageEdit Edit, ChatMessage Message)> Edits, IReadOnlyList<Blob> Blobs) Of(List<(Position Before, ChatMessage Message)> inserted, List<ShownMessage> shown)
    {
        List<(MessageEdit, ChatMessage)>? edits = null;
        List<Blob>? blobs = null;
        foreach (var (position, message) in inserted)
            Note(message, Behind(shown, position), isInserted: true);
        foreach (var message in shown)
        {
            if (message.IsChanged)
                Note(message.Message, message.Position, isInserted: false);
        }

        return ((IReadOnlyList<(MessageEdit, ChatMessage)>?)edits ?? [], (IReadOnlyList<Blob>?)blobs ?? []);

        void Note(ChatMessage message, Position position, bool isInserted)
        {
            var blob = BlobOf(message);
            (blobs ??= []).Add(blob);
            (edits ??= []).Add((new MessageEdit(position, blob.Hash) { Inserted = isInserted }, message));
        }
    }

    /// <summary>Puts a window together.</summary>
    /// <param name="line">The messages of the line that are shown, by position.</param>
    /// <param name="edits">What is shown otherwise.</param>
    /// <param name="waiting">The calls whose results a service waits for that keeps the conversation itself; null for none.</param>
    public static List<ChatMessage> Compose(IReadOnlyList<ShownMessage> line, IReadOnlyList<(MessageEdit Edit, ChatMessage Message)> edits, ChatMessage? waiting = null)
    {
        var messages = new List<ChatMessage>(line.Count + edits.Count + 1);
        if (waiting is not null)
            messages.Add(waiting);
        if (edits.Count == 0)
        {
            for (var i = 0; i < line.Count; i++)
                messages.Add(line[i].Message);
            return Balance(messages, waiting);
        }

        var byPosition = edits.ToLookup(edit => edit.Edit.Position);
        foreach (var (position, message) in line)
        {
            var here = byPosition[position];
            messages.AddRange(here.Where(edit => edit.Edit.Inserted).Select(edit => edit.Message));
            messages.Add(here.LastOrDefault(edit => !edit.Edit.Inserted).Message ?? message);
        }

        messages.AddRange(byPosition[Position.Start].Where(edit => edit.Edit.Inserted).Select(edit => edit.Message));
        return Balance(messages, waiting);
    }

    private static List<ChatMessage> Balance(List<ChatMessage> messages, ChatMessage? waiting)
    {
        // What the service waits for stands first; it has those calls, under the ids that it gave them.
        var balanced = ToolCallRepair.Balance(messages, keepsIds: waiting is not null);
        if (waiting is not null)
            balanced.RemoveAt(0);
        return balanced;
    }

    /// <summary>The content of an edit: a message as it is stored beside the log.</summary>
    public static Blob BlobOf(ChatMessage message) => Blob.Of(PayloadCodec.Encode(new MessageBody(message)));

    /// <summary>Where a message stands that was put in before a position: before the next one that is shown, or at the end.</summary>
    public static Position Behind(List<ShownMessage> shown, Position position)
    {
        var index = position.IsStart ? -1 : shown.FindIndex(message => message.Position >= position);
        return index < 0 ? Position.Start : shown[index].Position;
    }
}
