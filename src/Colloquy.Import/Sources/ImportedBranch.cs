namespace Colloquy.Import;

/// <summary>Represents a branch of an imported conversation.</summary>
public sealed class ImportedBranch
{
    /// <summary>Gets the name, unique in the conversation and the same whenever the source is read.</summary>
    public string Name { get; init; } = BranchHead.Main;

    /// <summary>Gets the name of the branch that this one comes from; null for <c>main</c>.</summary>
    public string? From { get; init; }

    /// <summary>Gets the number of messages, counted from the beginning, that the branch shares with the one that it comes from.</summary>
    public long After { get; init; }

    /// <summary>Gets the messages that follow the shared ones, in order.</summary>
    public required IAsyncEnumerable<ImportedItem> Items { get; init; }
}
