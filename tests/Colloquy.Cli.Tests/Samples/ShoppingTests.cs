namespace Colloquy.Cli.Tests;

public sealed class ShoppingTests : CliTest
{
    [Fact]
    public async Task The_assistant_searches_looks_at_the_stock_and_goes_on_after_a_restart()
    {
        var first = await Child.RunAsync("Shopping", "Do you have running shoes?\nIs P-100 in stock?\nexit\n", "--store", StorePath);
        var second = await Child.RunAsync("Shopping", "What did I ask for?\nquit\n", "--store", StorePath);

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Contains("An offline stand-in answers", first.Output, StringComparison.Ordinal);
        Assert.Contains("search_products(", first.Output, StringComparison.Ordinal);
        Assert.Contains("check_inventory(P-100)", first.Output, StringComparison.Ordinal);
        Assert.Contains("42 units in stock", first.Output, StringComparison.Ordinal);
        Assert.Contains("Welcome back: 2 turns so far", second.Output, StringComparison.Ordinal);
        Assert.Contains("You: Is P-100 in stock?", second.Output, StringComparison.Ordinal);
        Assert.Contains("running shoes", second.Output[second.Output.IndexOf("You: Is P-100", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("Saved: 3 turns", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_argument_is_told_the_right_ones()
    {
        var result = await Child.RunAsync("Shopping", "", "--nonsense");

        Assert.Equal((2, "Usage: Shopping [--store PATH]\n"), (result.ExitCode, result.Error));
    }
}
