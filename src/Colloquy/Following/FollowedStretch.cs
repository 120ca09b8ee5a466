using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>A stretch of the log as a follower of one branch sees it: what was appended to the branch, and the entries that record changes to branches.</summary>
/// <remarks>
/// Entries do not name their branch. Between two moves of its head a branch only grows; so what was appended to it by
/// then is on the line that ends where the next move says that the head was, or where the head is now.
/// </remarks>
internal sealed class FollowedStretch
{
    private static readonly EntryKind[] BesideKinds = [EntryKind.HeadMove, EntryKind.Branch, EntryKind.Lifecycle, EntryKind.Prune];

    private readonly SessionLog _log;
    private readonly Position _after;
    private readonly List<SessionEvent> _beside = [];
    private readonly Dictionary<string, BranchHead> _branches = [];

    private FollowedStretch(SessionLog log, Position after, SessionRecord end) => (_log, _after, End) = (log, after, end);

    /// <summary>The session at the end of the stretch.</summary>
    public SessionRecord End { get; private set; }

    /// <summary>Reads the entries about branches after a position, and where branches point at the end: all of one moment.</summary>
    public static async ValueTask<FollowedStretch> ReadAsync(SessionLog log, Position after, SessionRecord record, CancellationToken cancellationToken)
    {
        var stretch = new FollowedStretch(log, after, record);
        while (true)
        {
            await stretch.ReadBesideAsync(cancellationToken).ConfigureAwait(false);
            var end = stretch.End;
            stretch._branches[end.Branch] = new BranchHead(end.Branch, end.Head);
            if (stretch.FindFirstBranch() == end.Branch && (log.Bound is not null || !stretch._beside.Exists(IsSwitch)))
                return stretch;

            foreach (var branch in await log.Store.GetBranchesAsync(log.Key, name: null, cancellationToken).ConfigureAwait(false))
                stretch._branches[branch.Name] = branch;
            stretch.End = await log.Store.GetAsync(log.Key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(log.Key);
            if (stretch.End.Tip == end.Tip)
                return stretch;
        }
    }

    public async IAsyncEnumerable<SessionEvent> ReadEntriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (branch, last) = (FindFirstBranch(), _after);
        for (var i = 0; i < _beside.Count; i++)
        {
            var beside = _beside[i];
            if (!Concerns(beside.Body, branch))
                continue;

            await foreach (var entry in ReadLineAsync(FindHead(branch, i), last, beside.Position.Previous, cancellationToken).ConfigureAwait(false))
                yield return entry;
            yield return beside;
            last = beside.Position;
            if (IsSwitch(beside) && _log.Bound is null)
                branch = ((BranchBody)beside.Body).Branch;
            if (_log.Bound is not null && beside.Body is BranchBody { Change: BranchChange.Deleted } deleted && deleted.Branch == branch)
                throw new BranchNotFoundException(_log.Key, branch, isDeleted: true);
        }

        await foreach (var entry in ReadLineAsync(FindHead(branch, _beside.Count), last, End.Tip, cancellationToken).ConfigureAwait(false))
            yield return entry;
    }

    private async ValueTask ReadBesideAsync(CancellationToken cancellationToken)
    {
        _beside.Clear();
        await foreach (var entry in _log.ReadAsync(LogRead.All(_after) with { Kinds = BesideKinds }, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Position > End.Tip)
                return;
            _beside.Add(new SessionEvent(entry, _log.Decode(entry)));
        }
    }

    /// <summary>The branch that is followed when the stretch begins.</summary>
    private string FindFirstBranch() => _log.Bound
        ?? (_beside.Find(IsSwitch) is { Body: BranchBody first } ? first.Source ?? BranchHead.Main : End.Branch);

    /// <summary>Where a branch points before an entry beside the lines that moves it, whichever comes next from an index on; or at the end.</summary>
    private Position FindHead(string branch, int from)
    {
        for (var i = from; i < _beside.Count; i++)
        {
            if (_beside[i].Body is HeadMoveBody move && move.Branch == branch)
                return move.From;
            if (_beside[i].Body is BranchBody { Change: BranchChange.Deleted } deleted && deleted.Branch == branch)
                return deleted.Head;
        }

        return _branches.TryGetValue(branch, out var found) && found.Head is { } head ? head : throw new BranchNotFoundException(_log.Key, branch, isDeleted: found is not null);
    }

    private bool Concerns(EntryBody body, string branch) => body switch
    {
        HeadMoveBody move => move.Branch == branch,
        BranchBody change => _log.Bound is null || change.Branch == branch,
        _ => true,
    };

    private static bool IsSwitch(SessionEvent entry) => entry.Body is BranchBody { Change: BranchChange.BecameCurrent };

    private async IAsyncEnumerable<SessionEvent> ReadLineAsync(Position head, Position after, Position last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var read = head > after ? LogRead.Forth(head, after) : null; read is not null;)
        {
            var page = await ReadPageAsync(read, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                if (entry.Position > last)
                    yield break;

                yield return await SessionEvent.ReadAsync(_log, entry, cancellationToken).ConfigureAwait(false);
            }

            read = page.Next is null ? null : read.Continue(page);
        }
    }

    private async ValueTask<LogPage> ReadPageAsync(LogRead read, CancellationToken cancellationToken)
    {
        try
        {
            return await _log.ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentOutOfRangeException)
        {
            // The head is beyond the tip: the session was deleted and made again meanwhile.
            throw new SessionNotFoundException(_log.Key);
        }
    }
}
