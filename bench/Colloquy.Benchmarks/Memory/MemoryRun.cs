using System.Diagnostics;
using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// The most memory that a process has had after it warmed up, and at its end: one turn in each of 20,000 sessions, and
/// 20,000 turns in one session. Each in a process of its own, since the most that a process has had never falls again.
/// </summary>
internal static class MemoryRun
{
    private const string OfSessions = "memory.sessions";
    private const string OfTurns = "memory.turns";
    private const double MostGrowth = 1.1;

    // By then, the window of one session has been cut for the first time.
    private const int TurnsToWarmUp = 5_000;

    private static readonly string[] Names = [OfSessions, OfTurns];

    public static async Task<int> RunAsync(RatioOptions options)
    {
        var code = 0;
        foreach (var name in Names.Where(name => name.StartsWith(options.Only, StringComparison.Ordinal)))
        {
            // A name that is given in full is measured here.
            var missed = name == options.Only ? await RunAsync(name, options) : await RunInChildAsync(name, options);
            code = Math.Max(code, missed);
        }

        return code;
    }

    private static async Task<int> RunAsync(string name, RatioOptions options)
    {
        using var scratch = new ScratchFolder();
        return (await MeasureRun.RunAsync(options, [(name, () => MeasureAsync(name, scratch, options.Quick ? 10_000 : 20_000))])).ExitCode;
    }

    private static async Task<int> RunInChildAsync(string name, RatioOptions options)
    {
        // Under 'dotnet Colloquy.Benchmarks.dll' the process is the host, which is told the assembly.
        var assembly = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(MemoryRun).Assembly.Location] : Array.Empty<string>();
        using var child = Process.Start(Environment.ProcessPath!, [.. assembly, "memory", "--only", name, .. options.Quick ? ["--quick"] : Array.Empty<string>(), .. options.Check ? ["--check"] : Array.Empty<string>()]);
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(string name, ScratchFolder scratch, int turns)
    {
        await using var store = await SqliteSessionStore.OpenAsync(scratch.PathOf($"{name}.db"), new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        using var model = new InstantModel { ReportsUsage = false };
        var agent = new Agent(model);
        Session? session = null;
        double warm = 0;
        for (var i = 0; i < turns; i++)
        {
            if (session is null || name == OfSessions)
                session = await store.OpenAsync(new SessionKey($"ticket-{i}", "ada"));
            await agent.RunAsync(GrownTurns.Input, session);
            if (i == TurnsToWarmUp)
                warm = PeakMegabytes();
        }

        return [Measurement.Of(name, PeakMegabytes(), "MB", warm, Target.Max(MostGrowth))];
    }

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024.0 * 1024);
    }
}
