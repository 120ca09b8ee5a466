using System.Globalization;
using System.Text.Json;

namespace Colloquy.Solution.Tests;

/// <summary>What many users need, computed from what a turn costs.</summary>
/// <param name="WholeProcessor">The processor time of a turn in the application and on the server, in milliseconds.</param>
/// <param name="ApplicationProcessor">The part of it in the application, in milliseconds.</param>
/// <param name="Disk">The space of a turn in tables and indexes, in bytes.</param>
/// <param name="Log">The write-ahead log of a turn, in bytes.</param>
internal sealed record ScaleModel(double WholeProcessor, double ApplicationProcessor, double Disk, double Log)
{
    private const int TurnsOfUser = 10;
    private const double PeakHour = 0.1;
    private const double Load = 0.5;
    private const int Days = 90;
    private const int CoresOfServer = 32;
    private const int TerabytesOfServer = 16;

    private double ServerProcessor => WholeProcessor - ApplicationProcessor;

    /// <summary>Reads the figures that <c>postgres --json</c> has written.</summary>
    public static ScaleModel Read(string path)
    {
        using var figures = JsonDocument.Parse(File.ReadAllBytes(path));
        double Find(string name, string field = "value") => figures.RootElement.EnumerateArray().Single(figure => figure.GetProperty("name").GetString() == name).GetProperty(field).GetDouble();
        return new ScaleModel(Find("pg.turn.processor", "baseline"), Find("pg.turn.processor"), Find("pg.turn.disk"), Find("pg.turn.wal"));
    }

    public Need For(long users)
    {
        var turns = users * TurnsOfUser;
        var peak = turns * PeakHour / 3_600;
        return new Need(turns, peak, peak * ServerProcessor / 1_000 / Load, peak * ApplicationProcessor / 1_000 / Load, peak * Log / 1e6, (double)turns * Days * Disk / 1e12);
    }

    public string ToMarkdown()
    {
        var (small, large) = (For(1_000_000), For(100_000_000));
        return $"""
            | measured, of a turn with one tool call | figure |
            | --- | ---: |
            | processor, application and server together | {Show(WholeProcessor)} ms |
            | processor, application | {Show(ApplicationProcessor)} ms |
            | processor, server: the difference | {Show(ServerProcessor)} ms |
            | disk, with indexes | {Show(Disk)} bytes |
            | write-ahead log | {Show(Log)} bytes |

            | | arithmetic | 1 million users a day | 100 million users a day |
            | --- | --- | ---: | ---: |
            | turns a day | users × {TurnsOfUser} | {Show(small.Turns)} | {Show(large.Turns)} |
            | turns a second in the busiest hour | turns a day × {Show(PeakHour)} / 3,600 | {Show(small.PeakTurns)} | {Show(large.PeakTurns)} |
            | cores of servers | turns a second × {Show(ServerProcessor)} ms / 1,000 / {Show(Load)} | {Show(small.ServerCores)} | {Show(large.ServerCores)} |
            | cores of applications | turns a second × {Show(ApplicationProcessor)} ms / 1,000 / {Show(Load)} | {Show(small.ApplicationCores)} | {Show(large.ApplicationCores)} |
            | write-ahead log, MB a second | turns a second × {Show(Log)} / 1,000,000 | {Show(small.LogMegabytes)} | {Show(large.LogMegabytes)} |
            | disk, TB | turns a day × {Days} days × {Show(Disk)} / 10¹² | {Show(small.DiskTerabytes)} | {Show(large.DiskTerabytes)} |
            | servers by cores | cores / {CoresOfServer} | {Show(Math.Ceiling(small.ServerCores / CoresOfServer))} | {Show(Math.Ceiling(large.ServerCores / CoresOfServer))} |
            | servers by disk | TB / {TerabytesOfServer} | {Show(Math.Ceiling(small.DiskTerabytes / TerabytesOfServer))} | {Show(Math.Ceiling(large.DiskTerabytes / TerabytesOfServer))} |

            """.ReplaceLineEndings("\n");
    }

    private static string Show(double value) => value.ToString(value >= 100 ? "N0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>What so many users need.</summary>
    internal sealed record Need(long Turns, double PeakTurns, double ServerCores, double ApplicationCores, double LogMegabytes, double DiskTerabytes);
}
