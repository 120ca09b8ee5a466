namespace Colloquy.Storage.Conformance;

/// <summary>A call of a client with its answer, and when it began and ended.</summary>
internal sealed record HistoryOperation(int Client, HistoryCall Call, long Begin, DateTimeOffset ClockBegin)
{
    /// <summary>When the answer came; null for a call that may take effect at any later time, or never.</summary>
    public long? End { get; init; }

    /// <summary>The time by the clock that leases use, when the answer came.</summary>
    public DateTimeOffset ClockEnd { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The answer; null when none came.</summary>
    public HistoryAnswer? Answer { get; init; }

    /// <summary>Whether the outcome is unknown.</summary>
    public bool IsOpen => End is null;

    /// <summary>Whether the call changed nothing, by its kind or by its answer.</summary>
    public bool ChangesNothing => Call.IsRead || Answer is Refusal or ReceiptAnswer { Repeated: true } or LeaseReply { Outcome: LeaseOutcome.Refused or LeaseOutcome.Queued };

    /// <summary>The same call as one whose outcome is not known.</summary>
    public HistoryOperation Opened() => this with { End = null, ClockEnd = DateTimeOffset.MaxValue, Answer = null };
}
