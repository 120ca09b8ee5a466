using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/context.md, compiled and run on the offline stand-in.</summary>
public sealed class ContextSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_context_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines"));
        using var chatClient = new OfflineChatClient();
        var readers = new Readers();

        // snippet: context-run
        var agent = new Agent(chatClient) { Name = "librarian", ContextProviders = [new ReaderCard(readers)] };

        var options = new RunOptions { Values = new Dictionary<string, object?> { ["card"] = "R-2207" } };
        var answer = await agent.RunAsync("Which book would you suggest?", session, options);

        // snippet: end
        var explained = await session.Window.ExplainAsync((await session.GetItemsAsync(1))[0].Position);
        Assert.Equal("Reader: Ines, favourites: sea stories.", explained.Instructions);
        Assert.Equal("reader_card", explained.Call.Context![0].Source);
        Assert.Equal(1, await session.State.GetAsync<int>("reader_card/runs"));
        Assert.NotEmpty(answer.Text);
        await KeepAsync(chatClient, session);
    }

    private static async Task KeepAsync(IChatClient chatClient, Session session)
    {
        var (history, audit) = (new Database(), new Database());

        // snippet: context-histories
        var recorded = new Agent(chatClient)
        {
            ContextProviders =
            [
                new CardIndex(history) { LoadMessages = true, StoreInputs = true, StoreOutputs = true, StoreContextMessages = false },
                new CardIndex(audit) { LoadMessages = false, StoreContextMessages = true },
            ],
        };

        // snippet: end
        await recorded.RunAsync("Hello.", session);
        await recorded.RunAsync("And again.", session);
        Assert.Equal(4, history.Messages.Count);
        Assert.Equal(history.Messages.Select(message => message.Text), audit.Messages.Select(message => message.Text));
    }

    // snippet: context-provider
    public sealed class ReaderCard(IReaders readers) : ContextProvider
    {
        public override string Name => "reader_card";

        public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            if (request.Run.GetValue<string>("card") is not { } card)
                return;

            var reader = await readers.FindAsync(card, cancellationToken);
            request.AddInstructions($"Reader: {reader.Name}, favourites: {reader.Favourites}.");
        }

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) =>
            await run.State.IncrementAsync("runs", cancellationToken: cancellationToken);
    }

    // snippet: end

    // snippet: context-history
    public sealed class CardIndex(Database database) : HistoryProvider
    {
        protected override ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken) =>
            database.ReadAsync(run.Session.Key.Id, cancellationToken);

        protected override ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken) =>
            database.AppendAsync(run.Session.Key.Id, messages, cancellationToken);
    }

    // snippet: end
    public interface IReaders
    {
        Task<(string Name, string Favourites)> FindAsync(string card, CancellationToken cancellationToken);
    }

    private sealed class Readers : IReaders
    {
        public Task<(string Name, string Favourites)> FindAsync(string card, CancellationToken cancellationToken) => Task.FromResult(("Ines", "sea stories"));
    }

    public sealed class Database
    {
        public List<ChatMessage> Messages { get; } = [];

        public ValueTask<IReadOnlyList<ChatMessage>> ReadAsync(string session, CancellationToken cancellationToken) => new([.. Messages]);

        public ValueTask AppendAsync(string session, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
        {
            Messages.AddRange(messages);
            return ValueTask.CompletedTask;
        }
    }
}
