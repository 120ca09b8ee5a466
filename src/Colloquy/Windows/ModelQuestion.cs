using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents a question to a model beside the conversation.</summary>
/// <param name="Purpose">The purpose under which the call is recorded, such as <c>summary</c>.</param>
/// <param name="Prompt">The text that the model is sent.</param>
/// <param name="Options">The options of the call, instructions among them.</param>
internal sealed record ModelQuestion(string Purpose, string Prompt, ChatOptions Options)
{
    /// <summary>Gets the model to ask; null for the agent's own.</summary>
    public IChatClient? Client { get; init; }

    /// <summary>Gets the positions that the question is about; null for those of the running turn.</summary>
    public PositionRange? About { get; init; }

    /// <summary>Gets what reads the answer; null when nothing needs to. It throws <see cref="FormatException"/> for an answer that cannot be used, and the call is recorded as failed.</summary>
    public Action<string>? Read { get; init; }

    /// <summary>Gets what makes the entry that is committed with the call, from the answer and the id of the call; null when there is none. It throws as <see cref="Read"/> does.</summary>
    internal Func<string, Guid, EntryBody>? Conclude { get; init; }
}
