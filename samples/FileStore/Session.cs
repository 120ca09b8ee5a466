using System.Collections.Immutable;

namespace FileStore;

/// <summary>What the lines of a session's file add up to.</summary>
internal sealed class Session(string id)
{
    private readonly List<(Entry Entry, ImmutableSortedDictionary<string, Entry> State)> _entries = [];

    public string Id => id;
    public long End { get; set; }
    public SessionRecord Record { get; private set; } = null!;
    public LeaseState Lease { get; private set; } = LeaseState.Free;
    public Dictionary<CommitId, CommitReceipt> Receipts { get; } = [];
    public Dictionary<Digest, Blob> Blobs { get; } = [];
    public SortedDictionary<string, BranchHead> Branches { get; } = new(Utf8Order.Instance) { [BranchHead.Main] = new(BranchHead.Main, Position.Start) };

    /// <summary>The newest state write of each key on the line of a head.</summary>
    public ImmutableSortedDictionary<string, Entry> StateAt(Position head) =>
        head.IsStart ? ImmutableSortedDictionary.Create<string, Entry>(Utf8Order.Instance) : _entries[(int)head.Value - 1].State;

    public LogPage Read(LogRead read) => LogPage.Of(Walk(read), read);

    /// <summary>The session, for a commit that is about to be made.</summary>
    public CommitTarget Target(DateTimeOffset now) => CommitTarget.Of(Record, Lease, Branches.GetValueOrDefault, Blobs.ContainsKey, now);

    public void Apply(Frame frame)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(frame.At.ToUnixTimeMilliseconds());
        if (frame.Created is { } birth)
            Record = new() { Key = birth.Key, CreatedAt = at, UpdatedAt = at, Chain = EntryHash.Seed(birth.Key) };
        if (frame.Image is { } image)
        {
            Add(image.Entries, image.Facts!.Branches, image.Blobs, image.Receipts);
            Record = image.ToRecord(Record.Key);
        }

        if (frame.Commit is { } commit)
        {
            Record = commit.ApplyTo(Record, Target(at), position => EntryAt(position.Value).Segment);
            Add(commit.Entries, commit.Heads, commit.Blobs, [new(commit.Id, commit.ToReceipt())]);
        }

        Lease = frame.Lease ?? (frame.Commit is { ReleasesLease: true } ? Lease.Released() : Lease);
        Record = (Record with { Details = frame.Details ?? Record.Details }).WithLease(Lease);
    }

    private void Add(IEnumerable<Entry> entries, IEnumerable<BranchHead> heads, IEnumerable<Blob> blobs, IEnumerable<KeyValuePair<CommitId, CommitReceipt>> receipts)
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
        foreach (var (commit, receipt) in receipts)
            Receipts.TryAdd(commit, receipt);
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
