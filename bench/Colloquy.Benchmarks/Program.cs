using BenchmarkDotNet.Running;
using Colloquy.Benchmarks;

switch (args)
{
    case ["ratios", .. var rest] when RatioOptions.TryParse(rest, out var options):
        await RatioRun.RunAsync(options);
        return 0;

    case ["pieces", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(PiecesConfig).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, new PiecesConfig());
        return 0;

    case ["profile", var name] when await ProfileRun.TryRunAsync(name):
        return 0;

    default:
        await Console.Error.WriteLineAsync("""
            Usage:
              ratios [--quick] [--json FILE]   measures Colloquy beside what it is built on, and prints the ratios
              profile NAME                     repeats turn, append, tail20 or readall for ten seconds, for a profiler
              pieces [BenchmarkDotNet options] measures the parts inside, each by itself
            """);
        return 2;
}
