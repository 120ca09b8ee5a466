using System.Globalization;
using System.Text;

namespace Colloquy;

/// <summary>Represents the total usage of model calls.</summary>
public sealed record UsageTotals
{
    /// <summary>Gets the number of model calls.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of tool calls that they asked for.</summary>
    public long ToolCalls { get; init; }

    /// <summary>Gets the number of input tokens, including cached ones.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the number of output tokens, including those of reasoning.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Gets the number of input tokens that were read from a cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Gets the number of output tokens that were used for reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Gets the number of all tokens, as the services count them, which is usually input and output.</summary>
    public long TotalTokens { get; init; }

    /// <summary>Gets the cost of the calls in US dollars, as far as prices are known.</summary>
    public decimal Cost { get; init; }

    /// <summary>Gets the number of calls that <see cref="Cost"/> does not include, since their model has no price.</summary>
    public long UnpricedCalls { get; init; }

    /// <summary>Gets the number of calls for which services reported no usage; their tokens are not known.</summary>
    public long UnreportedCalls { get; init; }

    /// <summary>Gets the number of calls that cannot be read, since their entries are damaged; no other figure counts them. A session whose record cannot be read counts as one.</summary>
    public long UnreadableCalls { get; init; }

    /// <summary>Gets the models of <see cref="UnpricedCalls"/>, as <c>provider/model</c>, in order.</summary>
    public IReadOnlyList<string> ModelsWithoutPrice { get; init; } = [];

    /// <summary>Adds up records, and prices what had no price when it was spent by <see cref="PriceTable.Default"/>.</summary>
    internal static UsageTotals Of(IEnumerable<UsageRecord> records) => Of(records.Select(UsageSum.Of), PriceTable.Default);

    /// <summary>Adds up sums of a ledger, and prices what had no price when it was spent.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="prices">The prices for calls without one.</param>
    public static UsageTotals Of(IEnumerable<UsageSum> sums, PriceTable prices)
    {
        ArgumentNullException.ThrowIfNull(sums);
        ArgumentNullException.ThrowIfNull(prices);

        var all = new UsageSum();
        var (cost, unpriced) = (0m, 0L);
        var models = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var sum in sums)
        {
            all = all.Plus(sum);
            cost += sum.Cost;
            if (sum.UnpricedCalls == 0)
                continue;

            if (prices.Find(sum.Provider, sum.Model) is { } price)
            {
                cost += price.CostOf(sum.UnpricedInputTokens, sum.UnpricedCachedInputTokens, sum.UnpricedOutputTokens);
                continue;
            }

            unpriced += sum.UnpricedCalls;
            models.Add($"{sum.Provider ?? "?"}/{sum.Model ?? "?"}");
        }

        return new UsageTotals
        {
            Calls = all.Calls,
            ToolCalls = all.ToolCalls,
            InputTokens = all.InputTokens,
            OutputTokens = all.OutputTokens,
            CachedInputTokens = all.CachedInputTokens,
            ReasoningTokens = all.ReasoningTokens,
            TotalTokens = all.TotalTokens,
            Cost = cost,
            UnpricedCalls = unpriced,
            UnreportedCalls = all.UnreportedCalls,
            UnreadableCalls = all.UnreadableCalls,
            ModelsWithoutPrice = [.. models],
        };
    }

    // A list prints its type, so the models are joined.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"Calls = {Calls}, ToolCalls = {ToolCalls}, InputTokens = {InputTokens}, OutputTokens = {OutputTokens}, CachedInputTokens = {CachedInputTokens}, ReasoningTokens = {ReasoningTokens}, TotalTokens = {TotalTokens}, ")
            .Append(CultureInfo.InvariantCulture, $"Cost = {Cost}, UnpricedCalls = {UnpricedCalls}, UnreportedCalls = {UnreportedCalls}, UnreadableCalls = {UnreadableCalls}, ModelsWithoutPrice = [{string.Join(", ", ModelsWithoutPrice)}]");
        return true;
    }
}
