using Colloquy.Offline;
using Colloquy.Testing;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/testing/reports.md.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class ReportSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_run_is_recorded_reported_and_compared()
    {
        var folder = _folder.FullName;
        static void configure(ConversationBuilder conversation) => conversation.UseAgent(parts => new Agent(parts.Client(() => new OfflineChatClient())));

        // snippet: report-record
        var recorder = new RunRecorder(new RunRecorderOptions { Name = "shop tests", Root = folder });

        using (ConversationDefaults.AddExtensions(recorder))
        {
            await using var conversation = await Conversation.StartAsync("greeting", configure);
            var turn = await conversation.SayAsync("Good morning", name: "Greet");
            turn.Record(new CheckResult { Name = "polite", Outcome = CheckOutcome.Passed, Score = 1, Expected = "The answer is polite." });
        }

        var run = await recorder.CompleteAsync();
        var page = await RunReports.WriteAsync(run, recorder.Folder);

        Assert.Equal(TestOutcome.Passed, run.Verdict);
        Assert.Contains("The only test passed", await File.ReadAllTextAsync(page));

        // snippet: end
        var (baseline, current) = (run, run);

        // snippet: report-compare
        var comparison = RunComparison.Compare(baseline, current);

        foreach (var conversation in comparison.Where(ChangeKinds.NewlyFailing))
        {
            foreach (var turn in conversation.DifferentTurns)
                Console.WriteLine($"{conversation.After!.FullName}, {turn.After?.Name}: {turn.Changes}");
        }

        // snippet: end
        Assert.Empty(comparison.Where(ChangeKinds.NewlyFailing));
    }
}
