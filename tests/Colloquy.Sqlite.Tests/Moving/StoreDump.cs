using System.Globalization;
using System.Text;

namespace Colloquy.Tests.Moving;

/// <summary>All that a store has, as lines of text: what must be the same in the store that it was moved to. Ids of memories and leases are not in it.</summary>
internal static class StoreDump
{
    public static async Task<IReadOnlyList<string>> OfAsync(ISessionStore store)
    {
        List<string> lines = [];
        foreach (var record in (await RecordsAsync(store)).OrderBy(record => record.Key.ToString(), StringComparer.Ordinal))
            lines.AddRange(await OfSessionAsync(store, record));
        await AddOwnersAsync(store, lines);
        foreach (var by in (UsageBy[])[UsageBy.None, UsageBy.Session, UsageBy.User, UsageBy.App, UsageBy.Model, UsageBy.Agent, UsageBy.Tool, UsageBy.Day])
            lines.AddRange((await store.GetService<IUsageDirectory>()!.SumAllAsync(SessionSelection.All, new UsageQuery(), by)).Select(sum => $"usage by {by}: {Show(sum)}").Order(StringComparer.Ordinal));
        return lines;
    }

    public static async Task<IReadOnlyList<SessionRecord>> RecordsAsync(ISessionStore store)
    {
        List<SessionRecord> records = [];
        for (SessionPage? page = null; page is null || page.Next is not null;)
        {
            page = await store.GetService<ISessionDirectory>()!.ListAllAsync(SessionSelection.All, new SessionQuery { Limit = 1_000, After = page?.Next });
            records.AddRange(page.Sessions);
        }

        return records;
    }

    private static async Task<IEnumerable<string>> OfSessionAsync(ISessionStore store, SessionRecord record)
    {
        var whole = await SessionPart.CollectAsync(store.GetService<ISessionCopy>()!.CopyAsync(record.Key));
        var facts = whole.Facts!;
        List<string> lines =
        [
            Line($"{record.CreatedAt:O} {record.UpdatedAt:O} {record.Tip} {record.Chain} {record.Branch} {record.Head} {record.HeadSegment} {record.LastMove} {record.IsWaiting} {record.WaitingBranches} {record.Activity}"),
            Line($"{record.Bytes} {record.BytesOutsideLog} {record.Entries} {record.Pruned} {record.Retention}"),
            Line($"'{facts.Details.Title}' {facts.Details.Version} {string.Join(';', facts.Details.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))}"),
            .. whole.Entries.Select(entry => Line($"{entry.Position} {entry.Parent} {entry.Segment} {entry.TurnStart} {entry.Kind} '{entry.Subject}' '{entry.Author}' {entry.At:O} {Convert.ToHexString(entry.Salt.Span)} {entry.PayloadHash} {entry.Chain} {Encoding.UTF8.GetString(entry.Payload.Span)}")),
            .. facts.Branches.OrderBy(branch => branch.Name, StringComparer.Ordinal).Select(branch => $"{branch}"),
            .. whole.Blobs.OrderBy(blob => blob.Hash.ToString(), StringComparer.Ordinal).Select(blob => $"{blob.Hash} {Digest.Of(blob.Bytes.Span)}"),
            .. whole.Receipts.OrderBy(receipt => receipt.Value.First).Select(receipt => $"{receipt.Key} {receipt.Value}"),
            .. whole.Usage.OrderBy(used => used.Call).Select(Show),
        ];
        return lines.Select(line => $"{record.Key}: {line}");
    }

    private static async Task AddOwnersAsync(ISessionStore store, List<string> lines)
    {
        var copy = store.GetService<IOwnerCopy>()!;
        foreach (var owner in await copy.ListOwnersAsync(null, 100_000))
        {
            lines.AddRange((await store.GetService<IOwnerState>()!.ReadChangesAsync(owner.Owner, StateVersion.None)).Select(stored => $"{owner}: {stored.Key}@{stored.Version} = {Encoding.UTF8.GetString(stored.Value.Span)}"));
            var items = (await store.GetService<IMemoryStore>()!.ListAsync(new MemoryListing(owner) { Limit = MemoryListing.MaxLimit })).Items;
            var vectors = await copy.ReadVectorsAsync(owner, [.. items.Select(item => item.Id)]);
            lines.AddRange(items.Select((item, i) => Line($"{owner}: {item.Key} '{item.Text}' {item.Version} {item.CreatedAt:O} {item.UpdatedAt:O} {item.Source} {string.Join(';', item.Metadata)} {vectors[i]?.Model} {string.Join(',', vectors[i]?.Values.ToArray() ?? [])}")));
        }

        foreach (var owner in (await RecordsAsync(store)).Select(record => record.Key.Owner).Distinct().OrderBy(owner => owner.ToString(), StringComparer.Ordinal))
            lines.AddRange((await copy.ReadPastUsageAsync(owner, null, 1_000)).Select(used => $"{owner}: {Show(used)}"));
    }

    private static string Show(UsageRecord used) => Line($"{used.Call} {used.Position} {used.TurnStart} {used.At:O} {used.Agent} {used.Model} {used.Provider} {string.Join(',', used.Called)} {used.InputTokens} {used.OutputTokens} {used.Cost:0.000000000}");

    private static string Show(UsageSum sum) => Line($"{sum.Key} {sum.Session} {sum.Model} {sum.Provider} {sum.Calls} {sum.ToolCalls} {sum.InputTokens} {sum.OutputTokens} {sum.Cost:0.000000000}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
