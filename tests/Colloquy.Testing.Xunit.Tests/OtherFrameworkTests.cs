namespace Colloquy.Testing.Xunit.Tests;

/// <summary>The page's code for NUnit and MSTest compiles and runs, and does with filters what the page says.</summary>
public sealed class OtherFrameworkTests
{
    private static readonly string[] s_projects = ["src/Colloquy.Testing", "src/Colloquy.Offline"];

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task In_NUnit_turns_depend_on_each_other_and_a_filter_runs_what_a_turn_needs()
    {
        using var project = await TemporaryProject.BuildAsync(["NUnit 5.0.0", "NUnit3TestAdapter 6.3.1", "Microsoft.NET.Test.Sdk 18.11.0"], s_projects, Sources("NUnitConversation"), platform: false);

        var whole = await project.TestAsync();
        var one = await project.TestAsync("--filter", "Name=Remembers_the_destination");
        var (exitCode, report) = await project.PlantAsync("forgets-history");

        Assert.Contains("Passed:     3, Skipped:     0, Total:     3", whole.Output, StringComparison.Ordinal);
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("Failed:     0", one.Output, StringComparison.Ordinal);
        Assert.Equal(0, one.ExitCode);
        AssertKilled(exitCode, report);
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task In_MSTest_turns_depend_on_each_other_and_one_that_is_selected_alone_fails_and_says_what_it_needs()
    {
        using var project = await TemporaryProject.BuildAsync(["MSTest 4.5.2"], s_projects, Sources("MSTestConversation"), platform: false);

        var whole = await project.TestAsync();
        var one = await project.TestAsync("--filter", "Name=Remembers_the_destination");
        var (exitCode, report) = await project.PlantAsync("forgets-history");

        Assert.Contains("Passed:     3, Skipped:     0, Total:     3", whole.Output, StringComparison.Ordinal);
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("The turn Learns_the_destination has not run. Run it too.", one.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, one.ExitCode);
        AssertKilled(exitCode, report);
    }

    /// <summary>A planted fault is known to be killed by the assertion of its framework, in the test that made it.</summary>
    private static void AssertKilled(int exitCode, PlantingReport report)
    {
        Assert.NotEqual(0, exitCode);
        Assert.Equal(["trip-in-one-test", "trip-to-lisbon"], report.Conversations.Order());
        Assert.Equal(["trip-in-one-test", "trip-to-lisbon"], report.Applied.Order());
        Assert.Contains(report.Failures, failure => failure.Test.EndsWith(".TripToLisbon.Remembers_the_destination", StringComparison.Ordinal) && failure.IsAssertion);
        Assert.Contains(report.Failures, failure => failure.Test.EndsWith(".TripInOneTest.The_destination_is_remembered", StringComparison.Ordinal) && failure.IsAssertion);
        Assert.DoesNotContain(report.Failures, failure => failure.IsMiss);
    }

    private static string[] Sources(string name) => [$"tests/Colloquy.Testing.Xunit.Tests/OtherFrameworks/{name}.cs", "tests/Colloquy.Testing.Xunit.Subject/Docs/TravelDesk.cs"];
}
