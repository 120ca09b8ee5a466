using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Represents a message of an imported conversation, or a part of one.</summary>
public sealed record ImportedItem
{
    /// <summary>Gets the message. Its <see cref="ChatMessage.CreatedAt"/> is the time that the source gives, if any.</summary>
    public required ChatMessage Message { get; init; }

    /// <summary>Gets the place of the message in the source.</summary>
    public required string Place { get; init; }

    /// <summary>Gets a value that indicates whether the item belongs to the same message as the one before it, as the parallel calls of one answer do.</summary>
    public bool ContinuesMessage { get; init; }

    /// <summary>Gets the call of the model that made the message; null when the source says nothing of it.</summary>
    public ImportedCall? Call { get; init; }

    /// <summary>Gets notes on what could not be mapped.</summary>
    public IReadOnlyList<ImportNote> Notes { get; init; } = [];
}
