using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Storage.Conformance;

/// <summary>Makes the model calls that cases about usage are made of, and commits them.</summary>
internal sealed class Spender(SessionUnderTest session, FakeTimeProvider clock)
{
    private static int last;

    public SessionUnderTest Session => session;

    /// <summary>A model call that used 100 tokens of input, 40 of them cached, and 10 of output, 4 of them for reasoning, times a factor.</summary>
    public static ModelCallBody Call(int factor = 1, string? model = "m", string? provider = "p", decimal? cost = null, string[]? called = null, bool isReported = true) => new()
    {
        Call = NewId(),
        Model = model,
        Provider = provider,
        Cost = cost,
        Called = called,
        Usage = !isReported ? null : new UsageDetails { InputTokenCount = 100 * factor, CachedInputTokenCount = 40 * factor, OutputTokenCount = 10 * factor, ReasoningTokenCount = 4 * factor, TotalTokenCount = 110 * factor },
    };

    /// <summary>Begins a turn, makes calls in it, and commits them all.</summary>
    public async Task<IReadOnlyList<Entry>> SpendAsync(string? agent, params ModelCallBody[] calls)
    {
        var commit = await DraftAsync(agent, calls);
        await session.CommitAsync(commit);
        return commit.Entries;
    }

    public async Task<Commit> DraftAsync(string? agent, params ModelCallBody[] calls)
    {
        var writer = await session.WriterAsync();
        var turn = writer.Append(new TurnStartBody { Number = 1 }, author: agent).Position;
        foreach (var call in calls)
            writer.Append(call, turn, agent);
        return writer.TakeCommit(CommitId.New(clock));
    }

    public async Task EnsureAsync(UsageBy by, params string[] expected) => await EnsureAsync(new UsageQuery(), by, expected);

    public async Task EnsureAsync(UsageQuery query, UsageBy by, params string[] expected) => await EnsureAsync(session.Key, query, by, expected);

    public async Task EnsureAsync(SessionKey key, UsageQuery query, UsageBy by, params string[] expected) =>
        Check.Sequence(expected, (await ReadAsync(session.Store, key, query, by)).Select(Show), $"the usage of {key}{Show(query)} by {by}");

    public async Task EnsureAsync(SessionOwner owner, UsageBy by, params string[] expected) => await EnsureAsync(owner, new UsageQuery(), by, expected);

    public async Task EnsureAsync(SessionOwner owner, UsageQuery query, UsageBy by, params string[] expected) =>
        Check.Sequence(expected, (await session.Store.GetUsageAsync(owner, by, query, PriceTable.Empty)).Select(Show), $"the usage of {owner}{Show(query)} by {by}");

    /// <summary>Reads what a session spent, also of one that is not there; without a ledger, from its log.</summary>
    public static async Task<IReadOnlyList<UsageGroup>> ReadAsync(ISessionStore store, SessionKey key, UsageQuery query, UsageBy by)
    {
        if (store.GetService<IUsageLedger>() is { } ledger)
            return UsageGroup.Of(await ledger.SumAsync(key, query, by), by, PriceTable.Empty);

        return await store.FindAsync(key) is { } found ? await found.Usage.GetAsync(by, query, PriceTable.Empty) : [];
    }

    /// <summary>A row as <c>key: calls tokens cost</c>, with what is worth a word behind it.</summary>
    public static string Show(UsageGroup row)
    {
        var totals = row.Totals;
        string[] rest =
        [
            totals.ToolCalls == 0 ? "" : $" tools {totals.ToolCalls}",
            totals.UnpricedCalls == 0 ? "" : $" unpriced {totals.UnpricedCalls}",
            totals.UnreportedCalls == 0 ? "" : $" unreported {totals.UnreportedCalls}",
        ];
        return FormattableString.Invariant($"{row.Key ?? "-"}: {totals.Calls} {totals.InputTokens}/{totals.CachedInputTokens}/{totals.OutputTokens}/{totals.ReasoningTokens}/{totals.TotalTokens} ${totals.Cost:0.#########}{string.Concat(rest)}");
    }

    private static string Show(UsageQuery query) =>
        $"{(query.Within is null ? "" : $", positions {string.Join(' ', query.Within)}")}";

    private static Guid NewId() => new(Interlocked.Increment(ref last), 0, 7, [8, 9, 10, 11, 12, 13, 14, 15]);
}
