namespace Colloquy;

/// <summary>What is to be removed of a session: what no branch keeps, and was not removed before.</summary>
internal sealed class PrunePlan
{
    private const int PageSize = 500;

    /// <summary>What tells what was said. Model calls are not among it: they tell what was spent; nor are state, heads and branches, which the log is walked by.</summary>
    private static readonly EntryKind[] Kinds =
    [
        EntryKind.Message, EntryKind.TurnStart, EntryKind.TurnEnd, EntryKind.Summary, EntryKind.Importance,
        EntryKind.ApprovalRequest, EntryKind.ApprovalAnswer, EntryKind.Handoff, EntryKind.ScopedState,
    ];

    private static readonly EntryKind[] KindsAndCalls = [.. Kinds, EntryKind.ModelCall];

    private readonly HashSet<Digest> _blobs = [];
    private readonly Position _previous;
    private readonly PositionRanges _total;
    private long _messages;
    private long _entries;
    private long _bytes;

    private PrunePlan(SessionRecord record, PrunedLog pruned)
    {
        _previous = record.Pruned;
        _total = new PositionRanges(pruned.Ranges.All);
    }

    /// <summary>Where something is removed.</summary>
    public PositionRanges Ranges { get; } = new();

    /// <summary>The content outside the log that is removed too.</summary>
    public IReadOnlyList<Digest> Blobs => [.. _blobs];

    public static async ValueTask<PrunePlan> MakeAsync(SessionLog log, SessionRecord record, PruneStrategy strategy, CancellationToken cancellationToken)
    {
        var pruned = await log.ReadPrunedAsync(cancellationToken).ConfigureAwait(false);
        var plan = new PrunePlan(record, pruned);
        var kept = new PositionRanges();
        foreach (var branch in await log.Store.GetBranchesAsync(log.Key, name: null, cancellationToken).ConfigureAwait(false))
        {
            if (branch.Head is { IsStart: false } head)
                await plan.DecideAsync(log, head, branch.Name, isCurrent: branch.Name == record.Branch, strategy, kept, cancellationToken).ConfigureAwait(false);
        }

        foreach (var range in kept.All)
            plan.Ranges.Remove(range);
        foreach (var range in pruned.Ranges.All)
            plan.Ranges.Remove(range);
        await plan.MeasureAsync(log, record.Tip, cancellationToken).ConfigureAwait(false);
        return plan;
    }

    public PruneBody ToBody(string strategy, string? by) => new()
    {
        Strategy = strategy,
        By = by,
        Ranges = Ranges.All,
        Kinds = [.. Kinds.Select(kind => kind.Value)],
        Messages = _messages,
        Total = _total.All,
        Previous = _previous,
    };

    public PruneResult ToResult() => Nothing with { Messages = _messages, Entries = _entries, Bytes = _bytes, Blobs = _blobs.Count, Ranges = Ranges.All };

    /// <summary>A pruning that has nothing to remove.</summary>
    public static PruneResult Nothing { get; } = new() { Entries = 0, Bytes = 0, Blobs = 0 };

    /// <summary>Decides what a branch keeps, and what it does not.</summary>
    private async ValueTask DecideAsync(SessionLog log, Position head, string branch, bool isCurrent, PruneStrategy strategy, PositionRanges kept, CancellationToken cancellationToken)
    {
        var line = await PruneLine.OpenAsync(log, head, cancellationToken).ConfigureAwait(false);
        var cut = await strategy.FindCutAsync(line).ConfigureAwait(false);
        await foreach (var range in LineRanges.ReadBackAsync(log, head, cancellationToken).ConfigureAwait(false))
        {
            kept.Add(range.First < cut ? range with { First = cut } : range);
            if (range.First < cut)
                Ranges.Add(range.Last < cut ? range : range with { Last = cut.Previous });
        }

        // What is on no branch any more, having been taken back, is as old as its position.
        if (isCurrent && !cut.IsStart)
            Ranges.Add(new PositionRange(Position.Start.Next, cut.Previous));
        foreach (var waiting in await FindWaitingAsync(log, line, branch, cancellationToken).ConfigureAwait(false))
        {
            kept.Add(new PositionRange(waiting.TurnStart, waiting.Calls.Count == 0 ? waiting.End : waiting.Calls[^1].Placeholder));
            foreach (var answer in waiting.Answers)
                kept.Add(answer);
        }

        if (line.Summary is { } summary)
            kept.Add(summary.Position);
        if (line.Importance is { } importance)
            kept.Add(importance.Position);
        foreach (var message in (await PinList.ReadAsync(log, head, cancellationToken).ConfigureAwait(false)).Concat(strategy.FindKept(line)))
        {
            foreach (var position in message < cut ? await line.FindExchangeAsync(message, cancellationToken).ConfigureAwait(false) : [])
                kept.Add(position);
        }
    }

