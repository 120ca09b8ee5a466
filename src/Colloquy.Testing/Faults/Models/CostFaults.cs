namespace Colloquy.Testing;

/// <summary>Makes a model cost more.</summary>
internal static class CostFaults
{
    private const int Times = 50;

    /// <summary>Uses fifty times as many tokens.</summary>
    public static async Task<ChatResponse> UseMoreTokens(FaultyCall call, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
        if (response.Usage is not { } usage)
            return response;

        var dear = FaultyCall.With(response, [.. response.Messages]);
        dear.FinishReason = response.FinishReason;
        dear.Usage = new UsageDetails
        {
            InputTokenCount = usage.InputTokenCount * Times,
            OutputTokenCount = usage.OutputTokenCount * Times,
            TotalTokenCount = usage.TotalTokenCount * Times,
            CachedInputTokenCount = usage.CachedInputTokenCount,
            ReasoningTokenCount = usage.ReasoningTokenCount,
        };
        return dear;
    }

    /// <summary>Takes three seconds longer, by the clock of the conversation.</summary>
    public static async Task<ChatResponse> TakeLonger(FaultyCall call, CancellationToken cancellationToken)
    {
        call.NoteApplied();
        await Task.Delay(TimeSpan.FromSeconds(3), call.TimeProvider, cancellationToken).ConfigureAwait(false);
        return await call.AskAsync(cancellationToken).ConfigureAwait(false);
    }
}
