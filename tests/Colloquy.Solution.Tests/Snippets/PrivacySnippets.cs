using Colloquy.Extensibility;
using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of the pages about what is not stored and not sent, compiled and run on the offline stand-in.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class PrivacySnippets
{
    [Fact]
    public async Task A_transient_message_is_not_stored()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines"));
        using var chatClient = new OfflineChatClient();
        var agent = new Agent(chatClient);

        // snippet: agents-transient
        var code = new ChatMessage(ChatRole.User, "The code is 914-226.").AsTransient();
        var answer = await agent.RunAsync([code], session);

        // snippet: end
        Assert.Contains("914-226", answer.Text, StringComparison.Ordinal);
        Assert.True((await session.GetItemsAsync())[0].IsWithheld);
    }

    [Fact]
    public async Task Personal_data_is_kept_from_the_model_the_log_and_transcripts()
    {
        using var folder = new WorkingFolder(Directory.CreateTempSubdirectory());
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines"));
        using var chatClient = new OfflineChatClient();

        // snippet: redaction-model
        var agent = new Agent(chatClient)
        {
            Middleware = [new RedactionMiddleware(new PersonalDataRedaction(), RedactionMode.Model)],
        };
        var answer = await agent.RunAsync("Write to ines@works.example.", session);   // the model reads: Write to [email-1].

        // snippet: end
        Assert.Contains("ines@works.example", answer.Text, StringComparison.Ordinal);
        Assert.Equal("ines@works.example", await session.State.GetAsync<string>("redaction/email-1"));

        // snippet: redaction-stored
        var redaction = new PersonalDataRedaction
        {
            Detectors = [.. PersonalDataDetectors.All, PersonalDataDetectors.Pattern("customer", "C-[0-9]{6}"), new NameDetector()],
        };
        var careful = new Agent(chatClient)
        {
            Middleware = [new RedactionMiddleware(redaction, RedactionMode.Stored)],
        };
        await careful.RunAsync("I am Ines, C-471100.", session);   // stored: I am [name], [customer].

        // snippet: end
        Assert.Equal("I am [name], [customer].", (await session.GetItemsAsync())[2].Text);

        // snippet: redaction-transcript
        await using var file = File.Create("case-17.html");
        await session.Documents.WriteTranscriptAsync(file, new TranscriptOptions { Format = TranscriptFormat.Html, Redaction = new PersonalDataRedaction() });

        // snippet: end
        await file.DisposeAsync();
        Assert.DoesNotContain("works.example", await File.ReadAllTextAsync("case-17.html"), StringComparison.Ordinal);
    }

    private sealed class NameDetector : IPersonalDataDetector
    {
        public string Kind => "name";

        public IEnumerable<Range> Find(string text) => text.IndexOf("Ines", StringComparison.Ordinal) is >= 0 and var at ? [at..(at + 4)] : [];
    }
}
