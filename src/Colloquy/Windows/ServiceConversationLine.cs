using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Reads what of a line is new to a service that keeps the conversation itself.</summary>
internal static class ServiceConversationLine
{
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    /// <summary>Reads the messages that the service does not have, and the calls whose results it waits for.</summary>
    public static async ValueTask<(List<ShownMessage> Shown, ChatMessage? Waiting)> ReadAsync(Window window, Position upTo, CancellationToken cancellationToken)
    {
        List<ShownMessage> shown = [];
        List<AIContent> calls = [];
        for (var i = 0; await window.ReadAsync(i, cancellationToken).ConfigureAwait(false) is { } item; i++)
        {
            if (item.Position <= upTo)
            {
                if (!TryTakeCalls(item.Message, item.Partial, calls))
                    break;
            }
            else if (!item.Partial)
            {
                shown.Add(new ShownMessage(item.Position, item.Message) { IsShown = true });
            }
        }

        shown.Reverse();
        return (shown, ToMessage(calls));
    }

    /// <summary>Reads the calls of the service's last answer; null when it has none.</summary>
    public static async ValueTask<ChatMessage?> ReadWaitingAsync(SessionLog log, Position upTo, CancellationToken cancellationToken)
    {
        List<AIContent> calls = [];
        if (upTo.IsStart)
            return null;

        await foreach (var entry in log.ReadAsync(LogRead.Back(upTo) with { Kinds = MessageKind, Limit = 8 }, cancellationToken).ConfigureAwait(false))
        {
            if (log.Decode(entry) is not MessageBody body || !TryTakeCalls(body.Message, body.Partial, calls))
                break;
        }

        return ToMessage(calls);
    }

    private static bool TryTakeCalls(ChatMessage message, bool partial, List<AIContent> calls)
    {
        if (partial || message.Role != ChatRole.Assistant)
            return false;

        calls.InsertRange(0, message.Contents.Where(content => content is FunctionCallContent { InformationalOnly: false }));
        return true;
    }

    private static ChatMessage? ToMessage(List<AIContent> calls) => calls.Count == 0 ? null : new ChatMessage(ChatRole.Assistant, calls);
}
