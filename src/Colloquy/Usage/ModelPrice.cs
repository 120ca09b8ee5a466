using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents the price of a model's tokens, in US dollars per million.</summary>
public sealed record ModelPrice
{
    private const decimal Million = 1_000_000;
    private const decimal Most = 100_000;

    /// <summary>Gets the provider, as <see cref="UsageRecord.Provider"/> names it.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the model; <c>*</c> for all models of the provider that have no price of their own.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the price of input, 0 to 100,000.</summary>
    public required decimal Input { get; init => field = Check(value, nameof(Input)); }

    /// <summary>Gets the price of input that was read from a cache, 0 to 100,000; null when it costs the same as other input.</summary>
    public decimal? CachedInput { get; init => field = value is { } price ? Check(price, nameof(CachedInput)) : null; }

    /// <summary>Gets the price of output, reasoning included, 0 to 100,000.</summary>
    public required decimal Output { get; init => field = Check(value, nameof(Output)); }

    /// <summary>Returns the cost of a call in US dollars, to nine places.</summary>
    /// <param name="usage">The usage that the service reported; null for none.</param>
    /// <returns>The cost; null when it is not known, since no usage was reported and the model is not free.</returns>
    public decimal? CostOf(UsageDetails? usage)
    {
        if (usage is null)
            return this is { Input: 0, Output: 0 } ? 0 : null;

        return CostOf(Bound(usage.InputTokenCount), Bound(usage.CachedInputTokenCount), Bound(usage.OutputTokenCount));
    }

    /// <summary>Returns the cost of tokens in US dollars, to nine places.</summary>
    /// <param name="inputTokens">The number of input tokens, including cached ones.</param>
    /// <param name="cachedInputTokens">The number of input tokens that were read from a cache.</param>
    /// <param name="outputTokens">The number of output tokens, including those of reasoning.</param>
    public decimal CostOf(long inputTokens, long cachedInputTokens, long outputTokens)
    {
        var cached = Math.Clamp(cachedInputTokens, 0, inputTokens);
        return Math.Round((((inputTokens - cached) * Input) + (cached * (CachedInput ?? Input)) + (outputTokens * Output)) / Million, 9);
    }

    private static long Bound(long? tokens) => Math.Clamp(tokens ?? 0, 0, UsageRecord.MostTokens);

    internal static bool IsPrice(decimal price) => price is >= 0 and <= Most;

    internal static string Rule(decimal price) => string.Create(CultureInfo.InvariantCulture, $"A price is 0 to {Most:N0} US dollars per million tokens, and not {price}.");

    private static decimal Check(decimal price, string name) => IsPrice(price) ? price : throw new ArgumentOutOfRangeException(name, Rule(price));
}
