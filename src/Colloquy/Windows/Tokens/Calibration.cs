namespace Colloquy;

/// <summary>How many tokens the service sees for one that is estimated.</summary>
internal static class Calibration
{
    private const double Least = 0.25;
    private const double Most = 4;

    /// <summary>The factor by the call; null when the call shows none.</summary>
    public static double? Of(ModelCallBody call)
    {
        // What a service keeps counts too, and was not estimated.
        if (call is not { Purpose: null, Error: null, KeptUpTo: null, Estimate: > 0, Usage.InputTokenCount: > 0 })
            return null;

        // Some services report what they read from their cache beside the input, not within it.
        var input = call.Usage.InputTokenCount.Value;
        if (call.Usage.CachedInputTokenCount > input)
            input += call.Usage.CachedInputTokenCount.Value;
        return Math.Clamp((double)input / call.Estimate, Least, Most);
    }
}
