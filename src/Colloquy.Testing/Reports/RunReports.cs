namespace Colloquy.Testing;

/// <summary>Writes all reports of a run into the folder that keeps it.</summary>
public static class RunReports
{
    /// <summary>Writes <c>report.html</c>, <c>report.md</c>, <c>junit.xml</c> and the result files in the form of <c>Microsoft.Extensions.AI.Evaluation.Reporting</c> (folder <c>evaluation</c>), compared with the run before.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="baseline">The run to compare with; null for the newest run before this one, if there is any.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The path of the HTML page.</returns>
    public static async Task<string> WriteAsync(RunRecord run, RunFolder folder, RunRecord? baseline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        baseline ??= await folder.ReadLatestAsync(run.Id, cancellationToken).ConfigureAwait(false);
        var history = await folder.ReadHistoryAsync(before: run.Id, cancellationToken: cancellationToken).ConfigureAwait(false);
        var html = Path.Combine(folder.Path, "report.html");
        await HtmlReport.WriteAsync(run, html, new HtmlReportOptions { Baseline = baseline, History = history }, cancellationToken).ConfigureAwait(false);
        await MarkdownReport.WriteAsync(run, Path.Combine(folder.Path, "report.md"), baseline, cancellationToken).ConfigureAwait(false);
        await JUnitReport.WriteAsync(run, Path.Combine(folder.Path, "junit.xml"), cancellationToken).ConfigureAwait(false);
        await EvaluationResultFiles.WriteAsync(run, Path.Combine(folder.Path, "evaluation"), cancellationToken).ConfigureAwait(false);
        RemoveOldResults(Path.Combine(folder.Path, "evaluation", "results"), folder);
        return html;
    }

    /// <summary>Results are kept as long as their run.</summary>
    private static void RemoveOldResults(string results, RunFolder folder)
    {
        var kept = folder.ListFiles().Select(RunFolder.IdOf).ToHashSet(StringComparer.Ordinal);
        if (kept.Count == 0 || !Directory.Exists(results))
            return;

        foreach (var execution in Directory.EnumerateDirectories(results).Where(path => !kept.Contains(Path.GetFileName(path))).ToList())
            Directory.Delete(execution, recursive: true);
    }
}