    /// <summary>The turns that wait behind newer ones, or whose outcome is being told: what they asked is needed yet.</summary>
    private static async ValueTask<IEnumerable<DeferredTurn>> FindWaitingAsync(SessionLog log, PruneLine line, string branch, CancellationToken cancellationToken)
    {
        var waiting = (await DeferredTurns.ReadAsync(log, line.Head, cancellationToken).ConfigureAwait(false)).Where(deferred => deferred.Branch == branch);
        return line.IsOpen && log.Decode(await log.ReadEntryAsync(line.Open, headerOnly: false, cancellationToken).ConfigureAwait(false)) is TurnStartBody { Tells: { } told } ? waiting.Append(told) : waiting;
    }

    /// <summary>Reads what is to be removed: how much it is, and which content that is stored outside the log goes with it. When nothing in it says anything, nothing is to be removed.</summary>
    private async ValueTask MeasureAsync(SessionLog log, Position tip, CancellationToken cancellationToken)
    {
        foreach (var range in Ranges.All)
        {
            await foreach (var entry in ReadAsync(log, range, KindsAndCalls, cancellationToken).ConfigureAwait(false))
            {
                if (entry.Kind == EntryKind.ModelCall)
                {
                    foreach (var edit in (log.Decode(entry) as ModelCallBody)?.Edits ?? [])
                        _blobs.Add(edit.Message);
                    continue;
                }

                (_entries, _bytes) = (_entries + (entry.IsPruned ? 0 : 1), _bytes + entry.Payload.Length);
                _messages += entry.Kind == EntryKind.Message && !entry.IsPruned ? 1 : 0;
                foreach (var reference in BlobReferences.Find(entry.Payload.Span))
                {
                    if (reference.IsCertain)
                        _blobs.Add(reference.Hash);
                }
            }
        }

        foreach (var range in Ranges.All)
            _total.Add(range);
        if (_entries == 0)
        {
            _blobs.Clear();
            foreach (var range in Ranges.All.ToList())
                Ranges.Remove(range);
        }

        if (_blobs.Count > 0)
            await KeepReferredAsync(log, tip, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps content to which something refers that stays. It reads the rest of the log, and only when something that goes refers to content at all.</summary>
    private async ValueTask KeepReferredAsync(SessionLog log, Position tip, CancellationToken cancellationToken)
    {
        var rest = new PositionRanges([new PositionRange(Position.Start.Next, tip)]);
        foreach (var range in _total.All)
            rest.Remove(range);
        foreach (var range in rest.All)
        {
            await foreach (var entry in ReadAsync(log, range, kinds: null, cancellationToken).ConfigureAwait(false))
            {
                foreach (var reference in BlobReferences.Find(entry.Payload.Span))
                    _blobs.Remove(reference.Hash);
            }
        }
    }

    private static async IAsyncEnumerable<Entry> ReadAsync(SessionLog log, PositionRange range, EntryKind[]? kinds, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = LogRead.All(range.First.Previous) with { Kinds = kinds, Limit = (int)Math.Min(PageSize, range.Last.Value - range.First.Value + 1) };
        await foreach (var entry in log.ReadAsync(read, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Position > range.Last)
                yield break;
            yield return entry;
        }
    }
}
