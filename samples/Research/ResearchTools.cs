using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>The tools of the three agents. Each may be called again by a resumed turn: two look, and the third writes the same file.</summary>
public sealed class ResearchTools(string reportPath)
{
    public AITool PaperSearch { get; } = AgentTool.Create((string topic) => Tell("papers", Library.FindPapers(topic)), "search_papers", "Searches papers on a topic.", idempotent: true);

    public AITool RepositorySearch { get; } = AgentTool.Create((string topic) => Tell("implementations", Library.FindRepositories(topic)), "search_implementations", "Searches implementations on a topic.", idempotent: true);

    public AITool WriteReport => AgentTool.Create(WriteReportAsync, "write_report", "Writes the report to a file.", idempotent: true);

    private async Task<string> WriteReportAsync(string text, RunContext run)
    {
        var topic = await run.State.GetAsync<string>(Workflow.TopicKey, cancellationToken: run.CancellationToken);
        await File.WriteAllTextAsync(reportPath, $"# {topic}\n\n{text}\n", run.CancellationToken);
        return $"Written to {reportPath}.";
    }

    private static string Tell(string what, IReadOnlyList<Work> found) =>
        found.Count == 0 ? $"No {what} were found." : $"{found.Count} {what}: " + string.Join("; ", found.Select(work => $"{work.Name} ({work.About})"));
}
