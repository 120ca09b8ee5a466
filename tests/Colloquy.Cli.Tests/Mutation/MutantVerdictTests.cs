using Colloquy.Testing;

namespace Colloquy.Cli.Tests.Mutation;

public sealed class MutantVerdictTests
{
    private static readonly TestRun s_undisturbed = Run(0);

    [Fact]
    public void A_fault_is_killed_by_the_check_that_fails()
    {
        var mutant = Judge(Run(1, failures: [new PlantingFailure("Shop.Orders.Pays", "Turn 2 failed.") { Check = "claims verified", IsAssertion = true }, new PlantingFailure("Shop.Other.Says", "No.") { IsAssertion = true }]));

        Assert.Equal(MutantOutcome.Killed, mutant.Outcome);
        Assert.Equal("Shop.Orders.Pays: claims verified and 1 more", MutationView.By(mutant));
    }

    [Fact]
    public void A_turn_without_an_answer_kills_and_is_told_apart() =>
        Assert.Equal("Shop.Orders.Pays: error", MutationView.By(Judge(Run(1, failures: [new PlantingFailure("Shop.Orders.Pays", "There is no answer.")]))));

    [Fact]
    public void A_fault_lives_when_it_changed_something_and_all_tests_passed()
    {
        var mutant = Judge(Run(0));

        Assert.Equal(MutantOutcome.Alive, mutant.Outcome);
        Assert.Equal("Add: A check of how often the tool is called.", MutationView.By(mutant));
    }

    [Fact]
    public void A_fault_that_changed_nothing_is_not_applicable() =>
        Assert.Equal(MutantOutcome.NotApplicable, Judge(Run(0, applied: [])).Outcome);

    [Fact]
    public void Tests_that_fail_while_the_fault_changes_nothing_decide_nothing()
    {
        var mutant = Judge(Run(1, applied: [], output: "[xUnit] boots\nOut of memory."));

        Assert.Equal((MutantOutcome.Undecided, "The fault changed nothing, and yet the tests failed: Out of memory."), (mutant.Outcome, mutant.Reason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_cassette_without_an_answer_decides_nothing(int exitCode)
    {
        var mutant = Judge(Run(exitCode, failures: [new PlantingFailure("Shop.Orders.Pays", "The cassette has no answer.") { IsMiss = true }]));

        Assert.Equal((MutantOutcome.Undecided, "A cassette has no answer to what the spoilt agent asks, in Shop.Orders.Pays."), (mutant.Outcome, mutant.Reason));
    }

    [Fact]
    public void What_fails_after_a_miss_in_the_same_class_kills_nothing()
    {
        var mutant = Judge(Run(1, failures: [new PlantingFailure("Shop.Orders.Pays", "Miss.") { IsMiss = true }, new PlantingFailure("Shop.Orders.Sums_up", "The turn Pays has not run.") { IsAssertion = true }]));

        Assert.Equal(MutantOutcome.Undecided, mutant.Outcome);
    }

    [Fact]
    public void What_fails_before_a_miss_kills()
    {
        var mutant = Judge(Run(1, failures: [new PlantingFailure("Shop.Orders.Pays", "It was called twice.") { Check = "tool called", IsAssertion = true }, new PlantingFailure("Shop.Orders.Sums_up", "Miss.") { IsMiss = true }]));

        Assert.Equal((MutantOutcome.Killed, "Shop.Orders.Pays: tool called"), (mutant.Outcome, MutationView.By(mutant)));
    }

    [Fact]
    public void A_failure_beside_a_miss_in_another_class_kills()
    {
        var mutant = Judge(Run(1, failures: [new PlantingFailure("Shop.Orders.Pays", "Miss.") { IsMiss = true }, new PlantingFailure("Shop.Returns.Pays_back", "It was called twice.") { Check = "tool called", IsAssertion = true }]));

        Assert.Equal((MutantOutcome.Killed, "Shop.Returns.Pays_back: tool called"), (mutant.Outcome, MutationView.By(mutant)));
    }

    [Fact]
    public void Green_tests_on_a_tool_that_a_cassette_answered_again_decide_nothing() =>
        Assert.Equal(MutantOutcome.Undecided, Judge(Run(0, repeated: ["orders"])).Outcome);

    [Fact]
    public void An_exception_that_a_test_expects_kills_nothing()
    {
        var expected = new PlantingFailure("Shop.Orders.Refuses", "It is refused.") { IsAssertion = true };

        var mutant = MutantVerdict.Of(PlantedFaults.Find("calls-twice"), Run(1, failures: [expected], output: "nothing"), Run(0, failures: [expected]));

        Assert.Equal(MutantOutcome.Undecided, mutant.Outcome);
        Assert.Equal("The tests ended with exit code 1, and no test said why: nothing", mutant.Reason);
    }

    [Theory]
    [InlineData("    Shop.Orders.Pays [FAIL]")]
    [InlineData("failed Shop.Orders.Pays (1s 205ms)")]
    [InlineData("  Failed Shop.Orders.Pays [2 s]")]
    [InlineData("  Failed Shop.Orders.Pays [< 1 ms]")]
    public void A_test_that_fails_in_another_way_is_known_by_what_the_runner_prints(string line)
    {
        var mutant = Judge(Run(1, output: $"Test run\n{line}\n  Error Message: no\nFailed!  - Failed: 1, Passed: 0"));

        Assert.Equal((MutantOutcome.Killed, "Shop.Orders.Pays"), (mutant.Outcome, Assert.Single(mutant.KilledBy).Test));
    }

    [Fact]
    public void Tests_that_were_ended_are_counted_apart() =>
        Assert.Equal(MutantOutcome.TimedOut, Judge(Run(null)).Outcome);

    [Fact]
    public void The_score_and_the_exit_code_count_what_is_known()
    {
        var (killed, alive, nothing, undecided) = (Judge(Run(1, failures: [new PlantingFailure("A.B", "no") { IsAssertion = true }])), Judge(Run(0)), Judge(Run(0, applied: [])), Judge(Run(0, repeated: ["orders"])));

        Assert.Equal((0.5, 1), (new MutationScore([killed, alive, nothing]).Value, new MutationScore([killed, alive, nothing]).ExitCode));
        Assert.Equal((1, 0), (new MutationScore([killed, nothing]).Value, new MutationScore([killed, nothing]).ExitCode));
        Assert.Equal(1, new MutationScore([killed, undecided]).ExitCode);
        Assert.Equal((null, 1), (new MutationScore([nothing]).Value, new MutationScore([nothing]).ExitCode));
    }

    private static Mutant Judge(TestRun run) => MutantVerdict.Of(PlantedFaults.Find("calls-twice"), run, s_undisturbed);

    private static TestRun Run(int? exitCode, string[]? applied = null, PlantingFailure[]? failures = null, string[]? repeated = null, string output = "") =>
        new(exitCode, output, new PlantingReport { Conversations = ["orders"], Applied = applied ?? ["orders"], Failures = failures ?? [], Repeated = repeated ?? [] }, TimeSpan.FromSeconds(2));
}
