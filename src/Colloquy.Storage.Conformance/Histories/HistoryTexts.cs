using System.Globalization;

namespace Colloquy.Storage.Conformance;

/// <summary>Calls and answers as a person reads them.</summary>
internal static class HistoryTexts
{
    public static string Of(HistoryCall call) => call switch
    {
        RecordCall { Creates: true } => "create or get",
        RecordCall => "get",
        BranchesCall => "get branches",
        ReadCall { Head: null } read => $"read all after {read.After}, {read.Limit} at most",
        ReadCall read => $"read {(read.Backward ? "back" : "forward")} at {read.Head}, {read.Limit} at most",
        StateCall state => $"read state at {state.Head}",
        CommitCall commit => Of(commit),
        LeaseCall lease => $"{lease.Action.ToString().ToLowerInvariant()} lease{(lease.Token is { } token ? $" {token}" : "")}{(lease.Duration is { } duration ? string.Create(CultureInfo.InvariantCulture, $" for {duration.TotalMilliseconds:0} ms") : "")}",
        _ => call.ToString(),
    };

    public static string Of(HistoryAnswer? answer) => answer switch
    {
        null => "(no answer)",
        RecordAnswer { Chain: null } => "no session",
        RecordAnswer record => $"tip {record.Tip} ({Short(record.Chain!.Value)}), '{record.Branch}' at {record.Head}{(record.LeasedUntil is { } until ? $", leased until {Time(until)}" : "")}",
        BranchesAnswer branches => string.Join(", ", branches.Branches.Select(Of)),
        EntriesAnswer { Entries: [] } => "nothing",
        EntriesAnswer entries => string.Join(' ', entries.Entries.Select(Of)),
        ReceiptAnswer receipt => $"{(receipt.Repeated ? "made before" : "made")}: {receipt.First}–{receipt.Last} ({Short(receipt.Chain)})",
        LeaseReply { Outcome: LeaseOutcome.Granted } lease => $"granted {lease.Token} until {Time(lease.Until.GetValueOrDefault())}",
        LeaseReply lease => lease.HeldBy is { } owner ? $"refused, held by '{owner}' until {Time(lease.Until.GetValueOrDefault())}" : lease.Outcome.ToString().ToLowerInvariant(),
        Refusal { Kind: RefusalKind.Conflict } refusal => $"conflict, tip is {refusal.Tip}",
        Refusal { Kind: RefusalKind.LeaseLost } refusal => $"lease lost, newest is {refusal.Token}",
        Refusal { Kind: RefusalKind.Busy } refusal => $"busy until {Time(refusal.Until.GetValueOrDefault())}",
        Refusal refusal => $"{refusal.Kind}: {refusal.Message}",
        UnknownOutcome unknown => $"unknown: {unknown.Message}",
        _ => answer.ToString(),
    };

    private static string Of(CommitCall commit)
    {
        var heads = string.Join(", ", commit.Heads.Select(Of));
        return $"commit {commit.Id.ToString("N")[^6..]} at {commit.ExpectedTip}: {string.Join(' ', commit.Entries.Select(Of))}{(heads.Length > 0 ? $"; {heads}" : "")}" +
            $"{(commit.CurrentBranch is { } branch ? $"; to '{branch}'" : "")}{(commit.Lease is { } lease ? $"; lease {lease}{(commit.ReleasesLease ? ", given back" : "")}" : "")}";
    }

    private static string Of(EntryMark entry) => $"{entry.Position}:{entry.Kind}{(entry.Subject is null ? "" : $"({entry.Subject})")}{(entry.Content == default ? " DAMAGED" : "")}";

    private static string Of(BranchMark branch) => $"'{branch.Name}' {(branch.Head is { } head ? $"at {head}" : "deleted")}";

    private static string Short(Digest digest) => digest.ToString()[..6];

    private static string Time(DateTimeOffset time) => time.ToString("mm:ss.fff", CultureInfo.InvariantCulture);
}
