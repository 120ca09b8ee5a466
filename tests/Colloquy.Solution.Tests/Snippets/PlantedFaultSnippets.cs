using Colloquy.Offline;
using Colloquy.Testing;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

public sealed class PlantedFaultSnippets
{
    private static void Configure(ConversationBuilder conversation) =>
        conversation.UseAgent(parts => new Agent(parts.Client(() => new OfflineChatClient())) { Name = "teller" });

    [Fact]
    public async Task A_fault_is_planted_in_one_conversation()
    {
        // snippet: planted-fault
        var builder = new ConversationBuilder("trip-savings").AddExtension(PlantedFaults.Find("forgets-history").CreateExtension());
        await using var conversation = await Conversation.StartAsync(builder, Configure);
        // snippet: end

        await conversation.SayAsync("My destination is Lisbon.");
        var turn = await conversation.SayAsync("What is my destination?");

        Assert.DoesNotContain("Lisbon", turn.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_of_a_run_is_read()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "no-run");

        // snippet: planting-report
        var report = await PlantingReport.ReadAsync(folder);

        Console.WriteLine($"The fault changed something in {report.Applied.Count} of {report.Conversations.Count} conversations.");
        foreach (var failure in report.Failures)
            Console.WriteLine($"{failure.Test}: {failure.Check ?? failure.Message}");
        // snippet: end

        Assert.Empty(report.Conversations);
    }
}
