using System.Collections.Immutable;
using System.Text;

namespace FileStore;

/// <summary>What the lines of a session's file add up to.</summary>
internal sealed class Session(string id)
{
    /// <summary>Compares texts by their bytes in UTF-8, which is not the order of their UTF-16.</summary>
    public static readonly IComparer<string> Bytewise = Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));
    private readonly List<(Entry Entry, ImmutableSortedDictionary<string, Entry> State)> _entries = [];

    public string Id => id;
    public long End { get; set; }
    public SessionRecord Record { get; private set; } = null!;
    public LeaseState Lease { get; private set; } = LeaseState.Free;
    public Dictionary<CommitId, CommitReceipt> Receipts { get; } = [];
    public Dictionary<Digest, Blob> Blobs { get; } = [];
    public SortedDictionary<string, BranchHead> Branches { get; } = new(Bytewise) { [BranchHead.Main] = new(BranchHead.Main, Position.Start) };

    /// <summary>The newest state write of each key on the line of a head.</summary>
    public ImmutableSortedDictionary<string, Entry> StateAt(Position head) =>
        head.IsStart ? ImmutableSortedDictionary.Create<string, Entry>(Bytewise) : _entries[(int)head.Value - 1].State;

    public LogPage Read(LogRead read)
    {
        Entry[] found = [.. Walk(read).Where(entry => read.Wants(entry.Kind)).Take(read.Limit + 1)];
        Position? next = found.Length <= read.Limit ? null : read.Backward ? found[^1].Position : found[^2].Position;
        return new LogPage([.. found.Take(read.Limit).Select(entry => read.HeadersOnly ? entry with { Salt = default, Payload = default } : entry)], next);
    }

    public void Apply(Frame frame)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(frame.At.ToUnixTimeMilliseconds());
        if (frame.Created is { } birth)
            Record = new() { Key = birth.Key, CreatedAt = at, UpdatedAt = at, Chain = EntryHash.Seed(birth.Key) };
        if (frame.Image is { } image)
            Apply(image);
        if (frame.Commit is { } commit)
            Apply(commit, at);

        Lease = frame.Lease ?? Lease;
        Record = Record with { Details = frame.Details ?? Record.Details, LeasedUntil = Lease.Until, LeaseDuration = Lease.Duration, InterruptRequested = Lease.InterruptRequested };
    }

    private void Apply(SessionImage image)
    {
        Add(image.Entries, image.Facts.Branches, image.Blobs);
        foreach (var (id, receipt) in image.Receipts)
            Receipts[id] = receipt;
        Record = image.ToRecord(Record.Key);
    }

    private void Add(IEnumerable<Entry> entries, IEnumerable<BranchHead> heads, IEnumerable<Blob> blobs)
    {
        foreach (var entry in entries)
        {
            var state = StateAt(entry.Parent);
            _entries.Add((entry, entry.Kind == EntryKind.State && entry.Subject is { } key ? state.SetItem(key, entry) : state));
        }

        foreach (var branch in heads)
            Branches[branch.Name] = branch;
        foreach (var blob in blobs)
            Blobs.TryAdd(blob.Hash, blob);
    }

    private void Apply(Commit commit, DateTimeOffset at)
    {
        var waiting = commit.CountWaiting(Record.WaitingBranches, Branches.GetValueOrDefault);
        var beside = Record.BytesBeside + commit.CountBytesBeside(Blobs.ContainsKey);
        Add(commit.Entries, commit.Heads, commit.Blobs);
        if (commit.ReleasesLease)
            Lease = Lease.Released();

        var last = commit.Entries[^1];
        var current = Branches[commit.CurrentBranch ?? Record.Branch];
        var head = current.Head!.Value;
        Record = Record with
        {
            UpdatedAt = at, Tip = last.Position, Chain = last.Chain, Branch = current.Name, Head = head,
            HeadSegment = head.IsStart ? head : EntryAt(head.Value).Segment, Moved = current.Moved, Bytes = Record.Bytes + commit.CountBytes(), BytesBeside = beside, Entries = Record.Entries + commit.Entries.Count,
            Waits = current.Waits, WaitingBranches = waiting, Activity = commit.ActivityAfter(Record.Activity, waiting),
        };
        Receipts[commit.Id] = new CommitReceipt(commit.Entries[0].Position, last.Position, last.Chain);
    }

    private IEnumerable<Entry> Walk(LogRead read)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(read.Head ?? default, Record.Tip, nameof(read));
        var runs = read.Head is { } head ? Runs(head.Value, read.After.Value) : read.After < Record.Tip ? [(read.After.Next.Value, Record.Tip.Value)] : [];
        return read.Backward
            ? runs.SelectMany(run => Enumerable.Sequence(run.Last, run.First, -1)).Select(EntryAt)
            : runs.Reverse().SelectMany(run => Enumerable.Sequence(run.First, run.Last, 1)).Select(EntryAt);
    }

    /// <summary>The segments of a line as far as they stand after a position, the last first.</summary>
    private IEnumerable<(long First, long Last)> Runs(long head, long after)
    {
        for (; head > after; head = EntryAt(EntryAt(head).Segment.Value).Parent.Value)
            yield return (Math.Max(EntryAt(head).Segment.Value, after + 1), head);
    }

    private Entry EntryAt(long position) => _entries[(int)position - 1].Entry;
}
