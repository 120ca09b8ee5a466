using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit.v3;

namespace Colloquy.Faults.Tests;

/// <summary>What a test tried of its fault, and found in order: noted by the test at its end, in soaks, in a file of its own below artifacts/fault-tries, from which docs/reliability.md is made.</summary>
internal sealed record FaultTries
{
    private static readonly string Folder = Path.Combine(FindRoot(), "artifacts", "fault-tries");

    /// <summary>The class and the method of the test.</summary>
    public required string Test { get; init; }

    /// <summary>How often the fault was tried.</summary>
    public required int Tries { get; init; }

    /// <summary>How many commits were acknowledged; null when the test counts none.</summary>
    public required int? Acknowledged { get; init; }

    /// <summary>The longest time until work went on; null when the test measures none.</summary>
    public required TimeSpan? Recovery { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Notes what the running test tried. It is called when all was found in order.</summary>
    public static void Note(int tries, int? acknowledged = null, TimeSpan? recovery = null)
    {
        if (!Tier.IsSoak)
            return;

        var context = TestContext.Current;
        var found = new FaultTries
        {
            Test = NameOf(((IXunitTestMethod)context.TestMethod!).Method),
            Tries = tries,
            Acknowledged = acknowledged,
            Recovery = recovery,
            At = TimeProvider.System.GetUtcNow(),
        };
        Directory.CreateDirectory(Folder);
        var row = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.Test!.TestDisplayName)))[..8];
        File.WriteAllText(Path.Combine(Folder, $"{found.Test}-{row}.json"), JsonSerializer.Serialize(found));
    }

    public static IReadOnlyList<FaultTries> ReadAll() =>
        Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder).Select(file => JsonSerializer.Deserialize<FaultTries>(File.ReadAllText(file))!)] : [];

    public static string NameOf(MethodInfo test) => $"{test.DeclaringType!.Name}.{test.Name}";

    public static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Colloquy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder;
    }
}
