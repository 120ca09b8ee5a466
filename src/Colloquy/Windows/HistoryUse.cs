namespace Colloquy;

/// <summary>What a process keeps of a session, in the hands of the run that holds its lease: taken when the run begins, given back with what the run wrote when its turn has ended.</summary>
/// <remarks>For one run, which uses it in one place at a time.</remarks>
internal sealed class HistoryUse : IDisposable
{
    private const int MostBlocks = 4;
    private const int MostRead = 2_000;
    private static readonly EntryKind[] BesideKinds = [EntryKind.HeadMove, EntryKind.Branch, EntryKind.Lifecycle, EntryKind.Prune];

    private readonly SessionLog _log;
    private readonly SessionRecord _record;
    private readonly List<Commit> _written = [];
    private List<WindowLine>? _lines;
    private HistorySlot? _slot;
    private List<WindowBlock>? _made;
    private List<(Position Head, string Key, Entry? Newest)>? _read;
    private Position _oldest = new(long.MaxValue);
    private (Position Tip, Digest Chain) _confirmed;
    private string? _cause;
    private string _way = "same";
    private bool _isCounted;
    private bool _isSpoilt;
    private bool _isOver;

    private HistoryUse(SessionLog log, SessionRecord record) => (_log, _record, _confirmed) = (log, record, (record.Tip, record.Chain));

    /// <summary>Whether clients are checked not to change messages.</summary>
    public bool ChecksEdits => Cache.ChecksEdits;

    /// <summary>The blocks of windows that are kept, the newest last.</summary>
    private List<WindowBlock> Blocks => _slot?.Blocks ?? (_made ??= []);

    private HistoryCache Cache => _log.Traffic.History;

    /// <summary>Takes what is kept of a session, if it is still true of it; null when nothing is to be kept.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="record">The session as it is now, under the lease.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public static async ValueTask<HistoryUse?> TakeAsync(SessionLog log, SessionRecord record, CancellationToken cancellationToken)
    {
        // Of a session that has one turn there is nothing to decode that is worth keeping.
        if (log.IsEphemeral || record.Head.IsStart || !log.Traffic.History.IsOn)
            return null;

        // What is kept was perhaps read for another principal.
        if (log.Principal is { } principal)
            await principal.ReadContentAsync(log.Key, cancellationToken).ConfigureAwait(false);
        var use = new HistoryUse(log, record);
        try
        {
            var slot = (HistorySlot?)use.Cache.Take(log.Key);
            use._cause = slot is null ? "cold" : await use.FindFaultAsync(slot, cancellationToken).ConfigureAwait(false);
            use._slot = use._cause is null ? slot : null;
            use._slot?.Saw(record.Tip, record.Chain);
            return use;
        }
        catch
        {
            use.Cache.Leave(log.Key);
            throw;
        }
    }

    /// <summary>Returns what is known of the line of a head, when a window is about to read it; null for nothing.</summary>
    public async ValueTask<HistoryView?> SeeAsync(Position head, string? agent, CancellationToken cancellationToken)
    {
        var view = await FindViewAsync(head, agent, cancellationToken).ConfigureAwait(false);
        if (!_isCounted)
            HistoryMetrics.Looked(_log.Key, isHit: _cause is null, _cause ?? _way);
        _isCounted = true;
        return view;
    }

    /// <summary>Reads the newest write of a key of the session's state on the line of a head, unless it is known.</summary>
    public async ValueTask<Entry?> ReadStateAsync(Position head, string key, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return null;
        if (_slot is { } slot && slot.Head == head && slot.State.TryGet(key, out var known))
            return known;

        var written = await _log.ReadStateAsync(head, key, cancellationToken).ConfigureAwait(false);
        var newest = written.Count == 0 ? null : written[0];
        (_read ??= []).Add((head, key, newest));
        return newest;
    }

    /// <summary>What is known of a line that was looked at already, for another agent; null for nothing.</summary>
    public HistoryView? View(Position head, string? agent) => _slot is { } slot && slot.IsOn(head) ? slot.ViewAt(_log, head, agent) : null;

    /// <summary>Finds the block of an agent's windows; null for none.</summary>
    public WindowBlock? FindBlock(string? agent, WindowPipeline pipeline) => Blocks.Find(block => block.IsOf(agent, pipeline));

    /// <summary>Keeps a block in the place of an older one.</summary>
    public void Keep(WindowBlock block, string? agent, WindowPipeline pipeline)
    {
        Blocks.RemoveAll(older => older.IsOf(agent, pipeline));
        if (Blocks.Count == MostBlocks)
            Blocks.RemoveAt(0);
        Blocks.Add(block);
    }

    public void Drop(WindowBlock block) => Blocks.Remove(block);

    private async ValueTask<HistoryView?> FindViewAsync(Position head, string? agent, CancellationToken cancellationToken)
    {
        if (_slot is not { } slot)
            return null;

        // Given back only when it could be brought to the head.
        _slot = null;
        Follow(slot);
        if (!await slot.TryDecodeAsync(_log, cancellationToken).ConfigureAwait(false))
        {
            _cause = "unreadable";
            return null;
        }

        _way = slot.Head == head ? "same" : slot.IsOn(head) ? "moved" : "read";
        if (!slot.IsOn(head) && !await TryReadToAsync(slot, head, cancellationToken).ConfigureAwait(false))
        {
            _cause = "elsewhere";
            return null;
        }

        _slot = slot;
        var view = slot.ViewAt(_log, head, agent);
        if (view is null)
            _cause = "calls";
        return view;
    }

