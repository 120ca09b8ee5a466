using System.Text.RegularExpressions;

namespace Colloquy.Cli.Tests;

public sealed partial class SupportDeskDemoTests : CliTest
{
    [Fact]
    public async Task The_desk_remembers_Alice_in_another_process_and_Bob_sees_nothing_of_hers()
    {
        var result = await Child.RunAsync("SupportDesk", "", "--store", StorePath);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var scenes = Scene.Split(result.Output);
        Assert.Equal(6, scenes.Length);
        Assert.Contains("an offline stand-in answers", scenes[0], StringComparison.Ordinal);

        Assert.Contains("new customer", scenes[1], StringComparison.Ordinal);
        Assert.Contains("TKT-1001", scenes[1], StringComparison.Ordinal);

        Assert.DoesNotContain("new customer", scenes[2], StringComparison.Ordinal);
        Assert.Matches(@"Support  Welcome back! There is 1 ticket: id TKT-1001", scenes[2]);
        Assert.Contains("already a ticket for that", scenes[2], StringComparison.Ordinal);
        Assert.DoesNotContain("TKT-1002", scenes[2], StringComparison.Ordinal);
        Assert.Contains("customer Alice, tier premium", scenes[2], StringComparison.Ordinal);

        Assert.Contains("new customer", scenes[3], StringComparison.Ordinal);
        Assert.DoesNotContain("TKT-1001", scenes[3], StringComparison.Ordinal);
        Assert.DoesNotContain("INV-2041", scenes[3], StringComparison.Ordinal);
        Assert.Contains("There are no tickets.", scenes[3], StringComparison.Ordinal);

        Assert.Matches(@"Alice +│ premium +│ +5 │ +16 │ +1 │", scenes[4]);
        Assert.Matches(@"Bob +│ standard +│ +2 │ +6 │ +0 │", scenes[4]);

        Assert.Matches(@"Bob has 3 turns and the ticket TKT-1002[^\n]*\n[^\n]*Undone: turn 3[^\n]*\n[^\n]*Bob has 2 turns and no tickets", scenes[5]);
        Assert.Contains("Bob has 3 turns and the ticket TKT-1003", scenes[5], StringComparison.Ordinal);
        Assert.Equal(5, Process.Matches(result.Output).Select(match => match.Value).Distinct().Count());
        Assert.True(File.Exists(StorePath));
    }

    [Fact]
    public async Task A_wrong_argument_is_told_the_right_ones()
    {
        var result = await Child.RunAsync("SupportDesk", "", "--nonsense");

        Assert.Equal((2, "Usage: SupportDesk [--store PATH]\n"), (result.ExitCode, result.Error));
    }

    [GeneratedRegex(@"^(?=.* · process \d+$)", RegexOptions.Multiline)]
    private static partial Regex Scene { get; }

    [GeneratedRegex(@"process \d+$", RegexOptions.Multiline)]
    private static partial Regex Process { get; }
}
