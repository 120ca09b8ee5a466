namespace Colloquy;

/// <summary>A conversation that a model's service keeps: models are sent its id and what is new, and the log records it as any other.</summary>
/// <param name="Id">The service's id of it, as it answered last.</param>
public sealed record ServiceConversation(string Id)
{
    /// <summary>Gets the service, as the client's <c>ChatClientMetadata</c> names it: provider and address; null until one has answered.</summary>
    public string? Service { get; init; }

    /// <summary>Gets the position up to which the service has what stands on the branch; <see cref="Position.Start"/> when it has nothing of it.</summary>
    public Position UpTo { get; init; }

    /// <summary>Gets a value that indicates whether the id stays while the conversation grows, so that the service cannot go back in it; else each answer has an id of its own.</summary>
    public bool GrowsInPlace { get; init; }
}
