namespace Colloquy.Cli.Tests.Mutation;

/// <summary><c>colloquy test mutate</c> on tests in processes of their own.</summary>
public sealed class TestMutateTests : CliTest
{
    public TestMutateTests() => Variables["COLLOQUY_STORE"] = StorePath;

    [Theory]
    [InlineData("There is no fault 'forgets-nothing' to plant.", "--only", "forgets-nothing")]
    [InlineData("No fault is left to plant.", "--only", "calls-twice", "--except", "calls-twice")]
    [InlineData("--timeout wants a whole number from 1 to 86400.", "--timeout", "0")]
    [InlineData("The program 'no-such-program' cannot be started", "--", "no-such-program")]
    public async Task A_wrong_line_says_what_is_wrong(string problem, params string[] args)
    {
        var result = await RunAsync(["test", "mutate", .. args]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_that_fail_without_a_fault_end_it()
    {
        var result = await RunAsync("test", "mutate", "--", "dotnet", "exec", Path.Combine(Folder, "missing.dll"));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("The tests fail without a fault (exit code ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_holds_no_conversation_ends_it()
    {
        var result = await RunAsync("test", "mutate", "--", "dotnet", "--version");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("hold no conversation of Colloquy.Testing", result.Error, StringComparison.Ordinal);
    }
}
