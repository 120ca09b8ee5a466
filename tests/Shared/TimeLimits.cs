using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.v3;

namespace Colloquy;

/// <summary>Marks a test, and gives it a time limit: a test that hangs fails by its name instead of stopping the run.</summary>
/// <remarks>In the namespace above those of the tests, so that <c>[Fact]</c> means this attribute there.</remarks>
internal sealed class FactAttribute : Xunit.FactAttribute
{
    public FactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Timeout = TimeLimits.Milliseconds;
}

/// <summary>Marks a test that runs once per row of data, and gives each row a time limit.</summary>
internal sealed class TheoryAttribute : Xunit.TheoryAttribute
{
    public TheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Timeout = TimeLimits.Milliseconds;
}

/// <summary>How long tests may take, and the test that each has such a limit.</summary>
public sealed class TimeLimits
{
    /// <summary>The time limit of a test that names none: far more than any takes on a busy machine.</summary>
    internal const int Milliseconds = 180_000;

    /// <summary>The time limit of tests that kill processes many times.</summary>
    internal const int LongMilliseconds = 1_200_000;

    [Fact]
    public void Every_test_has_a_time_limit()
    {
        var without =
            from type in typeof(TimeLimits).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            where method.GetCustomAttributes().OfType<IFactAttribute>().Any(test => test.Timeout <= 0)
            select $"{type.Name}.{method.Name}";

        Assert.Empty(without.Distinct());
    }
}
