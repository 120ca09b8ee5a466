using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>docs/scale.md computes what the benchmark's figures in docs/scale.json mean for many users. To compute it anew: run with COLLOQUY_APPROVE=1.</summary>
public sealed class ScalePageTests
{
    private const string Start = "<!-- scale -->\n";
    private const string End = "<!-- end of scale -->";

    private static string Page => Repository.PathOf("docs", "scale.md");

    [Fact]
    public void The_arithmetic_is_that_of_the_benchmarks_figures()
    {
        var computed = ScaleModel.Read(Repository.PathOf("docs", "scale.json")).ToMarkdown();
        var page = File.ReadAllText(Page).ReplaceLineEndings("\n");
        var (start, end) = (page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, page.IndexOf(End, StringComparison.Ordinal));

        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
            File.WriteAllText(Page, page = page[..start] + computed + page[end..]);

        Assert.Contains(Start + computed + End, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_times_the_users_need_ten_times_the_processors_and_the_disk()
    {
        var model = new ScaleModel(WholeProcessor: 4, ApplicationProcessor: 3, Disk: 10_000, Log: 12_000);

        var (one, ten) = (model.For(1_000_000), model.For(10_000_000));

        Assert.Equal((278, 0.56, 1.67, 9.0), (Math.Round(one.PeakTurns), Math.Round(one.ServerCores, 2), Math.Round(one.ApplicationCores, 2), one.DiskTerabytes));
        Assert.Equal((10 * one.PeakTurns, 10 * one.ServerCores, 10 * one.DiskTerabytes), (ten.PeakTurns, ten.ServerCores, ten.DiskTerabytes));
    }
}
