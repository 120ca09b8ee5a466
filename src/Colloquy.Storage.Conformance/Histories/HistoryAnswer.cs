using System.Text.Json.Serialization;

namespace Colloquy.Storage.Conformance;

/// <summary>What a call returned or threw.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "got")]
[JsonDerivedType(typeof(RecordAnswer), "record")]
[JsonDerivedType(typeof(BranchesAnswer), "branches")]
[JsonDerivedType(typeof(EntriesAnswer), "entries")]
[JsonDerivedType(typeof(ReceiptAnswer), "receipt")]
[JsonDerivedType(typeof(LeaseReply), "lease")]
[JsonDerivedType(typeof(Refusal), "refusal")]
[JsonDerivedType(typeof(UnknownOutcome), "unknown")]
internal abstract record HistoryAnswer;

/// <summary>The session's record; no session when there is no chain.</summary>
internal sealed record RecordAnswer(Position Tip, Digest? Chain, string? Branch, Position Head, Position HeadSegment, Position LastMove, DateTimeOffset? LeasedUntil) : HistoryAnswer
{
    public static RecordAnswer Of(SessionRecord? record) => record is null
        ? new(default, null, null, default, default, default, null)
        : new(record.Tip, record.Chain, record.Branch, record.Head, record.HeadSegment, record.LastMove, record.LeasedUntil);
}

/// <summary>The session's branches.</summary>
internal sealed record BranchesAnswer(IReadOnlyList<BranchMark> Branches) : HistoryAnswer;

/// <summary>Entries of a page, or of the state.</summary>
internal sealed record EntriesAnswer(IReadOnlyList<EntryMark> Entries) : HistoryAnswer
{
    public static EntriesAnswer Of(IEnumerable<Entry> entries, bool areWhole = true) => new([.. entries.Select(entry => EntryMark.Of(entry, areWhole))]);
}

/// <summary>The receipt of a commit.</summary>
internal sealed record ReceiptAnswer(Position First, Position Last, Digest Chain, bool Repeated) : HistoryAnswer
{
    public static ReceiptAnswer Of(CommitReceipt receipt) => new(receipt.First, receipt.Last, receipt.Chain, receipt.Repeated);
}

/// <summary>The answer to a request for the lease.</summary>
internal sealed record LeaseReply(LeaseOutcome Outcome, long? Token, DateTimeOffset? Until, string? HeldBy) : HistoryAnswer
{
    public static LeaseReply Of(LeaseAnswer answer) => new(answer.Outcome, answer.Token?.Value, answer.Until, answer.HeldBy);
}

/// <summary>A refusal: an exception that says that nothing was done.</summary>
internal sealed record Refusal(RefusalKind Kind, string Message) : HistoryAnswer
{
    /// <summary>The tip that a conflict names.</summary>
    public Position Tip { get; init; }

    /// <summary>The newest token that the loss of a lease names.</summary>
    public long Token { get; init; }

    /// <summary>The end of the lease that a busy session names.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Returns the refusal that an exception is; null when the outcome of the call is unknown.</summary>
    public static Refusal? Of(Exception error) => error switch
    {
        TipConflictException conflict => new(RefusalKind.Conflict, error.Message) { Tip = conflict.Actual },
        SessionBusyException busy => new(RefusalKind.Busy, error.Message) { Until = busy.Until },
        LeaseLostException lost => new(RefusalKind.LeaseLost, error.Message) { Token = lost.Current.Value },
        SessionNotFoundException => new(RefusalKind.NotFound, error.Message),
        ArgumentException => new(RefusalKind.Invalid, error.Message),
        StoreException { Failure: StoreFailure.Busy or StoreFailure.Full or StoreFailure.ReadOnly } => new(RefusalKind.Nothing, error.Message),
        _ => null,
    };
}

/// <summary>An exception after which the call may have been done, or may still be done.</summary>
internal sealed record UnknownOutcome(string Message) : HistoryAnswer;

/// <summary>Why nothing was done.</summary>
internal enum RefusalKind
{
    /// <summary>The tip is another.</summary>
    Conflict = 0,

    /// <summary>Another holds the lease.</summary>
    Busy = 1,

    /// <summary>The commit's own lease is lost.</summary>
    LeaseLost = 2,

    /// <summary>There is no such session.</summary>
    NotFound = 3,

    /// <summary>The call is not possible on the session.</summary>
    Invalid = 4,

    /// <summary>The storage failed, and says that it did nothing.</summary>
    Nothing = 5,
}
