namespace Colloquy.Testing.Xunit.Tests;

/// <summary>A class with [SurvivesRestart] has a test of its own, which holds its conversation again with restarts.</summary>
public sealed class RestartTests
{
    public static TheoryData<bool> Modes => [false, true];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_conversation_that_survives_restarts_has_one_test_more(bool inParallel)
    {
        var run = await SubjectRun.WholeAsync(inParallel);

        Assert.Equal(["Pass survives: First", "Pass survives: Second", "Pass survives: survives a restart"], run.Of("survives"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task One_that_does_not_survive_fails_and_names_the_place(bool inParallel)
    {
        var run = await SubjectRun.WholeAsync(inParallel);

        Assert.Equal("Pass", run.Single("forgets: Second").Outcome);
        var restart = run.Single("forgets: survives a restart");
        Assert.Equal("Fail", restart.Outcome);
        Assert.Contains("First", restart.Message, StringComparison.Ordinal);
        Assert.Contains("answer 2", restart.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task One_whose_turns_fail_anyway_is_not_held_again(bool inParallel)
    {
        var restart = (await SubjectRun.WholeAsync(inParallel)).Single("fails-before-restart: survives a restart");

        Assert.Equal("Skip", restart.Outcome);
        Assert.StartsWith("blocked by Only, which failed its checks: Assert.Equal() Failure", restart.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_selected_alone_and_each_turn_gets_an_object_that_is_disposed()
    {
        var run = await SubjectRun.RunAsync("-method", "Subject.Survives.Survives_restart");

        Assert.Equal("Pass survives: survives a restart", Assert.Single(run.All).ToString());
        Assert.True(run.Log.Count(line => line == "an object was disposed") >= 4, string.Join('\n', run.Log));
    }
}
