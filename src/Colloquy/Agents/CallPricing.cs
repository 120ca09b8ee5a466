using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Puts prices to model calls, and warns once of each model that has none.</summary>
internal sealed class CallPricing(PriceTable prices)
{
    private readonly ConcurrentDictionary<(string? Provider, string? Model), bool> _warned = new();

    public PriceTable Prices => prices;

    public ModelCallBody Price(ModelCallBody call, ILogger logger)
    {
        if (prices.Find(call.Provider, call.Model) is { } price)
            return call with { Cost = price.CostOf(call.Usage) };

        if (call.Usage is not null && _warned.TryAdd((call.Provider, call.Model), true))
            AgentLog.NoPrice(logger, call.Provider ?? "?", call.Model ?? "?");
        return call;
    }
}
