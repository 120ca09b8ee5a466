namespace Colloquy.Cli.Tests;

public sealed class ObservabilityTests
{
    [Fact]
    public async Task The_sample_writes_spans_and_metrics_to_the_console()
    {
        var result = await Child.RunAsync("Observability", "");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("An offline stand-in answers", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"invoke_agent yard", result.Output);
        Assert.Matches(@"execute_tool find_lorry", result.Output);
        Assert.Matches(@"gen_ai\.conversation\.id=observed", result.Output);
        Assert.Matches(@"│ colloquy\.session\.entries +│", result.Output);
        Assert.Matches(@"│ gen_ai\.client\.token\.usage +│", result.Output);
        Assert.Matches(@"│ colloquy\.sessions +│ \{session\} +│ activity=idle +│ 1 +│", result.Output);
        Assert.Contains("Your name is Ines", result.Output, StringComparison.Ordinal);
    }
}
