namespace Colloquy.Cli.Tests;

public sealed class TwoProcessTests : CliTest
{
    [Fact]
    public async Task What_one_process_was_told_another_remembers()
    {
        var first = await Child.RunAsync("Colloquy.Cli", "My name is Ines\n", "chat", "--store", StorePath);
        var second = await Child.RunAsync("Colloquy.Cli", "What is my name?\n", "chat", "--store", StorePath);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("New conversation 'chat'.", first.Error, StringComparison.Ordinal);
        Assert.Contains("Resumed conversation 'chat': 2 messages in 1 turn", second.Error, StringComparison.Ordinal);
        Assert.Equal("Your name is Ines.", second.Output.TrimEnd());
    }

    [Fact]
    public async Task The_tool_answers_programs_in_JSON_with_nothing_around_it()
    {
        var result = await Child.RunAsync("Colloquy.Cli", "", "doctor", "--store", StorePath, "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("}", result.Output.TrimEnd(), StringComparison.Ordinal);
    }
}
