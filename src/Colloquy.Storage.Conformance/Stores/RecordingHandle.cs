namespace Colloquy.Storage.Conformance;

/// <summary>A handle that notes, commit by commit, what was appended to which branch and what became of branches: what a follower must see.</summary>
internal sealed class RecordingHandle(ISessionStore store) : DelegatingSessionStore(store)
{
    private readonly List<(Position Position, string? Branch)> _appended = [];
    private readonly Dictionary<Position, EntryBody> _beside = [];

    /// <summary>What who follows a branch sees; of the current one when none is named.</summary>
    public IReadOnlyList<Position> SeenOn(string? bound)
    {
        var (seen, branch) = (new List<Position>(), bound ?? BranchHead.Main);
        foreach (var (position, on) in _appended)
        {
            var beside = _beside.GetValueOrDefault(position);
            var isSeen = beside switch
            {
                null => on == branch,
                HeadMoveBody move => move.Branch == branch,
                BranchBody change => bound is null || change.Branch == bound,
                _ => true,
            };
            if (isSeen)
                seen.Add(position);
            if (bound is null && beside is BranchBody { Change: BranchChange.BecameCurrent } current)
                branch = current.Branch;
        }

        return seen;
    }

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        var branches = new Dictionary<Position, string>();
        var ends = commit.Heads.Select(head => (head.Name, head.Head)).ToList();
        foreach (var entry in commit.Entries)
        {
            if (entry.Kind != EntryKind.HeadMove && entry.Kind != EntryKind.Branch && entry.Kind != EntryKind.Lifecycle && entry.Kind != EntryKind.Prune)
                continue;

            var body = _beside[entry.Position] = entry.Decode(key);
            if (body is HeadMoveBody move)
                ends.Add((move.Branch, move.From));
        }

        foreach (var (name, head) in ends)
        {
            for (var position = head ?? Position.Start; position > commit.ExpectedTip; position = commit.Entries[(int)(position.Value - commit.ExpectedTip.Value - 1)].Parent)
                branches[position] = name;
        }

        _appended.AddRange(commit.Entries.Select(entry => (entry.Position, branches.GetValueOrDefault(entry.Position))));
        return receipt;
    }
}
