using Colloquy.Models;
using Colloquy.Offline;
using Colloquy.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/testing/cassettes.md.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class CassettesSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_conversation_uses_a_cassette()
    {
        var conversation = new ConversationBuilder("cassettes-use");

        new CountSetup().Configure(conversation);

        var cassette = Assert.IsType<Cassette>(Assert.Single(conversation.Extensions));
        Assert.EndsWith(Path.Combine("Cassettes", "cassettes-use.yaml"), cassette.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cassette_has_options()
    {
        var conversation = new ConversationBuilder("cassettes-options");

        // snippet: cassettes-options
        conversation.UseCassette(options: new CassetteOptions
        {
            OnDivergence = CassetteDivergence.GoLive,
            Volatile = { VolatileField.IsoDates, VolatileField.Matching(@"order-\d+"), VolatileField.AtPath("$.transactions[*].id") },
            Secrets = { "the-name-of-our-customer" },
        });

        // snippet: end
        Assert.Single(conversation.Extensions);
    }

    [Fact]
    public async Task A_session_becomes_a_test()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("case-17"));
        await new Agent(new OfflineChatClient()).RunAsync("Good day", session);
        using var place = new WorkingFolder(_folder);

        // snippet: cassettes-session
        var test = await SessionTest.CreateAsync(session, new SessionTestOptions
        {
            Setup = "MyTests.DeskSetup",             // the IConversationSetup of your tests
            SecretPatterns = { @"\+?\d[\d ]{7,}" },   // for example phone numbers
        });
        var files = test.Write("tests/Recorded");   // GoodDayTests.cs and Cassettes/good-day.yaml

        // snippet: end
        Assert.Equal(["GoodDayTests.cs", "good-day.yaml"], files.Select(Path.GetFileName));
    }

    private sealed class Counter
    {
        private int _value;

        public AIFunction[] Tools => [AIFunctionFactory.Create((int by) => _value += by, "add")];
    }

    private sealed class CountSetup : IConversationSetup
    {
        // snippet: cassettes-use
        public void Configure(ConversationBuilder conversation) => conversation
            .UseCassette()
            .AddToolHost(new InProcessToolHost("counter", new Counter().Tools))
            .UseAgent(parts => new Agent(parts.Client(() => ChatModels.Create("openai/gpt-5-mini")))
            {
                Instructions = "You count what the user counts.",
                Tools = parts.Tools,
            });

        // snippet: end
    }
}
