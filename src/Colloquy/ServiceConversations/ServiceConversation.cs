namespace Colloquy;

/// <summary>Represents a conversation that a model's service stores. The model is sent its id and the new messages, and the log records it like any other conversation.</summary>
/// <param name="Id">The id of the conversation, from the last answer of the service.</param>
public sealed record ServiceConversation(string Id)
{
    /// <summary>Gets the service, as the client's <c>ChatClientMetadata</c> names it: provider and address; null until the service has answered.</summary>
    public string? Service { get; init; }

    /// <summary>Gets the position up to which the service has the messages of the branch; <see cref="Position.Start"/> when it has none.</summary>
    public Position UpTo { get; init; }

    /// <summary>Gets a value that indicates whether the id stays the same while the conversation grows, so that the service cannot return to an earlier point. When false, each answer has an id of its own.</summary>
    public bool GrowsInPlace { get; init; }
}
