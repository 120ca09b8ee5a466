using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Cli.Tests.Mutation;

/// <summary>The program plants faults in real tests, which run in processes of their own.</summary>
[Trait("Tier", "Long")]
public sealed partial class MutatedRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-mutate-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task The_tests_of_the_bank_kill_a_fault_let_one_live_and_have_nothing_to_do_with_another()
    {
        // What the spoilt agent asks was never recorded: the model itself is called.
        Dictionary<string, string> variables = new() { ["COLLOQUY_CASSETTES"] = "live" };

        var result = await MutateAsync(variables, "--only", "calls-twice,calls-wrong-server", "--only", "uses-many-tokens", "--logs", Path.Combine(_folder.FullName, "logs"), "--", "dotnet", "exec", Programs.Banking, "-noLogo", "-noColor", "-class", "Banking.Tests.TripSavings");

        Assert.True(result.ExitCode == 1, result.Error + result.Output);
        Assert.Equal(
            [
                "FAULT OUTCOME BY",
                "uses-many-tokens alive Add: A check of usage or cost.",
                "calls-twice killed Banking.Tests.TripSavings.Moves_money_for_the_trip: tool called",
                "calls-wrong-server not applicable The fault changed nothing in any conversation.",
                "Score 50 %: the tests killed 1 of 2 faults.",
                "1 not applicable: no conversation has what they change, such as tools, a handoff or a fork.",
            ],
            result.Lines.Select(line => OtherTests().Replace(string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), "")));
        Assert.Matches(@"Without a fault: passed, 1 conversation \(", result.Error);
        Assert.Matches(@"\[3/3\] uses-many-tokens: alive \(", result.Error);
        Assert.Contains("[FAIL]", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "logs", "calls-twice.log")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "artifacts")));
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task An_assertion_of_the_test_framework_kills_too_and_the_result_can_be_read_by_programs()
    {
        var result = await MutateAsync("--only", "forgets-history", "--json", "--", "dotnet", "exec", Programs.Subject, "-noLogo", "-noColor", "-class", "Subject.Docs.TripToLisbon");

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        var json = JsonElement.Parse(result.Output);
        Assert.Equal(["command", "durationMs", "conversations", "score", "killed", "alive", "notApplicable", "undecided", "timedOut", "faults"], json.EnumerateObject().Select(field => field.Name));
        Assert.Equal((1, 1.0), (json.GetProperty("killed").GetInt32(), json.GetProperty("score").GetDouble()));
        var fault = Assert.Single(json.GetProperty("faults").EnumerateArray());
        Assert.Equal(["id", "description", "caughtBy", "outcome", "reason", "conversations", "durationMs", "killedBy"], fault.EnumerateObject().Select(field => field.Name));
        var killer = Assert.Single(fault.GetProperty("killedBy").EnumerateArray());
        Assert.Equal(("Subject.Docs.TripToLisbon.Remembers_the_destination", true, JsonValueKind.Null), (killer.GetProperty("test").GetString(), killer.GetProperty("isAssertion").GetBoolean(), killer.GetProperty("check").ValueKind));
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task A_replayed_conversation_is_killed_by_its_check_or_undecided_and_its_cassette_stays_as_it_was()
    {
        Dictionary<string, string> variables = new() { ["SUBJECT_CASSETTES"] = _folder.FullName };

        // The run without a fault records the conversation; the others replay it.
        var result = await MutateAsync(variables, "--only", "forgets-history,changes-language", "--", "dotnet", "exec", Programs.Subject, "-noLogo", "-noColor", "-class", "Subject.Mutants.Recorded");
        var cassette = await File.ReadAllTextAsync(Assert.Single(_folder.GetFiles("*.yaml")).FullName);

        Assert.True(result.ExitCode == 1, result.Error + result.Output);
        Assert.Matches(@"forgets-history +undecided +A cassette has no answer to what the spoilt agent asks, in Subject\.Mutants\.Recorded\.Remembers_the_destination\.", result.Output);
        Assert.Matches(@"changes-language +killed +Subject\.Mutants\.Recorded\.Remembers_the_destination: text", result.Output);
        Assert.Contains("1 undecided. Where a cassette has no answer, run with COLLOQUY_CASSETTES=live.", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Das habe ich", cassette, StringComparison.Ordinal);
    }

    private static Task<CliResult> MutateAsync(params string[] args) => MutateAsync([], args);

    private static Task<CliResult> MutateAsync(Dictionary<string, string> variables, params string[] args) => Child.RunAsync("Colloquy.Cli", "", variables, ["test", "mutate", .. args], TimeSpan.FromMinutes(10));

    /// <summary>How many other tests failed too.</summary>
    [GeneratedRegex(@" and \d+ more$")]
    private static partial Regex OtherTests();
}
