using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Puts values back in the place of placeholders while an answer arrives. The beginning of a placeholder is held back until its end has come.</summary>
internal static class RestoredStream
{
    public static async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(IAsyncEnumerable<ChatResponseUpdate> updates, Placeholders placeholders, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = "";
        ChatResponseUpdate? last = null;
        await foreach (var update in updates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // What is held belongs to the message that it came with.
            if (held.Length > 0 && last is not null && (update.MessageId != last.MessageId || update.Role != last.Role))
            {
                yield return Rest(last, held);
                held = "";
            }

            last = update;
            yield return Restore(update, placeholders, ref held);
        }

        if (held.Length > 0)
            yield return Rest(last!, held);
    }

    private static ChatResponseUpdate Restore(ChatResponseUpdate update, Placeholders placeholders, ref string held)
    {
        List<AIContent> contents = new(update.Contents.Count + 1);
        var isChanged = false;
        foreach (var content in update.Contents)
        {
            if (content is TextContent text)
            {
                var whole = placeholders.Restore(held + text.Text);
                var tail = Placeholders.FindTail(whole);
                isChanged |= held.Length > 0 || tail < whole.Length || whole != text.Text;
                held = whole[tail..];
                if (tail > 0)
                    contents.Add(new TextContent(whole[..tail]) { AdditionalProperties = text.AdditionalProperties, Annotations = text.Annotations });
                continue;
            }

            if (held.Length > 0 && content is not UsageContent)
            {
                contents.Add(new TextContent(held));
                (held, isChanged) = ("", true);
            }

            if (content is FunctionCallContent && RedactedMessage.Of([content], placeholders.Restore) is [var restored])
            {
                contents.Add(restored);
                isChanged = true;
            }
            else
            {
                contents.Add(content);
            }
        }

        if (!isChanged)
            return update;

        var copy = update.Clone();
        copy.Contents = contents;
        return copy;
    }

    private static ChatResponseUpdate Rest(ChatResponseUpdate last, string held) =>
        new(last.Role, held) { MessageId = last.MessageId, ResponseId = last.ResponseId, ModelId = last.ModelId, AuthorName = last.AuthorName, ConversationId = last.ConversationId };
}
