using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

[Collection(nameof(WorkingFolder))]
public sealed class TranscriptSnippets
{
    [Fact]
    public async Task A_conversation_is_written_for_people()
    {
        using var folder = new WorkingFolder(Directory.CreateTempSubdirectory());
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("case-17", user: "ada"));
        for (var turn = 1; turn <= 4; turn++)
            await session.AddAsync([new ChatMessage(ChatRole.User, $"question {turn}"), new ChatMessage(ChatRole.Assistant, $"answer {turn}")]);

        // snippet: transcripts-write
        await using (var page = File.Create("case-17.html"))
            await session.Documents.WriteTranscriptAsync(page, new TranscriptOptions { Format = TranscriptFormat.Html });

        await using (var text = File.Create("case-17.md"))
            await session.Documents.WriteTranscriptAsync(text, new TranscriptOptions { Format = TranscriptFormat.Markdown, FirstTurn = 2, LastTurn = 3 });

        // snippet: end
        Assert.Contains("question 4", await File.ReadAllTextAsync("case-17.html"), StringComparison.Ordinal);
        Assert.Contains("### assistant", await File.ReadAllTextAsync("case-17.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("question 4", await File.ReadAllTextAsync("case-17.md"), StringComparison.Ordinal);
    }
}
