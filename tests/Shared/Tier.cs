namespace Colloquy;

/// <summary>How much of the tests runs: the environment variable COLLOQUY_TIER is empty, 'long' or 'soak'.</summary>
internal static class Tier
{
    private static readonly string? Name = Environment.GetEnvironmentVariable("COLLOQUY_TIER");

    /// <summary>Whether fault tests run in their full counts, as <c>./test.sh --soak</c> asks.</summary>
    public static bool IsSoak => Name == "soak";

    /// <summary>How often a fault is tried: the full count in a soak, a tenth of it elsewhere.</summary>
    public static int Times(int full) => IsSoak ? full : (full + 9) / 10;
}
