using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents an event of a streamed turn.</summary>
public abstract record AgentUpdate
{
    private protected AgentUpdate()
    {
    }

    /// <summary>Gets the next piece of the answer's text, empty in any other update.</summary>
    public virtual string Text => "";
}

/// <summary>A piece of the model's response.</summary>
/// <param name="Update">The piece, as the client returned it.</param>
public sealed record ModelUpdate(ChatResponseUpdate Update) : AgentUpdate
{
    /// <inheritdoc />
    public override string Text => Update.Text;
}

/// <summary>Represents a tool call that begins or has ended. In durability <see cref="Durability.Step"/>, the result of a call that has ended is committed.</summary>
/// <param name="Call">The call; with its result when it has ended.</param>
/// <param name="IsFinished">true when the call has ended; false when it begins.</param>
public sealed record ToolCallUpdate(ToolCall Call, bool IsFinished) : AgentUpdate;

/// <summary>Represents a tool call that waits for a person's approval. The turn has ended waiting.</summary>
/// <param name="Approval">The call.</param>
public sealed record ApprovalRequestedUpdate(Approval Approval) : AgentUpdate;

/// <summary>The conversation was handed over; in durability <see cref="Durability.Step"/> the handoff is committed.</summary>
/// <param name="From">The agent that had the conversation.</param>
/// <param name="To">The agent that has the conversation now.</param>
/// <param name="Reason">The reason that the model gave; null for none.</param>
public sealed record HandoffUpdate(string From, string To, string? Reason) : AgentUpdate;

/// <summary>The end of the turn: the last update, delivered after the last commit.</summary>
/// <param name="Answer">The result of the turn.</param>
public sealed record AnswerUpdate(AgentAnswer Answer) : AgentUpdate;
