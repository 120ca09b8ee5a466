namespace Colloquy.Testing.Xunit.Tests;

/// <summary>Each way of running one turn alone, in a project of its own outside the repository: what it needs runs first, and a run in which that fails is not green.</summary>
public sealed class FilterTests
{
    private static readonly string[] s_sources = [.. new[] { "Notebook", "Remembering", "Failing", "Variants", "Upper", "Log", "Restarts", "Docs/TravelDesk", "Wrong/Unseen" }.Select(name => $"tests/Colloquy.Testing.Xunit.Subject/{name}.cs")];

    private static readonly string[] s_projects = [TemporaryProject.XunitProject, "src/Colloquy.Offline"];

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task By_the_program_itself_and_by_dotnet_test_with_Microsoft_Testing_Platform()
    {
        using var project = await TemporaryProject.BuildAsync(["xunit.v3 4.0.2"], s_projects, [.. s_sources, "tests/Colloquy.Testing.Xunit.Subject/Docs/XunitSnippets.cs"], platform: true);

        Passed(await project.ExecAsync("-method", "Subject.Remembering.Tin"), "Total: 1, Errors: 0, Failed: 0, Skipped: 0");
        Failed(await project.ExecAsync("-method", "Subject.NoAnswer.Fourth"), "The turn Fourth was not run. It needs the turn Second", "Total: 1, Errors: 0, Failed: 1");

        Passed(await project.TestAsync("--filter-method", "Subject.Remembering.Tin"), "total: 1", "succeeded: 1");
        Passed(await project.TestAsync("--filter-class", "Subject.Survives"), "total: 3", "succeeded: 3");
        Passed(await project.TestAsync("--filter-method", "Subject.Survives.Second"), "total: 1", "succeeded: 1");
        Passed(await project.TestAsync("--filter-method", "*.Survives_restart", "--filter-class", "Subject.Survives"), "total: 1", "succeeded: 1");
        Failed(await project.TestAsync("--filter-class", "Subject.Wrong.NotPublic", "--filter-class", "Subject.Wrong.NoTurns"), "The conversation class Subject.Wrong.NotPublic is not public", "total: 2", "failed: 2");
        Failed(await project.TestAsync("--filter-class", "Subject.Forgets"), "forgets: survives a restart", "total: 3", "failed: 1");
        Passed(await project.TestAsync("--filter-query", "/*/*/VariantFails/Second/[Variant=good]"), "total: 1", "succeeded: 1");
        Failed(await project.TestAsync("--filter-method", "Subject.NoAnswer.Fourth"), "The turn Fourth was not run. It needs the turn Second", "total: 1", "failed: 1");
        Failed(await project.TestAsync("--filter-class", "Subject.NoAnswer"), "blocked by Second, which has no answer: The bot is out of order.", "total: 7", "failed: 1", "skipped: 3");

        var (exitCode, report) = await project.PlantAsync("forgets-history", "--filter-class", "Subject.Docs.TripToLisbon");
        Assert.NotEqual(0, exitCode);
        Assert.Equal("trip-to-lisbon", Assert.Single(report.Applied));
        Assert.Equal("Subject.Docs.TripToLisbon.Remembers_the_destination", Assert.Single(report.Failures).Test);
    }

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    [InlineData("xunit.v3.mtp-off 4.0.2", "")]
    [InlineData("xunit.v3 4.0.2", "<IsTestingPlatformApplication>false</IsTestingPlatformApplication>")]
    public async Task By_dotnet_test_with_VSTest(string package, string properties)
    {
        using var project = await TemporaryProject.BuildAsync([package, "xunit.runner.visualstudio 4.0.1", "Microsoft.NET.Test.Sdk 18.11.0"], s_projects, s_sources, platform: false, properties);

        Passed(await project.TestAsync("--filter", "FullyQualifiedName=Subject.Remembering.Tin"), "Passed:     1, Skipped:     0, Total:     1");
        Passed(await project.TestAsync("--filter", "Conversation=survives"), "Passed:     3, Skipped:     0, Total:     3");
        Passed(await project.TestAsync("--filter", "FullyQualifiedName=Subject.Survives.Second"), "Passed:     1, Skipped:     0, Total:     1");
        Passed(await project.TestAsync("--filter", "FullyQualifiedName=Subject.Survives.Survives_restart"), "Passed:     1, Skipped:     0, Total:     1");
        Failed(await project.TestAsync("--filter", "FullyQualifiedName~Wrong.NotPublic|FullyQualifiedName~Wrong.NoTurns"), "The conversation class Subject.Wrong.NoTurns has no turns", "Failed:     2, Passed:     0");
        Failed(await project.TestAsync("--filter", "Conversation=forgets"), "forgets: survives a restart", "Failed:     1, Passed:     2");
        Passed(await project.TestAsync("--filter", "FullyQualifiedName~VariantFails.Second&Variant=good"), "Passed:     1, Skipped:     0, Total:     1");
        Failed(await project.TestAsync("--filter", "FullyQualifiedName=Subject.NoAnswer.Fourth"), "The turn Fourth was not run. It needs the turn Second", "Failed:     1, Passed:     0");
        Failed(await project.TestAsync("--filter", "Conversation=no-answer"), "Failed:     1, Passed:     3, Skipped:     3, Total:     7");
    }

    private static void Passed((int ExitCode, string Output) run, params string[] expected)
    {
        Assert.All(expected, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Assert.Equal(0, run.ExitCode);
    }

    private static void Failed((int ExitCode, string Output) run, params string[] expected)
    {
        Assert.All(expected, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Assert.NotEqual(0, run.ExitCode);
    }
}
