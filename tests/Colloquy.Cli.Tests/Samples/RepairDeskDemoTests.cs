using System.Text.RegularExpressions;

namespace Colloquy.Cli.Tests;

public sealed partial class RepairDeskDemoTests : CliTest
{
    [Fact]
    public async Task The_desk_remembers_Ines_in_another_process_and_Marek_sees_nothing_of_hers()
    {
        var result = await Child.RunAsync("RepairDesk", "", "--store", StorePath);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var scenes = Scene.Split(result.Output);
        Assert.Equal(6, scenes.Length);
        Assert.Contains("an offline stand-in answers", scenes[0], StringComparison.Ordinal);

        Assert.Contains("the first call of Ines", scenes[1], StringComparison.Ordinal);
        Assert.Contains("CASE-101", scenes[1], StringComparison.Ordinal);

        Assert.DoesNotContain("the first call", scenes[2], StringComparison.Ordinal);
        Assert.Matches(@"Desk     Welcome back! There is 1 case: number CASE-101", scenes[2]);
        Assert.Contains("already a case for that", scenes[2], StringComparison.Ordinal);
        Assert.DoesNotContain("CASE-102", scenes[2], StringComparison.Ordinal);
        Assert.Contains("caller Ines, hall hall 2", scenes[2], StringComparison.Ordinal);

        Assert.Contains("the first call of Marek", scenes[3], StringComparison.Ordinal);
        Assert.DoesNotContain("CASE-101", scenes[3], StringComparison.Ordinal);
        Assert.DoesNotContain("P-12", scenes[3], StringComparison.Ordinal);
        Assert.Contains("There are no cases.", scenes[3], StringComparison.Ordinal);

        Assert.Matches(@"Ines +│ hall 2 +│ +5 │ +16 │ +1 │", scenes[4]);
        Assert.Matches(@"Marek +│ hall 5 +│ +2 │ +6 │ +0 │", scenes[4]);

        Assert.Matches(@"Marek has 3 turns and CASE-102[^\n]*\n[^\n]*Taken back: turn 3[^\n]*\n[^\n]*Marek has 2 turns and no cases", scenes[5]);
        Assert.Contains("Marek has 3 turns and CASE-103", scenes[5], StringComparison.Ordinal);
        Assert.Equal(5, Process.Matches(result.Output).Select(match => match.Value).Distinct().Count());
        Assert.True(File.Exists(StorePath));
    }

    [Fact]
    public async Task A_wrong_argument_is_told_the_right_ones()
    {
        var result = await Child.RunAsync("RepairDesk", "", "--nonsense");

        Assert.Equal((2, "Usage: RepairDesk [--store PATH]\n"), (result.ExitCode, result.Error));
    }

    [GeneratedRegex(@"^(?=.* · process \d+$)", RegexOptions.Multiline)]
    private static partial Regex Scene { get; }

    [GeneratedRegex(@"process \d+$", RegexOptions.Multiline)]
    private static partial Regex Process { get; }
}
