using System.Text.Json.Serialization;

namespace Colloquy.Storage.Conformance;

/// <summary>What a client asked of a session.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(RecordCall), "record")]
[JsonDerivedType(typeof(BranchesCall), "branches")]
[JsonDerivedType(typeof(ReadCall), "read")]
[JsonDerivedType(typeof(StateCall), "state")]
[JsonDerivedType(typeof(CommitCall), "commit")]
[JsonDerivedType(typeof(LeaseCall), "lease")]
internal abstract record HistoryCall
{
    /// <summary>Whether the call never changes anything.</summary>
    [JsonIgnore]
    public abstract bool IsRead { get; }
}

/// <summary>Asks for the session's record, and may create the session.</summary>
internal sealed record RecordCall(bool Creates) : HistoryCall
{
    public override bool IsRead => !Creates;
}

/// <summary>Asks for the branches.</summary>
internal sealed record BranchesCall(string? Name) : HistoryCall
{
    public override bool IsRead => true;
}

/// <summary>Reads a page of the log.</summary>
internal sealed record ReadCall(Position? Head, bool Backward, Position After, int Limit, IReadOnlyList<string>? Kinds) : HistoryCall
{
    public override bool IsRead => true;

    public static ReadCall Of(LogRead read) => new(read.Head, read.Backward, read.After, read.Limit, read.Kinds?.Select(kind => kind.Value).ToList());
}

/// <summary>Reads the state on a line.</summary>
internal sealed record StateCall(Position Head, string? Key) : HistoryCall
{
    public override bool IsRead => true;
}

/// <summary>Makes a commit.</summary>
internal sealed record CommitCall(
    Guid Id,
    Position ExpectedTip,
    Digest? ExpectedChain,
    long? Lease,
    bool ReleasesLease,
    IReadOnlyList<EntryMark> Entries,
    Digest Chain,
    IReadOnlyList<BranchMark> Heads,
    string? CurrentBranch) : HistoryCall
{
    public override bool IsRead => false;

    public static CommitCall Of(Commit commit) => new(
        commit.Id.Value,
        commit.ExpectedTip,
        commit.ExpectedChain,
        commit.Lease?.Value,
        commit.ReleasesLease,
        [.. commit.Entries.Select(entry => EntryMark.Of(entry))],
        commit.Entries[^1].Chain,
        [.. commit.Heads.Select(BranchMark.Of)],
        commit.CurrentBranch);
}

/// <summary>Asks for the lease, or gives it back.</summary>
internal sealed record LeaseCall(LeaseAction Action, string? Owner, TimeSpan? Duration, LeasePlace Place, long? Ticket, long? Token) : HistoryCall
{
    public override bool IsRead => false;

    public static LeaseCall Of(LeaseRequest request) => new(request.Action, request.Owner, request.Duration, request.Place, request.Ticket, request.Token?.Value);
}

/// <summary>A branch in a history.</summary>
internal sealed record BranchMark(string Name, Position? Head, Position LastMove)
{
    public static BranchMark Of(BranchHead branch) => new(branch.Name, branch.Head, branch.LastMove);
}
