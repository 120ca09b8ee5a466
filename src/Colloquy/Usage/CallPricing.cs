using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Puts prices to model calls, and warns once of each model that has none.</summary>
internal sealed class CallPricing(PriceTable prices)
{
    private readonly ConcurrentDictionary<(string? Provider, string? Model), bool> _warned = new();

    public PriceTable Prices => prices;

    /// <summary>What a call costs; null when its price or its usage is not known.</summary>
    public decimal? CostOf(string? provider, string? model, UsageDetails? usage, ILogger logger)
    {
        if (prices.Find(provider, model) is { } price)
            return price.CostOf(usage);

        if (usage is not null && _warned.TryAdd((provider, model), true))
            UsageLog.NoPrice(logger, provider ?? "?", model ?? "?");
        return null;
    }
}
