using System.Globalization;
using Colloquy.Models;
using Colloquy.Models.Tests;
using Colloquy.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/agent-framework.md, compiled and run with the offline stand-in for a model; it says what the document's comments say.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class AgentFrameworkSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");
    private readonly InMemorySessionStore _store = new();
    private readonly OfflineChatClient _model = new();

    [Fact]
    public async Task An_agent_remembers_what_was_said_before()
    {
        var chatClient = _model;

        // snippet: agent-framework-basic
        await using var store = new InMemorySessionStore();
        var agent = new Agent(chatClient)
        {
            Name = "ConversationAgent",
            Instructions = "You are a friendly assistant. Keep your answers brief.",
        };

        // Create a session
        var session = await store.OpenAsync(new SessionKey(SessionId.New()));

        // Multi-turn conversation
        var response1 = await agent.RunAsync("My name is Alice and I love hiking.", session);
        Console.WriteLine($"Agent: {response1.Text}");

        // The agent remembers previous context
        var response2 = await agent.RunAsync("What do you remember about me?", session);
        Console.WriteLine($"Agent: {response2.Text}");
        // You said your name is Alice and you love hiking.

        // snippet: end
        Assert.Equal("You said your name is Alice and you love hiking.", response2.Text);
    }

    [Fact]
    public async Task A_session_is_named_by_an_id_or_opened_by_that_of_a_service()
    {
        var store = _store;

        // snippet: agent-framework-ids
        // A session with a specific id: it is made the first time, and resumed from then on
        var session = await store.OpenAsync(new SessionKey("user-123-conversation-456"));

        // A session that goes on in a conversation that a service keeps
        var kept = await store.OpenAsync(new SessionKey("local-session-789"), new SessionOptions { ConversationId = "conv_abc123" });

        // snippet: end
        Assert.Equal("user-123-conversation-456", session.Key.Id);
        Assert.Equal("conv_abc123", (await kept.GetServiceConversationAsync())?.Id);
    }

    [Fact]
    public async Task History_is_kept_without_being_asked_for()
    {
        var (store, chatClient) = (_store, _model);

        // snippet: agent-framework-history
        var agent = new Agent(chatClient) { Name = "Assistant" };
        var session = await store.OpenAsync(new SessionKey("history"));

        // First turn
        await agent.RunAsync("Hello, I'm learning Python", session);

        // Second turn: the model is shown both
        var answer = await agent.RunAsync("Can you recommend some resources?", session);

        // snippet: end
        Assert.Equal(["Hello, I'm learning Python", "Can you recommend some resources?"], answer.Conversation.Where(message => message.Role == ChatRole.User).Select(message => message.Text));
    }

    [Fact]
    public async Task A_history_of_ones_own_is_loaded_and_stored()
    {
        await using var db = new SqliteConnection("Data Source=:memory:");
        await db.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(db, "CREATE TABLE messages (session_id TEXT, role TEXT, content TEXT)");
        await ExecuteAsync(db, "INSERT INTO messages VALUES ('history', 'user', 'My name is Alice.')");
        await ExecuteAsync(db, "INSERT INTO messages VALUES ('audited', 'user', 'My name is Bob.')");
        var session = await _store.OpenAsync(new SessionKey("history"));
        var chatClient = _model;

        // snippet: agent-framework-own-history-use
        var agent = new Agent(chatClient)
        {
            Name = "Assistant",
            ContextProviders = [new DatabaseHistory(db)],
        };

        // snippet: end
        var answer = await agent.RunAsync("What is my name?", session);

        // snippet: agent-framework-own-history-flags
        var provider = new DatabaseHistory(db)
        {
            LoadMessages = true,            // load history before runs
            StoreInputs = true,             // store what the user says
            StoreOutputs = true,            // store what agents say and tools return
            StoreContextMessages = false,   // not what context providers add
        };

        // snippet: end
        Assert.Contains("Alice", answer.Text, StringComparison.Ordinal);
        Assert.Equal(3L, await CountAsync(db, "history"));
        await agent.RunAsync("And again?", session, new RunOptions { ContextProviders = [new DatabaseHistory(db) { LoadMessages = false }] });
        Assert.Equal(7L, await CountAsync(db, "history"));
        var audited = await new Agent(chatClient) { ContextProviders = [new DatabaseHistory(db) { LoadMessages = false, StoreOutputs = false }] }.RunAsync("What is my name?", await _store.OpenAsync(new SessionKey("audited")));
        Assert.DoesNotContain("Bob", audited.Text, StringComparison.Ordinal);
        Assert.Equal(2L, await CountAsync(db, "audited"));
        Assert.Equal((true, true, true, false), (provider.LoadMessages, provider.StoreInputs, provider.StoreOutputs, provider.StoreContextMessages));
    }

    [Fact]
    public async Task State_is_kept_by_key_and_each_provider_has_a_part_of_its_own()
    {
        var (store, chatClient) = (_store, _model);

        // snippet: agent-framework-state
        var session = await store.OpenAsync(new SessionKey("state"));

        await session.State.SetAsync("user_preferences", new { theme = "dark", language = "en" });
        await session.State.SetAsync("conversation_count", 0);

        // Each provider has a part of its own
        var agent = new Agent(chatClient) { ContextProviders = [new MyProvider()] };
        await agent.RunAsync("Hello", session);

        foreach (var entry in await session.State.ListAsync())
            Console.WriteLine($"{entry.Key} = {entry.Value}");
        // conversation_count = 0
        // my_provider/answers = 1
        // user_preferences = {"theme":"dark","language":"en"}

        // snippet: end
        Assert.Equal(
            ["conversation_count = 0", "my_provider/answers = 1", """user_preferences = {"theme":"dark","language":"en"}"""],
            (await session.State.ListAsync()).Select(entry => $"{entry.Key} = {entry.Value}"));
        var explained = await session.ExplainAsync((await session.GetItemsAsync(1))[0].Position);
        Assert.Equal("Answer in English.", explained.Instructions);
        Assert.Contains(explained.Messages, message => message.Text == "Today is Friday.");
    }

    [Fact]
    public async Task A_session_goes_through_a_file_and_the_conversation_goes_on()
    {
        var store = _store;
        var agent = new Agent(_model);
        var session = await store.OpenAsync(new SessionKey("portable"));
        await agent.RunAsync("My name is Alice and I love hiking.", session);
        using var inside = new WorkingFolder(_folder);
        var newStore = new InMemorySessionStore();

        // snippet: agent-framework-serialization
        // The whole session
        await using (var file = File.Create("session.jsonl"))
            await session.ExportAsync(file);

        // Back, in this store or another
        await using var document = File.OpenRead("session.jsonl");
        var restored = await newStore.ImportAsync(document);

        // Continue the conversation
        var answer = await agent.RunAsync("What do you remember about me?", restored);

        // Or only its name, for a cookie or a queue: the store has the rest
        var json = session.ToJson();
        var same = await store.FindAsync(SessionHandle.FromJson(json), user: "");

        // snippet: end
        Assert.Equal("You said your name is Alice and you love hiking.", answer.Text);
        Assert.Equal(2, (await same!.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task A_provider_adds_the_profile_of_the_user_that_the_run_is_given()
    {
        var (session, chatClient, userService) = (await _store.OpenAsync(new SessionKey("profile")), _model, new UserService());

        // snippet: agent-framework-provider-use
        var agent = new Agent(chatClient)
        {
            Name = "PersonalizedAgent",
            ContextProviders = [new UserContext(userService)],
        };

        // Context is added by itself
        var result = await agent.RunAsync(
            "What should I watch tonight?",
            session,
            new RunOptions { Values = new Dictionary<string, object?> { ["user_id"] = "user-123" } });

        // snippet: end
        Assert.Contains("science fiction", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("science fiction", (await agent.RunAsync("What should I watch tonight?", session)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_keeps_the_conversation_and_ids_follow_its_answers()
    {
        await using var server = await KeepingServer.StartAsync();
        var (store, connection) = (_store, server.Connection);

        // snippet: agent-framework-service
        var model = new OpenAIResponsesChatClient("gpt-5-mini", connection) { ServiceKeepsConversation = true };
        var agent = new Agent(model);
        var id = await new OpenAIConversations(connection).CreateAsync();

        // The service has the history
        var session = await store.OpenAsync(new SessionKey("thread"), new SessionOptions { ConversationId = id });
        await agent.RunAsync("My name is Alice and I love hiking.", session);

        // Or pass the service's id in the options of a run
        var other = await store.OpenAsync(new SessionKey("another"));
        var result = await agent.RunAsync("What do you remember about me?", other, new RunOptions { ChatOptions = new() { ConversationId = id } });

        // snippet: end
        Assert.Equal("You said your name is Alice and you love hiking.", result.Text);
        Assert.Equal(id, result.ConversationId);
        Assert.Equal(id, (await other.GetServiceConversationAsync())?.Id);
    }

    [Fact]
    public async Task The_history_is_complete_when_the_stream_ends()
    {
        var (session, agent) = (await _store.OpenAsync(new SessionKey("stream")), new Agent(_model));

        // snippet: agent-framework-streaming
        // Streaming mode
        await foreach (var update in agent.RunStreamingAsync("Tell me a story", session))
            Console.Write(update.Text);

        // History is complete when the stream ends; the next turn remembers the story
        var result = await agent.RunAsync("What happened next?", session);

        // snippet: end
        Assert.Equal(["user", "assistant", "user", "assistant"], result.Conversation.Select(message => message.Role.Value));
        Assert.NotEmpty(result.Conversation[1].Text);
    }

    [Fact]
    public async Task A_shopping_assistant_talks_until_the_user_leaves()
    {
        var (store, chatClient) = (_store, _model);
        var (input, output) = (Console.In, Console.Out);
        using var said = new StringReader("Please search products for running shoes\nCheck the inventory of P-100\nexit\n");
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        Console.SetIn(said);
        Console.SetOut(written);
        try
        {
            // snippet: agent-framework-shopping
            static string SearchProducts(string query) => $"Found 3 products matching '{query}'";
            static string CheckInventory(string productId) => $"Product {productId} has 42 units in stock";

            var agent = new Agent(chatClient)
            {
                Name = "ShoppingAgent",
                Instructions = "You help users shop for products. Be helpful and concise.",
                Tools =
                [
                    AgentTool.Create(SearchProducts, "search_products", "Search product catalog."),
                    AgentTool.Create(CheckInventory, "check_inventory", "Check product inventory."),
                ],
            };
            var session = await store.OpenAsync(new SessionKey("shopping"));

            while (true)
            {
                Console.Write("You: ");
                if (Console.ReadLine() is not { } userInput || userInput is "exit" or "quit")
                    break;

                Console.Write("Agent: ");
                await foreach (var update in agent.RunStreamingAsync(userInput, session))
                    Console.Write(update.Text);
                Console.WriteLine();
            }

            // snippet: end
            Assert.Equal(2, await session.CountTurnsAsync());
        }
        finally
        {
            Console.SetIn(input);
            Console.SetOut(output);
        }

        Assert.Matches("(?s)Found 3 products matching '.*running shoes.*'.*Product P-100 has 42 units in stock", written.ToString());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task ExecuteAsync(SqliteConnection db, string sql)
    {
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(SqliteConnection db, string session)
    {
        await using var command = db.CreateCommand();
        command.CommandText = "SELECT count(*) FROM messages WHERE session_id = @session";
        command.Parameters.AddWithValue("@session", session);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
