using System.Diagnostics;
using System.Globalization;

namespace Colloquy.Benchmarks;

/// <summary>Turns of 64 agents in four processes, each on a session of its own in one database, against those of one agent in one process. The model is the offline stand-in, and each turn calls a tool.</summary>
internal static class AgentsMeasure
{
    private const int Processes = 4;
    private const int Agents = 64;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchDatabase database, Effort effort)
    {
        await using var store = await database.OpenAsync("bench_agents");
        var before = await TurnSpace.ReadAsync(database, "bench_agents");
        var many = await RunAsync(database, Processes, Agents / Processes, effort);
        var space = await TurnSpace.ReadAsync(database, "bench_agents") - before;
        var one = await RunAsync(database, 1, 1, effort);

        var all = Environment.ProcessorCount * 1_000.0 / many.PerSecond;
        return
        [
            Measurement.Of("pg.agents.64", many.PerSecond, "turns/s", one.PerSecond, Target.None),
            Measurement.Of("pg.turn.processor", many.Processor.TotalMilliseconds / many.Turns, "ms", all, Target.None),
            Measurement.Of("pg.turn.disk", space.Disk / many.AllTurns, "bytes", space.Payloads / many.AllTurns, Target.None),
            Measurement.Of("pg.turn.wal", space.Log / many.AllTurns, "bytes", space.Payloads / many.AllTurns, Target.None),
        ];
    }

    private static async Task<WorkerReport> RunAsync(BenchDatabase database, int processes, int agents, Effort effort)
    {
        var seconds = effort.IsQuick ? 4 : 20;
        var workers = new List<Process>();
        try
        {
            for (var i = 0; i < processes; i++)
                workers.Add(Start(database, agents, seconds));
            foreach (var worker in workers)
                await ReadLineAsync(worker);
            foreach (var worker in workers)
                await worker.StandardInput.WriteLineAsync("go");

            var sum = new WorkerReport(0, 0, TimeSpan.Zero, seconds);
            foreach (var worker in workers)
                sum += WorkerReport.Parse(await ReadLineAsync(worker));
            return sum;
        }
        finally
        {
            foreach (var worker in workers)
            {
                worker.Kill();
                worker.Dispose();
            }
        }
    }

    private static async Task<string> ReadLineAsync(Process worker) =>
        await worker.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A process with agents has failed; its message is above.");

    private static Process Start(BenchDatabase database, int agents, int seconds)
    {
        var assembly = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(AgentsMeasure).Assembly.Location] : Array.Empty<string>();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[.. assembly, "agents", database.ConnectionString, agents.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
