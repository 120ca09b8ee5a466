namespace Colloquy.Testing;

/// <summary>What model calls cost, where prices and usage are known.</summary>
internal static class ModelCost
{
    public static decimal? Of(IReadOnlyList<ObservedModelCall> calls, PriceTable prices)
    {
        var sum = 0m;
        foreach (var call in calls.Where(call => call.Response is not null))
        {
            if (prices.Find(call.Provider, call.Response!.ModelId) is not { } price || price.CostOf(call.Response.Usage) is not { } cost)
                return null;
            sum += cost;
        }

        return calls.Count == 0 ? null : sum;
    }
}
