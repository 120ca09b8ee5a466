namespace Colloquy.Import;

/// <summary>Represents a conversation of a source. Its branches are read once, in order, before the next conversation is read.</summary>
public sealed class ImportedConversation
{
    /// <summary>Gets the id of the conversation, unique in the source and the same whenever the source is read.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the place of the conversation in the source.</summary>
    public required string Place { get; init; }

    /// <summary>Gets the user who owns the conversation, when the source says so; otherwise, null.</summary>
    public string? User { get; init; }

    /// <summary>Gets the title; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the time at which the conversation was created; null when the source does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets what the source says about the conversation besides, which becomes metadata of the session.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the branches, each after the branch that it comes from; the first is <c>main</c>. A conversation without branches is not imported; its notes say why.</summary>
    public required IReadOnlyList<ImportedBranch> Branches { get; init; }

    /// <summary>Gets the name of the branch that is current in the source.</summary>
    public string CurrentBranch { get; init; } = BranchHead.Main;

    /// <summary>Gets notes on what could not be read of the conversation as a whole.</summary>
    public IReadOnlyList<ImportNote> Notes { get; init; } = [];
}
