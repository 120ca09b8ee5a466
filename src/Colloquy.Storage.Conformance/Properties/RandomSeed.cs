using System.Globalization;

namespace Colloquy.Storage.Conformance;

/// <summary>The seeds of random cases: new ones in every run, or the one that the environment names.</summary>
internal static class RandomSeed
{
    public const string Variable = "COLLOQUY_SEED";

    public static IEnumerable<int> Take(int count) =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed)
            ? [seed]
            : Enumerable.Range(0, count).Select(_ => Random.Shared.Next());
}
