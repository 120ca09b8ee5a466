using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Storage.Conformance;

/// <summary>All that a session shows, as text: what must be the same wherever it was brought to.</summary>
internal static class SessionView
{
    public static async Task<IReadOnlyList<string>> OfAsync(ISessionStore store, SessionKey key, bool withUsage = true)
    {
        var session = await store.FindAsync(key) ?? throw new ConformanceException($"Session {key} is not there.");
        var record = session.Record;
        List<string> view =
        [
            $"{record.Tip} {record.Branch} {record.Head} {record.HeadSegment} {record.LastMove} {record.IsWaiting} {record.WaitingBranches} {record.Activity} '{record.Details.Title}' {string.Join(';', record.Details.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))}",
            .. (await new SessionUnderTest(store, key, new FakeTimeProvider()).LogAsync()).Select(Show),
            .. (await store.GetBranchesAsync(key)).Select(Rendering.Of),
        ];
        foreach (var branch in await session.Branches.ListAsync())
            view.AddRange((await OfBranchAsync(await session.Branches.OpenAsync(branch.Name))).Select(line => $"{branch.Name}: {line}"));
        if (withUsage)
            view.AddRange(await UsageAsync(session));
        return view;
    }

    private static async Task<List<string>> OfBranchAsync(Session on)
    {
        List<string> view =
        [
            .. (await on.GetItemsAsync()).Select(item => $"{item.Position} {item.TurnStart} {item.Author} {Show(item.Message)}"),
            .. (await on.State.ListAsync()).Select(entry => $"{entry.Key} = {entry.Value} since {entry.Version}"),
            .. await on.Turns.ReadAsync().Select(turn => $"turn {turn.Number} {turn.Start} {turn.End} {turn.Status} {turn.Agent} {turn.Usage?.TotalTokens}").ToListAsync(),
            .. await on.Branches.GetHeadHistoryAsync().Select(move => $"{move}").ToListAsync(),
        ];
        foreach (var window in new WindowPipeline[] { [], [new TokenBudgetStrategy(40)], [new NewestTurnsStrategy(2)] })
            view.AddRange((await on.Window.PreviewAsync(window)).Messages.Select(message => $"shown: {Show(message)}"));
        return view;
    }

    private static async Task<List<string>> UsageAsync(Session session)
    {
        var view = new List<string>();
        foreach (var by in new[] { UsageBy.None, UsageBy.Turn, UsageBy.Model, UsageBy.Agent, UsageBy.Tool, UsageBy.Day })
            view.AddRange((await session.Usage.GetAsync(by, prices: PriceTable.Empty)).Select(row => $"usage by {by}: {Spender.Show(row)}"));
        return view;
    }

    private static string Show(Entry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Position} {entry.Parent} {entry.Segment} {entry.TurnStart} {entry.Kind} '{entry.Subject}' '{entry.Author}' {entry.At:O} {Convert.ToHexString(entry.Salt.Span)} {entry.PayloadHash} {Digest.Of(entry.Payload.Span)}");

    private static string Show(ChatMessage message) => $"{message.Role}: {string.Join(' ', message.Contents.Select(content => content switch
    {
        FunctionCallContent call => $"{call.Name}({string.Join(", ", call.Arguments?.Values ?? [])})",
        FunctionResultContent result => result.Result?.ToString(),
        DataContent data => $"{data.MediaType} {Digest.Of(data.Data.Span)}",
        _ => content.ToString(),
    }))}";
}
