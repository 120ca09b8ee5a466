using System.Globalization;

namespace Colloquy.Faults.Tests;

/// <summary>Gives a test its seed: a new one, or the one that is given back in COLLOQUY_SEED.</summary>
internal static class Seeds
{
    /// <summary>Returns the seed, and notes it in the test's output, which is shown when the test fails.</summary>
    public static int Next()
    {
        var seed = Environment.GetEnvironmentVariable("COLLOQUY_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"COLLOQUY_SEED={seed} repeats the choices of this test.");
        return seed;
    }
}
