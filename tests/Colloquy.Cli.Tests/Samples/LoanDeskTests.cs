namespace Colloquy.Cli.Tests;

public sealed class LoanDeskTests : CliTest
{
    [Fact]
    public async Task The_desk_finds_books_checks_the_shelf_and_goes_on_after_a_restart()
    {
        var first = await Child.RunAsync("LoanDesk", "Do you have anything on knots?\nIs B-100 on the shelf?\nbye\n", "--store", StorePath);
        var second = await Child.RunAsync("LoanDesk", "What did I ask for?\nexit\n", "--store", StorePath);

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Contains("An offline stand-in answers", first.Output, StringComparison.Ordinal);
        Assert.Contains("find_books(", first.Output, StringComparison.Ordinal);
        Assert.Contains("check_shelf(B-100)", first.Output, StringComparison.Ordinal);
        Assert.Contains("B-100 (Knots for Small Boats): 3 on the shelf", first.Output, StringComparison.Ordinal);
        Assert.Contains("You left after 2 turns", second.Output, StringComparison.Ordinal);
        Assert.Contains("Reader: Is B-100 on the shelf?", second.Output, StringComparison.Ordinal);
        Assert.Contains("anything on knots", second.Output[second.Output.IndexOf("Reader: Is B-100", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("3 turns are in the file", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_argument_is_told_the_right_ones()
    {
        var result = await Child.RunAsync("LoanDesk", "", "--nonsense");

        Assert.Equal((2, "Usage: LoanDesk [--store PATH]\n"), (result.ExitCode, result.Error));
    }
}
