namespace Colloquy;

/// <summary>Creates usage records from model calls.</summary>
internal static class CallUsage
{
    /// <summary>Creates the record of a model call's entry.</summary>
    public static UsageRecord Of(Entry entry, ModelCallBody call)
    {
        var usage = call.Usage;
        var (input, output) = (Bound(usage?.InputTokenCount), Bound(usage?.OutputTokenCount));
        return new UsageRecord
        {
            Call = call.Call,
            Position = entry.Position,
            TurnStart = entry.TurnStart,
            At = entry.At,
            Agent = entry.Author,
            Model = LoneSurrogates.Replace(call.Model),
            Provider = LoneSurrogates.Replace(call.Provider),
            Called = call.Called is { } called ? [.. called.Select(name => LoneSurrogates.Replace(name)!)] : [],
            IsReported = usage is not null,
            InputTokens = input,
            OutputTokens = output,
            CachedInputTokens = usage?.CachedInputTokenCount ?? 0,
            ReasoningTokens = usage?.ReasoningTokenCount ?? 0,
            TotalTokens = usage?.TotalTokenCount ?? input + output,
            Cost = call.Cost,
        };
    }

    private static long Bound(long? tokens) => Math.Clamp(tokens ?? 0, 0, UsageRecord.MostTokens);
}
