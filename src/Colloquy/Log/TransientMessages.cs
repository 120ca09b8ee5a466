using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Marks messages that a model is shown and the log does not keep, such as a one-time code.</summary>
public static class TransientMessages
{
    /// <summary>The text that models and people are shown for a withheld message.</summary>
    internal const string Withheld = "[This message was withheld: it was shown when it was sent, was not stored, and is not available any more.]";

    private const string Mark = "colloquy.transient";

    /// <summary>Returns a copy of a message that the model calls of its turn are shown, and that is not stored.</summary>
    /// <param name="message">The message: of the user or of the application, without calls and results of tools.</param>
    /// <remarks>
    /// The log holds the role, the author and a mark, but neither content nor a hash of it. Later turns, a turn that is resumed in another process, search, transcripts and exports show a text that says that the message was withheld.
    /// What the model or a tool says of the content is stored as always.
    /// </remarks>
    /// <exception cref="ArgumentException">The message has calls or results of tools, or is an answer.</exception>
    public static ChatMessage AsTransient(this ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Role == ChatRole.Assistant || message.Role == ChatRole.Tool || message.Contents.Any(content => content is FunctionCallContent or FunctionResultContent))
            throw new ArgumentException("A message with calls or results of tools, or an answer, is stored: the model is never sent a call without its result. Mark a message of the user or of the application.", nameof(message));

        var copy = message.Clone();
        copy.AdditionalProperties = new AdditionalPropertiesDictionary(message.AdditionalProperties ?? []) { [Mark] = true };
        return copy;
    }

    /// <summary>Returns a value that indicates whether a message is not stored, or was withheld when it was stored.</summary>
    /// <param name="message">The message.</param>
    public static bool IsTransient(this ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.AdditionalProperties is { } properties && properties.TryGetValue(Mark, out var mark) && mark is true;
    }

    /// <summary>Returns the message as it is stored: without its content when it is transient; else the very message.</summary>
    /// <param name="message">The message.</param>
    public static ChatMessage Withhold(this ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.IsTransient() ? Stand(message) : message;
    }

    /// <summary>Returns messages as they are stored; the very list when none is transient.</summary>
    internal static IReadOnlyList<ChatMessage> Withhold(IReadOnlyList<ChatMessage> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].IsTransient())
                return [.. messages.Select(Withhold)];
        }

        return messages;
    }

    /// <summary>Marks a message that was read and had been withheld, so that it is withheld again wherever it is stored again.</summary>
    internal static void MarkRead(ChatMessage message) => message.AdditionalProperties = new AdditionalPropertiesDictionary { [Mark] = true };

    /// <summary>The message without its content, and without the mark, which the log has beside it.</summary>
    internal static ChatMessage Stored(ChatMessage message) => new(message.Role, Withheld) { AuthorName = message.AuthorName, MessageId = message.MessageId };

    private static ChatMessage Stand(ChatMessage message)
    {
        var stored = Stored(message);
        MarkRead(stored);
        return stored;
    }
}
