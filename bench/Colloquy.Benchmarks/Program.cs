using System.Globalization;
using BenchmarkDotNet.Running;
using Colloquy.Benchmarks;

switch (args)
{
    case ["ratios", .. var rest] when RatioOptions.TryParse(rest, out var options) && options.PicturePath is null:
        return await RatioRun.RunAsync(options);

    case ["peers", .. var rest] when RatioOptions.TryParse(rest, out var options):
        return await PeerRun.RunAsync(options);

    case ["postgres", .. var rest] when RatioOptions.TryParse(rest, out var options) && options.PicturePath is null:
        return await PostgresRun.RunAsync(options);

    case ["agents", var database, var agents, var seconds]:
        await AgentsWorker.RunAsync(database, int.Parse(agents, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture));
        return 0;

    case ["memory", .. var rest] when RatioOptions.TryParse(rest, out var options) && options is { JsonPath: null, PicturePath: null }:
        return await MemoryRun.RunAsync(options);

    case ["pieces", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(PiecesConfig).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, new PiecesConfig());
        return 0;

    case ["profile", var name] when await ProfileRun.TryRunAsync(name):
        return 0;

    default:
        await Console.Error.WriteLineAsync("""
            Usage:
              ratios [OPTIONS]                 measures Colloquy beside what it is built on, and prints the ratios
              peers [OPTIONS] [--picture FILE] measures turns on long sessions beside Agent Framework's, and draws them as SVG
              postgres [OPTIONS]               measures Colloquy in PostgreSQL beside raw Npgsql, on the server of COLLOQUY_TEST_POSTGRES
              memory [OPTIONS]                 measures whether a process keeps its size over 20,000 turns
              profile NAME                     repeats turn, grown, short, tool, durable, cold, testing, append, tail20 or readall for ten seconds, for a profiler
              pieces [BenchmarkDotNet options] measures the parts inside, each by itself
            Options:
              --quick      takes a few seconds for a measure
              --check      exits with 1 when a target is missed, and prints which
              --json FILE  writes the figures as JSON (ratios, peers, postgres)
              --only NAME  runs the measures whose names begin with this
            """);
        return 2;
}
