using Colloquy.Storage.Conformance;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Colloquy.Tests.Conformance;

/// <summary>The rules that histories are checked by: each answer of a history counts, so that one that is changed is found.</summary>
public sealed class HistoryRulesTests
{
    private static readonly SessionKey Key = new("one", "ada");
    private static readonly Digest Other = Digest.Of("other"u8);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_answer_that_is_changed_is_found(int seed)
    {
        var lines = await RecordAsync(seed);
        Assert.True(IsLinearizable(lines));

        var tried = new Dictionary<string, int>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Answer is not { } answer)
                continue;

            foreach (var (what, changed) in Changes(answer).Where(change => !change.Answer.Equals(answer)))
            {
                tried[what] = tried.GetValueOrDefault(what) + 1;
                List<HistoryLine> other = [.. lines[..i], lines[i] with { Answer = changed }, .. lines[(i + 1)..]];
                Assert.False(IsLinearizable(other), $"'{what}' was not found in: {lines[i]}");
            }
        }

        Assert.True(tried.Count > 20, $"Only these changes were tried: {string.Join(", ", tried.Keys)}.");
    }

    private static IEnumerable<(string What, HistoryAnswer Answer)> Changes(HistoryAnswer answer)
    {
        switch (answer)
        {
            case RecordAnswer record:
                yield return ("another tip", record with { Tip = record.Tip.Next });
                yield return ("another chain", record with { Chain = Other });
                yield return ("another branch", record with { Branch = "other" });
                yield return ("another head", record with { Head = record.Head.Next });
                yield return ("another segment", record with { HeadSegment = record.HeadSegment.Next });
                yield return ("another move", record with { LastMove = record.LastMove.Next });
                yield return ("no session", RecordAnswer.Of(null));
                yield return ("another end of the lease", record with { LeasedUntil = record.LeasedUntil is { } until ? until.AddSeconds(1) : DateTimeOffset.UnixEpoch.AddYears(100) });
                yield return ("no lease", record with { LeasedUntil = null });
                break;
            case BranchesAnswer { Branches: [var first, ..] } branches:
                BranchMark[] rest = [.. branches.Branches.Skip(1)];
                yield return ("a branch less", new BranchesAnswer([.. rest]));
                yield return ("another head of a branch", new BranchesAnswer([first with { Head = (first.Head ?? default).Next }, .. rest]));
                yield return ("another move of a branch", new BranchesAnswer([first with { LastMove = first.LastMove.Next }, .. rest]));
                yield return ("branches in another order", rest.Length > 0 ? new BranchesAnswer([.. rest, first]) : branches);
                break;
            case EntriesAnswer { Entries: [var newest, ..] } entries:
                EntryMark[] older = [.. entries.Entries.Skip(1)];
                yield return ("an entry less", new EntriesAnswer([.. older]));
                yield return ("another entry", new EntriesAnswer([newest with { Content = Other }, .. older]));
                yield return ("entries in another order", older.Length > 0 ? new EntriesAnswer([.. older, newest]) : entries);
                break;
            case ReceiptAnswer receipt:
                yield return ("a receipt of another kind", receipt with { Repeated = !receipt.Repeated });
                yield return ("a receipt with another end", receipt with { Last = receipt.Last.Next });
                yield return ("a receipt with another chain", receipt with { Chain = Other });
                yield return ("a conflict for a receipt", new Refusal(RefusalKind.Conflict, "") { Tip = receipt.Last });
                break;
            case LeaseReply { Outcome: LeaseOutcome.Granted, Token: { } token } reply:
                yield return ("a lease refused", new LeaseReply(LeaseOutcome.Refused, null, reply.Until, "other"));
                yield return ("a lease gone", new LeaseReply(LeaseOutcome.Gone, null, null, null));
                break;
            case LeaseReply { Outcome: LeaseOutcome.Refused } reply:
                yield return ("a lease granted", new LeaseReply(LeaseOutcome.Granted, 1, reply.Until, null));
                yield return ("another holder", reply with { HeldBy = "other" });
                yield return ("another end of a lease that is held", reply with { Until = reply.Until!.Value.AddSeconds(1) });
                break;
            case Refusal refusal:
                yield return ("another tip of a conflict", refusal.Kind == RefusalKind.Conflict ? refusal with { Tip = refusal.Tip.Next } : refusal);
                yield return ("another token of a loss", refusal.Kind == RefusalKind.LeaseLost ? refusal with { Token = refusal.Token + 1 } : refusal);
                yield return ("another end of a busy session", refusal.Kind == RefusalKind.Busy ? refusal with { Until = refusal.Until!.Value.AddSeconds(1) } : refusal);
                yield return ("a refusal of another kind", refusal with { Kind = refusal.Kind == RefusalKind.Invalid ? RefusalKind.Conflict : RefusalKind.Invalid });
                break;
        }
    }

    private static bool IsLinearizable(List<HistoryLine> lines)
    {
        var ends = lines.Where(line => line.Answer is not null).ToDictionary(line => (line.Client, line.Number));
        return new SessionHistory(Key, lines.Where(line => line.Call is not null).Select(line => new HistoryOperation(line.Client, line.Call!, line.At, line.Clock)
        {
            End = ends[(line.Client, line.Number)].At,
            ClockEnd = ends[(line.Client, line.Number)].Clock,
            Answer = ends[(line.Client, line.Number)].Answer,
        })).Check().IsLinearizable;
    }

    /// <summary>Two clients in turn: a step of the one, a step of the other, at a time that stands still.</summary>
    private static async Task<List<HistoryLine>> RecordAsync(int seed)
    {
        List<HistoryLine> lines = [];
        var clock = new FakeTimeProvider();
        var store = new InMemorySessionStore(clock);
        for (var round = 0; round < 3; round++)
        {
            for (var client = 0; client < 2; client++)
            {
                var recorded = new HistoryStore(store, (round * 2) + client, line => lines.Add(HistoryLine.TryParse(line)!), clock);
                await new HistoryWorkload(recorded, Key, (seed * 100) + (round * 2) + client, clock).RunAsync(steps: 6);
                clock.Advance(TimeSpan.FromMilliseconds(20));
            }
        }

        await new HistoryWorkload(new HistoryStore(store, 100, line => lines.Add(HistoryLine.TryParse(line)!), clock), Key, seed, clock).ReadAllAsync();
        return lines;
    }
}
