using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>A turn that is to be run again, in place of what it was.</summary>
/// <param name="TurnNumber">Its number; null for the newest.</param>
/// <param name="Reason">Why the head moves back, as the log tells it.</param>
/// <param name="Rewrite">What becomes of its input.</param>
internal sealed record TurnReplay(int? TurnNumber, string Reason, Func<IReadOnlyList<ChatMessage>, IReadOnlyList<ChatMessage>> Rewrite)
{
    public static TurnReplay Same { get; } = new(null, "retry", input => input);

    /// <summary>With another text in the newest user message, whose images and files stay.</summary>
    public static TurnReplay Edited(string text, int? turn) => new(turn, "edit", input =>
    {
        var messages = input.ToList();
        var index = messages.FindLastIndex(message => message.Role == ChatRole.User);
        if (index < 0)
            return [.. messages, new ChatMessage(ChatRole.User, text)];

        var edited = messages[index].Clone();
        edited.Contents = [new TextContent(text), .. messages[index].Contents.Where(content => content is not TextContent)];
        messages[index] = edited;
        return messages;
    });

    public static TurnReplay Replaced(IReadOnlyList<ChatMessage> messages, int? turn) => messages.Count > 0
        ? new(turn, "edit", _ => messages)
        : throw new ArgumentException("A turn that is run again needs an input. Use UndoTurnAsync to take a turn back.", nameof(messages));
}