    /// <summary>Learns of a line that a window reads.</summary>
    public void Reads(WindowLine line) => (_lines ??= []).Add(line);

    /// <summary>Learns how far back a window looks that reads nothing.</summary>
    public void Shows(Position oldest) => _oldest = oldest < _oldest ? oldest : _oldest;

    /// <summary>Learns of a commit that is known to be made.</summary>
    public void WasCommitted(Commit commit, CommitReceipt receipt)
    {
        if (_isOver)
            return;

        _written.Add(commit);
        _confirmed = (receipt.Last, receipt.Chain);
    }

    /// <summary>Gives nothing back: the kept history may be changed, or still be read by code that the run abandoned.</summary>
    public void Spoil() => _isSpoilt = true;

    /// <summary>Gives back what was taken, with what was read and written since. Does so once.</summary>
    public void GiveBack()
    {
        if (_isOver)
            return;

        _isOver = true;
        if (_isSpoilt || Finish() is not { } slot)
            Cache.Leave(_log.Key);
        else
            Cache.Give(_log.Key, slot);
    }

    /// <inheritdoc />
    public void Dispose() => GiveBack();

    private HistorySlot? Finish()
    {
        var deepest = FindDeepest();
        if (_slot is not { } slot)
        {
            if (deepest is not { Known: null } || HistorySlot.Of(_record, deepest) is not { } made)
                return null;
            slot = made;
            slot.Blocks.AddRange(_made ?? []);
        }
        else if (deepest is { Known: not null })
        {
            slot.TakeOlder(deepest);
        }

        for (var i = 0; i < _read?.Count; i++)
        {
            if (_read[i].Head == slot.Head)
                slot.State.Learn(_read[i].Key, _read[i].Newest);
        }

        for (var i = 0; i < _lines?.Count; i++)
        {
            if (_lines[i].HasBegun)
                slot.Saw(_lines[i].Head, _lines[i].Summary);
        }

        Follow(slot);
        slot.Saw(_confirmed.Tip, _confirmed.Chain);
        for (var i = 0; i < _lines?.Count; i++)
        {
            if (_lines[i].Items.Count > 0)
                Shows(_lines[i].Items[^1].Position);
        }

        if (_oldest.Value < long.MaxValue)
            slot.Trim(_oldest);
        return slot;
    }

    /// <summary>The line of which the most was read from the store; null when nothing was.</summary>
    private WindowLine? FindDeepest()
    {
        WindowLine? deepest = null;
        for (var i = 0; i < _lines?.Count; i++)
        {
            if (_lines[i].HasRead && (deepest is null || _lines[i].Reading.Ordinal < deepest.Reading.Ordinal))
                deepest = _lines[i];
        }

        return deepest;
    }

    /// <summary>Looks whether what is kept is true of the session as it is; returns why not.</summary>
    private async ValueTask<string?> FindFaultAsync(HistorySlot slot, CancellationToken cancellationToken)
    {
        if (slot.CreatedAt != _record.CreatedAt || _record.Tip < slot.Tip)
            return "recreated";
        if (slot.Pruned != _record.Pruned)
            return "pruned";
        if (slot.Tip == _record.Tip)
            return slot.Chain == _record.Chain ? null : "recreated";

        // Another wrote since. The chain tells that all before it is as it was.
        var entry = await _log.ReadEntryAsync(slot.Tip, headerOnly: true, cancellationToken).ConfigureAwait(false);
        return entry.Damage is null && entry.Chain == slot.Chain ? null : "recreated";
    }

    /// <summary>Has the line go on as the run wrote it, as far as that follows from it.</summary>
    private void Follow(HistorySlot slot)
    {
        foreach (var commit in _written)
        {
            foreach (var entry in commit.Entries)
            {
                if (!BesideKinds.Contains(entry.Kind) && !TryFollow(slot, entry))
                {
                    _written.Clear();
                    return;
                }
            }
        }

        _written.Clear();
    }

    private static bool TryFollow(HistorySlot slot, Entry entry)
    {
        if (entry.Parent != slot.Head)
        {
            if (!slot.IsOn(entry.Parent))
                return false;
            slot.Truncate(entry.Parent);
        }

        slot.Extend(entry);
        return true;
    }

    /// <summary>Reads the line of a head back to where what is kept has it, too.</summary>
    private async ValueTask<bool> TryReadToAsync(HistorySlot slot, Position head, CancellationToken cancellationToken)
    {
        List<Entry> newer = [];
        for (var next = head.IsStart ? null : LogRead.Back(head) with { Kinds = WindowLine.Kinds, Limit = 16 }; next is not null;)
        {
            (var page, next) = await _log.ReadPageAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                if (slot.IsOn(entry.Position))
                {
                    slot.Truncate(entry.Position);
                    for (var i = newer.Count - 1; i >= 0; i--)
                        slot.Extend(newer[i]);
                    slot.MoveTo(head);
                    return await slot.TryDecodeAsync(_log, cancellationToken).ConfigureAwait(false);
                }

                if (slot.IsPast(entry.Position) || newer.Count == MostRead)
                    return false;
                newer.Add(entry);
            }

            // Pruned entries are skipped between pages, and have no number then.
            if (next is not null && !_record.Pruned.IsStart)
                return false;
            if (next is not null)
                next = next with { Limit = Math.Clamp(newer.Count, 16, 1_000) };
        }

        return false;
    }
}
