using System.Collections.Immutable;

namespace Colloquy.Storage.Conformance;

/// <summary>A session at one moment, as the contract has it. It never changes: each operation leads to another state.</summary>
internal sealed record HistoryState
{
    public required Digest Chain { get; init; }

    public bool Exists { get; init; }

    public ImmutableList<EntryMark> Log { get; init; } = [];

    public ImmutableSortedDictionary<string, BranchMark> Branches { get; init; } =
        ImmutableSortedDictionary.Create<string, BranchMark>(Utf8Order.Instance).Add(BranchHead.Main, new BranchMark(BranchHead.Main, Position.Start, Position.Start));

    public string Branch { get; init; } = BranchHead.Main;

    public ImmutableDictionary<Guid, ReceiptAnswer> Receipts { get; init; } = ImmutableDictionary<Guid, ReceiptAnswer>.Empty;

    public LeaseFacts Lease { get; init; } = LeaseFacts.Free;

    public Position Tip => new(Log.Count);

    public BranchMark Current => Branches[Branch];

    /// <summary>The state of a session that was not created yet.</summary>
    public static HistoryState Before(SessionKey key) => new() { Chain = EntryHash.Seed(key) };

    public EntryMark At(Position position) => Log[(int)(position.Value - 1)];

    /// <summary>The line of a head, newest first.</summary>
    public IEnumerable<EntryMark> Line(Position head)
    {
        for (var position = head; !position.IsStart; position = At(position).Parent)
            yield return At(position);
    }

    /// <summary>Two states are the same when chain and lease are: the chain is a hash of all that was committed, in its order.</summary>
    public bool Equals(HistoryState? other) => other is not null && Exists == other.Exists && Chain == other.Chain && Lease == other.Lease;

    public override int GetHashCode() => HashCode.Combine(Exists, Chain, Lease);
}
