namespace Colloquy.Cli;

/// <summary>A branch in the tree of a session.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Branch">What is known of it; null when it was deleted.</param>
/// <param name="IsWaiting">Whether a turn on it waits for a person.</param>
/// <param name="ForkedIn">The turn that it was forked at; null when it was forked before the first, or the turn is on no branch any more.</param>
internal sealed record BranchNode(string Name, SessionBranch? Branch, bool IsWaiting, Turn? ForkedIn)
{
    public List<BranchNode> Children { get; } = [];
}

/// <summary>Reads the branches of a session as a tree: each below the one that it was forked from.</summary>
internal static class BranchTree
{
    /// <summary>Reads the tree.</summary>
    /// <param name="session">The session.</param>
    /// <param name="store">Its store.</param>
    /// <param name="withDeleted">Whether deleted branches are shown that no branch was forked from.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The branches that were forked from none that is left: <c>main</c>, and deleted ones.</returns>
    public static async Task<IReadOnlyList<BranchNode>> ReadAsync(Session session, ISessionStore store, bool withDeleted, CancellationToken cancellationToken)
    {
        var branches = await session.Branches.ListAsync(cancellationToken).ConfigureAwait(false);
        var heads = await store.GetBranchesAsync(session.Key, name: null, cancellationToken).ConfigureAwait(false);
        var waiting = heads.Where(head => head.IsWaiting).Select(head => head.Name).ToHashSet(StringComparer.Ordinal);

        var nodes = new Dictionary<string, BranchNode>(StringComparer.Ordinal);
        foreach (var branch in branches.OrderBy(branch => branch.ForkedAt ?? Position.Start).ThenBy(branch => branch.CreatedAt))
            nodes.Add(branch.Name, new BranchNode(branch.Name, branch, waiting.Contains(branch.Name), await FindTurnAsync(session, branch, cancellationToken).ConfigureAwait(false)));

        var sources = branches.Select(branch => branch.Source).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var head in heads.Where(head => head.Head is null && (withDeleted || sources.Contains(head.Name))))
            nodes.TryAdd(head.Name, new BranchNode(head.Name, Branch: null, IsWaiting: false, ForkedIn: null));

        var roots = new List<BranchNode>();
        foreach (var node in nodes.Values)
            (node.Branch?.Source is { } source && nodes.TryGetValue(source, out var parent) ? parent.Children : roots).Add(node);
        return [.. roots.OrderBy(root => root.Branch is null)];
    }

    private static async Task<Turn?> FindTurnAsync(Session session, SessionBranch branch, CancellationToken cancellationToken)
    {
        if (branch.ForkedAt is not { IsStart: false } at)
            return null;

        try
        {
            var bound = await session.Branches.OpenAsync(branch.Name, cancellationToken).ConfigureAwait(false);
            return await bound.Turns.GetAsync(at, cancellationToken).ConfigureAwait(false);
        }
        catch (ColloquyException lost) when (lost is EntryNotFoundException or TurnNotFoundException or CorruptDataException)
        {
            // The branch has gone back to before its fork, or the entry cannot be read: its position is shown.
            return null;
        }
    }
}
