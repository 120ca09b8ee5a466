using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>Provides the tools of the three agents. A resumed turn can call each again: two only read, and the third writes the same file.</summary>
public sealed class SurveyTools(string reportPath)
{
    public AITool HullRecords { get; } = AgentTool.Create((string ship) => Tell("hull", Records.FindHull(ship)), "read_hull_records", "Reads what was seen of a ship's hull.", idempotent: true);

    public AITool EngineRecords { get; } = AgentTool.Create((string ship) => Tell("engine", Records.FindEngine(ship)), "read_engine_records", "Reads what was seen of a ship's engine.", idempotent: true);

    public AITool WriteReport => AgentTool.Create(WriteReportAsync, "write_report", "Writes the report to a file.", idempotent: true);

    private async Task<string> WriteReportAsync(string text, RunContext run)
    {
        var ship = await run.State.GetAsync<string>(Survey.ShipKey, cancellationToken: run.CancellationToken);
        await File.WriteAllTextAsync(reportPath, $"# {ship}\n\n{text}\n", run.CancellationToken);
        return $"The report is in {reportPath}.";
    }

    private static string Tell(string part, IReadOnlyList<Entry> found) =>
        found.Count == 0 ? $"No {part} records." : $"{found.Count} {part} records: " + string.Join("; ", found.Select(entry => $"{entry.Text} ({entry.When})"));
}
