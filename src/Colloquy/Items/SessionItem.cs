using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents a message of a session, with its position in the log.</summary>
public sealed record SessionItem
{
    /// <summary>Gets the position of the message's entry.</summary>
    public required Position Position { get; init; }

    /// <summary>Gets the position of the start entry of the message's turn; <see cref="Position.Start"/> for none.</summary>
    public required Position TurnStart { get; init; }

    /// <summary>Gets the time at which the entry was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the agent that wrote the message; null for the user or the application.</summary>
    public string? Author { get; init; }

    /// <summary>Gets the message.</summary>
    public required ChatMessage Message { get; init; }

    /// <summary>Gets a value that indicates whether the message is the part of an answer that had arrived when its stream was cancelled or broke.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Gets what is wrong with the stored message, as the end of a sentence; null when it can be read. A message of which nothing can be read has no contents.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Gets a value that indicates whether the message is the placeholder for the result of a call that waits for a person (<see cref="WhenWaiting.Keep"/>).</summary>
    public bool IsPlaceholder { get; init; }

    /// <summary>Gets the placeholder of the call whose outcome the message reports; null for any other message.</summary>
    public Position? OutcomeOf { get; init; }

    /// <summary>Gets a value that indicates whether the content of the message was not stored (<see cref="TransientMessages.AsTransient"/>). The message says so.</summary>
    public bool IsWithheld => Message.IsTransient();

    /// <summary>Gets the role of the message.</summary>
    public ChatRole Role => Message.Role;

    /// <summary>Gets the text of the message, empty when it has none.</summary>
    public string Text => Message.Text;

    /// <summary>Returns the position, the role and the contents: text as it is, and calls and results in brackets.</summary>
    public override string ToString() => $"{Position.Value} {Role}: {string.Join(' ', Message.Contents.Select(Describe))}";

    private static string Describe(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"[call of {call.Name}]",
        FunctionResultContent result => $"[result: {result.Result}]",
        _ => $"[{content.GetType().Name}]",
    };
}
