namespace Colloquy.Testing;

/// <summary>Represents what calls of models used and cost.</summary>
/// <param name="Calls">The number of calls, also of those that failed.</param>
/// <param name="Usage">The total usage, as far as the services reported it.</param>
/// <param name="Cost">The cost, in US dollars; null when a price or a usage is not known.</param>
public sealed record ModelSpend(int Calls, UsageDetails Usage, decimal? Cost)
{
    internal static ModelSpend Of(IReadOnlyList<ObservedModelCall> calls, PriceTable prices)
    {
        var usage = new UsageDetails();
        foreach (var call in calls)
        {
            if (call.Response?.Usage is { } used)
                usage.Add(used);
        }

        return new ModelSpend(calls.Count, usage, ModelCost.Of(calls, prices));
    }
}
