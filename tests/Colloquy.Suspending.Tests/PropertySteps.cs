namespace Colloquy.Tests;

/// <summary>How long the longest property tests are.</summary>
internal static class PropertySteps
{
    /// <summary>Less than on the store that does not suspend, where the same test runs: it is the order of calls that may differ here.</summary>
    public const int OfCache = 20_000;
}
