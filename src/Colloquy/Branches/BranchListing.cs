namespace Colloquy;

/// <summary>Describes all branches of a session. Each step reads what it needs for all of them together, so that the cost follows the entries that are read, and not the number of reads.</summary>
internal sealed class BranchListing(SessionLog log)
{
    private readonly EntryBatch _headers = new(log, headersOnly: true);
    private readonly EntryBatch _moves = new(log, headersOnly: false);

    /// <summary>For the first entry of a segment: how many entries come before it on its line.</summary>
    private readonly Dictionary<Position, long> _before = [];

    public async Task<IReadOnlyList<SessionBranch>> ReadAsync(string current, DateTimeOffset sessionCreated, CancellationToken cancellationToken)
    {
        List<BranchHead> branches = [.. (await log.Store.GetBranchesAsync(log.Key, name: null, cancellationToken).ConfigureAwait(false)).Where(branch => branch.Head is not null)];

        // Where the branches are and how they were made is read from different entries, at the same time.
        var making = Task.Run(() => FindMadeAsync(branches, cancellationToken), cancellationToken);
        var counting = CountAsync(branches, cancellationToken);
        await Task.WhenAll(making, counting).ConfigureAwait(false);
        var (turns, made) = (await counting.ConfigureAwait(false), await making.ConfigureAwait(false));

        var listed = new List<SessionBranch>(branches.Count);
        for (var i = 0; i < branches.Count; i++)
        {
            var head = branches[i].Head!.Value;
            listed.Add(new SessionBranch
            {
                Name = branches[i].Name,
                Head = head,
                IsCurrent = branches[i].Name == current,
                Entries = head.IsStart ? 0 : CountTo(head),
                Turns = turns[i],
                ForkedAt = made[i].Made?.Head,
                Source = made[i].Made?.Source,
                CreatedAt = made[i].At ?? sessionCreated,
            });
        }

        return listed;
    }

    private async Task<int[]> CountAsync(List<BranchHead> branches, CancellationToken cancellationToken)
    {
        await ReadLinesAsync(branches, cancellationToken).ConfigureAwait(false);
        return await CountTurnsAsync(branches, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the ends of all segments of all lines, each segment once, however many lines it is on.</summary>
    private async ValueTask ReadLinesAsync(List<BranchHead> branches, CancellationToken cancellationToken)
    {
        var segments = new SortedSet<Position>();
        for (List<Position> ends = [.. branches.Select(branch => branch.Head!.Value).Where(head => !head.IsStart).Distinct()]; ends.Count > 0;)
        {
            await _headers.LoadAsync(ends, cancellationToken).ConfigureAwait(false);
            List<Position> firsts = [.. ends.Select(end => _headers[end].Segment).Where(segments.Add)];
            await _headers.LoadAsync(firsts, cancellationToken).ConfigureAwait(false);
            ends = [.. firsts.Select(first => _headers[first].Parent).Where(parent => !parent.IsStart).Distinct()];
        }

        foreach (var segment in segments)
        {
            var parent = _headers[segment].Parent;
            if (parent >= segment)
                throw new CorruptDataException(log.Key, segment, "is linked to what cannot come before it");
            _before.Add(segment, parent.IsStart ? 0 : CountTo(parent));
        }
    }

    private long CountTo(Position position)
    {
        var segment = _headers[position].Segment;
        return _before[segment] + position.Value - segment.Value + 1;
    }

    private async ValueTask<int[]> CountTurnsAsync(List<BranchHead> branches, CancellationToken cancellationToken)
    {
        var starts = new Position[branches.Count];
        for (var i = 0; i < starts.Length; i++)
        {
            var head = branches[i].Head!.Value;
            starts[i] = head.IsStart ? Position.Start : _headers[head] is { Kind: var kind } entry && kind != ReadingAround.Lost ? entry.TurnStart : await log.ReadTurnAsync(head, cancellationToken).ConfigureAwait(false);
        }

        await _headers.LoadAsync(starts.Where(start => !start.IsStart).Distinct(), cancellationToken).ConfigureAwait(false);
        var turns = new int[branches.Count];
        for (var i = 0; i < turns.Length; i++)
            turns[i] = starts[i].IsStart ? 0 : TurnNumbers.Find(_headers[starts[i]]) ?? await TurnNumbers.ReadAsync(log, starts[i], cancellationToken).ConfigureAwait(false);
        return turns;
    }

    /// <summary>Finds the entries that made the branches: the newest move of a head names it.</summary>
    private async Task<(BranchBody? Made, DateTimeOffset? At)[]> FindMadeAsync(List<BranchHead> branches, CancellationToken cancellationToken)
    {
        var found = new (BranchBody?, DateTimeOffset?)[branches.Count];
        for (List<(Position At, int Branch)> left = [.. branches.Select((branch, i) => (branch.LastMove, i)).Where(pair => !pair.LastMove.IsStart)]; left.Count > 0;)
        {
            left.Sort(static (one, other) => one.At.CompareTo(other.At));
            var (next, seen) = (new List<(Position, int)>(), 0);
            await _moves.ReadAsync(left.ConvertAll(pair => pair.At), See, cancellationToken).ConfigureAwait(false);
            left = seen == left.Count ? next : throw _moves.Missing(left[seen].At);

            void See(IReadOnlyList<Entry> entries)
            {
                for (var i = 0; i < entries.Count && seen < left.Count; i++)
                {
                    if (left[seen].At > entries[i].Position)
                        continue;
                    if (left[seen].At < entries[i].Position)
                        throw _moves.Missing(left[seen].At);

                    var body = log.Decode(entries[i]);
                    for (; seen < left.Count && left[seen].At == entries[i].Position; seen++)
                        Take(entries[i], body, left[seen].Branch, next);
                }
            }
        }

        return found;

        void Take(Entry entry, EntryBody body, int branch, List<(Position, int)> next)
        {
            switch (body)
            {
                case BranchBody made:
                    found[branch] = (made, entry.At);
                    break;
                case HeadMoveBody { Made: { IsStart: false } made }:
                    next.Add((made, branch));
                    break;
                case HeadMoveBody or UnreadableBody:
                    break;
                default:
                    throw new CorruptDataException(log.Key, entry.Position, "should tell how a branch was made or moved, but does not");
            }
        }
    }
}
