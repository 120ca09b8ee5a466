using System.Globalization;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Whatever is done to a session, by whomever: with what is kept between turns everything is as it is without.</summary>
public sealed class HistoryCachePropertyTests
{
    private const int StepsOfRound = 120;
    private static readonly string? Given = Environment.GetEnvironmentVariable("COLLOQUY_SEED");

    [Fact]
    public async Task A_cache_changes_no_prompt_no_report_and_no_log()
    {
        using var counts = await RunAsync("short", steps: 1_200);

        Assert.True(counts["hit"] * 10 >= 3 * (counts["hit"] + counts["miss"]), counts.ToString());
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task A_cache_changes_nothing_in_a_great_many_operations()
    {
        using var counts = await RunAsync("long", PropertySteps.OfCache);

        Assert.True(counts["hit"] * 10 >= 3 * (counts["hit"] + counts["miss"]), counts.ToString());
        foreach (var cause in (string[])["same", "cold", "moved", "read", "recreated", "pruned", "elsewhere", "calls", "unreadable"])
            Assert.True(counts[cause] >= PropertySteps.OfCache / 1_000, $"{cause}: {counts}");
        Assert.True(counts["continued"] * 4 >= (counts["continued"] + counts["built"]), counts.ToString());
    }

    private static async Task<HistoryCounts> RunAsync(string name, int steps)
    {
        var seed = Given is null ? Random.Shared.Next() : int.Parse(Given, CultureInfo.InvariantCulture);
        var app = $"history-{name}-{seed}";
        var counts = new HistoryCounts(app);
        await Parallel.ForEachAsync(Enumerable.Range(seed, (steps + StepsOfRound - 1) / StepsOfRound), async (round, _) => await RunRoundAsync(app, round));
        TestContext.Current.TestOutputHelper?.WriteLine(counts.ToString());
        return counts;
    }

    private static async Task RunRoundAsync(string app, int seed)
    {
        var random = new Random(seed);
        var (pipelines, isCalm) = (random.Next(1_000), random.Next(3) == 0);
        await using var kept = new HistorySide(app, pipelines, maxBytes: random.Next(8) == 0 ? 20_000 : 1 << 24);
        await using var plain = new HistorySide(app, pipelines, maxBytes: 0);
        var before = isCalm ? random.Next(200) : 0;
        await kept.BeginAsync(before);
        await plain.BeginAsync(before);
        for (var i = 0; i < StepsOfRound; i++)
        {
            var step = HistoryStep.Next(random, isCalm);
            var told = $"seed {seed}, pipelines {pipelines}, step {i}: {step}";
            var (sent, asked) = (plain.Model.Sent.Count, plain.Worker.Sent.Count);

            var expected = await plain.DoAsync(step);
            var actual = await kept.DoAsync(step);

            AssertSame(Lines(plain.Model.Sent, sent), Lines(kept.Model.Sent, sent), told);
            AssertSame(expected, actual, told);
            AssertSame(Lines(plain.Worker.Sent, asked), Lines(kept.Worker.Sent, asked), told);
            if (i % 20 == 19)
            {
                AssertSame(await plain.LogAsync(), await kept.LogAsync(), told);
                AssertSame(await plain.PreviewAsync(), await kept.PreviewAsync(), told);
            }
        }
    }

    private static string Lines(List<string> sent, int from) => string.Join("\n--\n", sent.Skip(from));

    private static void AssertSame(string expected, string actual, string told)
    {
        if (expected == actual)
            return;

        var (without, with) = (expected.Split('\n'), actual.Split('\n'));
        var line = without.Zip(with).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"{told}\n\nline {line} of {without.Length} without:\n{without.ElementAtOrDefault(line)}\n\nof {with.Length} with:\n{with.ElementAtOrDefault(line)}");
    }
}
