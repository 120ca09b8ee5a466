using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents one call of the model: what it was sent, and what it said or how it failed. It is not recorded yet.</summary>
internal sealed record ModelStep
{
    /// <summary>Gets the call, as the log describes it.</summary>
    public required ModelCallBody Call { get; init; }

    /// <summary>Gets the options, instructions and tools that the model was sent.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>Gets the messages that the model was sent.</summary>
    public required BuiltWindow Shown { get; init; }

    /// <summary>Gets the response; null when the call failed.</summary>
    public ChatResponse? Response { get; init; }

    /// <summary>Gets what had arrived of the response of a call that failed.</summary>
    public IReadOnlyList<ChatMessage> Partial { get; init; } = [];

    /// <summary>Gets why the call failed; null when it did not.</summary>
    public ExceptionDispatchInfo? Failure { get; init; }

    /// <summary>Gets a value that indicates whether the model's client threw the failure, and not code around it.</summary>
    public bool IsClientFailure { get; init; }

    /// <summary>Gets the service's conversation that the call was sent to; null for none.</summary>
    public string? SentTo { get; init; }

    /// <summary>Gets the conversation that the service goes on in; null when it keeps none.</summary>
    public ServiceConversation? Conversation { get; init; }

    /// <summary>Gets a value that indicates whether the service took the call into a conversation, and did not say in which one it goes on.</summary>
    public bool LostConversation => Response is not null && SentTo is not null && Conversation is null;
}
