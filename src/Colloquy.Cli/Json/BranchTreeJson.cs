namespace Colloquy.Cli;

/// <summary>The branches of a session with where each was forked, parents before their children. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record BranchTreeJson(IReadOnlyList<TreeBranchJson> Branches)
{
    public static BranchTreeJson Of(IEnumerable<BranchNode> roots) => new([.. roots.SelectMany(Flatten).Select(TreeBranchJson.Of)]);

    private static IEnumerable<BranchNode> Flatten(BranchNode node) => [node, .. node.Children.SelectMany(Flatten)];
}

/// <summary>A branch in the tree. Of a deleted one only the name is known.</summary>
internal sealed record TreeBranchJson(string Name, bool Current, bool Waiting, bool Deleted, long? Head, int? Turns, long? Entries, string? Source, long? ForkedAt, int? ForkedTurn, string? ForkedText, DateTimeOffset? CreatedAt)
{
    public static TreeBranchJson Of(BranchNode node) => new(
        node.Name,
        node.Branch?.IsCurrent == true,
        node.IsWaiting,
        node.Branch is null,
        node.Branch?.Head.Value,
        node.Branch?.Turns,
        node.Branch?.Entries,
        node.Branch?.Source,
        node.Branch?.ForkedAt?.Value,
        node.ForkedIn?.Number,
        node.ForkedIn?.Input,
        node.Branch?.CreatedAt);
}
