namespace Colloquy.Sqlite.Tests;

/// <summary>Gives a random test its seed, and notes it in the output, which is shown when the test fails.</summary>
internal static class Seeds
{
    public static int Next()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"The seed is {seed}.");
        return seed;
    }
}
