using System.Security.Cryptography;
using System.Text;

namespace Colloquy.Testing;

/// <summary>Writes a run as one HTML page that needs no network and no other file.</summary>
/// <remarks>The page is readable without scripts, in light and dark, on a phone and on paper. A policy in the page lets no script run but its own.</remarks>
public static class HtmlReport
{
    private static readonly string Style = Asset("report.css");
    private static readonly string Script = Asset("report.js");
    private static readonly string ScriptHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    /// <summary>Returns the page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">What the page shows beside the run; null for nothing.</param>
    public static string Render(RunRecord run, HtmlReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        options ??= new HtmlReportOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTextLength, 100);
        var limit = Math.Min(options.MaxTextLength, LimitFor(run));
        var page = new Page(limit);
        Head(page, run);
        HeaderSection.Write(page, run);
        page.Raw("<main id=\"main\" class=\"wrap\" tabindex=\"-1\">\n");
        var ids = new ReportIds(run.Conversations);
        var comparison = options.Baseline is { } baseline ? RunComparison.Compare(baseline, run) : null;
        if (comparison is not null)
            ChangesSection.Write(page, comparison, ids);
        LeaderboardSection.Write(page, run);
        var earlier = options.History?.Runs ?? [];
        HistorySection.Write(page, [.. earlier.Where(one => one.Id != run.Id), RunSummary.Of(run)], options.History?.Unreadable ?? []);
        new ListSection(run, comparison, earlier, ids, limit).Write(page);
        page.Raw("</main>\n<footer class=\"wrap\"><p>").Text($"Written by Colloquy.Testing {run.Environment.Version}. Every figure is in the JSON file of the run, {run.Id}.json.").Raw("</p></footer>\n<script>").Raw(Script).Raw("</script>\n</body>\n</html>\n");
        return page.ToString();
    }

    /// <summary>Writes the page to a file: it is there whole, or not at all.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">What the page shows beside the run; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static Task WriteAsync(RunRecord run, string path, HtmlReportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return WholeFile.WriteTextAsync(Path.GetFullPath(path), Render(run, options), cancellationToken);
    }

    private static void Head(Page page, RunRecord run) => page
        .Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
        .Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{ScriptHash}'; base-uri 'none'; form-action 'none'\">\n")
        .Raw("<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n<title>").Text($"{Words.Verdict(run)} – {run.Name}").Raw("</title>\n<style>").Raw(Style).Raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n");

    /// <summary>Less of each text where there are many, so that 500 conversations stay a page that opens at once.</summary>
    private static int LimitFor(RunRecord run) => run.Conversations.Sum(one => one.Turns.Count) switch
    {
        <= 200 => 20_000,
        <= 1_000 => 6_000,
        _ => 2_000,
    };

    private static string Asset(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks the resource '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
