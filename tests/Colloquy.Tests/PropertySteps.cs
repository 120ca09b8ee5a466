namespace Colloquy.Tests;

/// <summary>How long the longest property tests are.</summary>
internal static class PropertySteps
{
    public const int OfCache = 100_000;
}
