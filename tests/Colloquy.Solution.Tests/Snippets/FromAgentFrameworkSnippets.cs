using System.Globalization;
using Colloquy.Models;
using Colloquy.Offline;
using Colloquy.Models.Tests;
using Colloquy.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/agent-framework.md, compiled and run with the offline stand-in for a model.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class FromAgentFrameworkSnippets : IDisposable
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
        var agent = new Agent(chatClient) { Name = "librarian", Instructions = "You answer at the loan desk of a library." };

        var session = await store.OpenAsync(new SessionKey(SessionId.New(), user: "ines"));
        await agent.RunAsync("My name is Ines and I collect maps.", session);

        var answer = await agent.RunAsync("What do you know about me?", session);
        Console.WriteLine(answer.Text);     // You told me that your name is Ines and you collect maps.

        // snippet: end
        Assert.Equal("You told me that your name is Ines and you collect maps.", answer.Text);
    }

    [Fact]
    public async Task A_session_is_opened_by_an_id_or_by_that_of_a_service()
    {
        var store = _store;

        // snippet: agent-framework-ids
        var loans = await store.OpenAsync(new SessionKey("loans", user: "ines"));       // creates it, or resumes it

        var remote = await store.OpenAsync(new SessionKey("remote", user: "ines"), new OpenSessionOptions { ConversationId = "conv_9f3" });

        // snippet: end
        Assert.Equal("loans", loans.Key.Id);
        Assert.Equal("conv_9f3", (await remote.GetServiceConversationAsync())?.Id);
    }

    [Fact]
    public async Task History_is_kept_without_being_asked_for()
    {
        var agent = new Agent(_model) { Name = "librarian" };
        var session = await _store.OpenAsync(new SessionKey("history"));

        await agent.RunAsync("Good morning, I mend clocks.", session);
        var answer = await agent.RunAsync("Which books would help?", session);

        Assert.Equal(["Good morning, I mend clocks.", "Which books would help?"], answer.Conversation.Where(message => message.Role == ChatRole.User).Select(message => message.Text));
    }

    [Fact]
    public async Task A_history_of_ones_own_is_loaded_and_stored()
    {
        await using var db = new SqliteConnection("Data Source=:memory:");
        await db.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(db, "CREATE TABLE cards (conversation TEXT, speaker TEXT, line TEXT)");
        await ExecuteAsync(db, "INSERT INTO cards VALUES ('cards', 'user', 'My name is Ines.')");
        await ExecuteAsync(db, "INSERT INTO cards VALUES ('copies', 'user', 'My name is Marek.')");
        var session = await _store.OpenAsync(new SessionKey("cards"));
        var chatClient = _model;

        var agent = new Agent(chatClient)
        {
            Name = "librarian",
            ContextProviders = [new CardIndex(db) { LoadMessages = true, StoreInputs = true, StoreOutputs = true, StoreContextMessages = false }],
        };

        var answer = await agent.RunAsync("What is my name?", session);

        Assert.Contains("Ines", answer.Text, StringComparison.Ordinal);
        Assert.Equal(3L, await CountAsync(db, "cards"));
        await agent.RunAsync("And again?", session, new RunOptions { ContextProviders = [new CardIndex(db) { LoadMessages = false }] });
        Assert.Equal(7L, await CountAsync(db, "cards"));
        var copied = await new Agent(chatClient) { ContextProviders = [new CardIndex(db) { LoadMessages = false, StoreOutputs = false }] }.RunAsync("What is my name?", await _store.OpenAsync(new SessionKey("copies")));
        Assert.DoesNotContain("Marek", copied.Text, StringComparison.Ordinal);
        Assert.Equal(2L, await CountAsync(db, "copies"));
        var provider = new CardIndex(db);
        Assert.Equal((true, true, true, false), (provider.LoadMessages, provider.StoreInputs, provider.StoreOutputs, provider.StoreContextMessages));
    }

    [Fact]
    public async Task State_is_kept_by_key_and_each_provider_has_a_part_of_its_own()
    {
        var (store, chatClient, readers) = (_store, _model, new Readers());
        var session = await store.OpenAsync(new SessionKey("state"));

        await session.State.SetAsync("branch_library", new { town = "Gdynia", floor = 2 });
        await session.State.SetAsync("open_loans", 0);

        var agent = new Agent(chatClient) { ContextProviders = [new ReaderCard(readers)] };
        await agent.RunAsync("Good morning", session);

        foreach (var entry in await session.State.ListAsync())
            Console.WriteLine($"{entry.Key} = {entry.Value}");

        Assert.Equal(
            ["""branch_library = {"town":"Gdynia","floor":2}""", "open_loans = 0", "reader_card/answers = 1"],
            (await session.State.ListAsync()).Select(entry => $"{entry.Key} = {entry.Value}"));
    }

    [Fact]
    public async Task A_provider_adds_messages_instructions_and_tools()
    {
        var session = await _store.OpenAsync(new SessionKey("added"));

        await new Agent(_model) { ContextProviders = [new OpeningHours()] }.RunAsync("Good morning", session);

        var explained = await session.Window.ExplainAsync((await session.GetItemsAsync(1))[0].Position);
        Assert.Equal("Speak plainly.", explained.Instructions);
        Assert.Contains(explained.Messages, message => message.Text == "The library closes at six.");
        Assert.Equal(1, await session.State.GetAsync<int>("opening_hours/answers"));
    }

    [Fact]
    public async Task A_session_goes_through_a_file_and_the_conversation_goes_on()
    {
        var store = _store;
        var agent = new Agent(_model);
        var session = await store.OpenAsync(new SessionKey("portable"));
        await agent.RunAsync("My name is Ines and I collect maps.", session);
        using var inside = new WorkingFolder(_folder);
        var otherStore = new InMemorySessionStore();

        // snippet: agent-framework-serialization
        await using (var file = File.Create("ines.jsonl"))
            await session.Documents.ExportAsync(file);                        // the whole session

        await using var document = File.OpenRead("ines.jsonl");
        var moved = await otherStore.ImportAsync(document);         // in another store
        var answer = await agent.RunAsync("What do you know about me?", moved);

        var handle = session.Handle.ToJson();                              // the key alone, for a cookie or a queue
        var same = await store.FindAsync(SessionHandle.Parse(handle), new SessionOwner());

        // snippet: end
        Assert.Equal("You told me that your name is Ines and you collect maps.", answer.Text);
        Assert.Equal(2, (await same!.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task A_provider_adds_what_is_known_of_the_reader_that_the_run_names()
    {
        var (session, chatClient, readers) = (await _store.OpenAsync(new SessionKey("reader")), _model, new Readers());

        // snippet: agent-framework-provider-use
        var agent = new Agent(chatClient) { Name = "librarian", ContextProviders = [new ReaderCard(readers)] };

        var options = new RunOptions { Values = new Dictionary<string, object?> { ["card"] = "R-2207" } };
        var answer = await agent.RunAsync("Which book would you suggest?", session, options);

        // snippet: end
        Assert.Contains("sea stories", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sea stories", (await agent.RunAsync("Which book would you suggest?", session)).Text, StringComparison.Ordinal);
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

        // For the whole session
        var session = await store.OpenAsync(new SessionKey("remote", user: "ines"), new OpenSessionOptions { ConversationId = id });
        await agent.RunAsync("My name is Ines and I collect maps.", session);

        // For one run
        var other = await store.OpenAsync(new SessionKey("remote-too", user: "ines"));
        var answer = await agent.RunAsync("What do you know about me?", other, new RunOptions { ChatOptions = new() { ConversationId = id } });

        // snippet: end
        Assert.Equal("You told me that your name is Ines and you collect maps.", answer.Text);
        Assert.Equal(id, answer.ConversationId);
        Assert.Equal(id, (await other.GetServiceConversationAsync())?.Id);
    }

    [Fact]
    public async Task The_history_is_complete_when_the_stream_ends()
    {
        var (session, agent) = (await _store.OpenAsync(new SessionKey("stream")), new Agent(_model));

        // snippet: agent-framework-streaming
        await foreach (var update in agent.RunStreamingAsync("Who built the old lighthouse?", session))
            Console.Write(update.Text);

        var next = await agent.RunAsync("And when?", session);      // the log has the whole first turn

        // snippet: end
        Assert.Equal(["user", "assistant", "user", "assistant"], next.Conversation.Select(message => message.Role.Value));
        Assert.NotEmpty(next.Conversation[1].Text);
    }

    [Fact]
    public async Task A_loan_desk_talks_until_the_reader_leaves()
    {
        var (store, chatClient) = (_store, _model);
        var (input, output) = (Console.In, Console.Out);
        using var said = new StringReader("Please find books on knots\nCheck the shelf for B-100\n\n");
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        Console.SetIn(said);
        Console.SetOut(written);
        try
        {
            var agent = new Agent(chatClient)
            {
                Name = "librarian",
                Tools =
                [
                    AgentTool.Create((string query) => $"B-100 Knots for Small Boats, for '{query}'", "find_books"),
                    AgentTool.Create((string bookId) => $"{bookId} stands on shelf 4", "check_shelf"),
                ],
            };
            var session = await store.OpenAsync(new SessionKey("desk", user: "ines"));

            while (Console.ReadLine() is { Length: > 0 } line)
            {
                await foreach (var update in agent.RunStreamingAsync(line, session))
                    Console.Write(update.Text);
                Console.WriteLine();
            }

            Assert.Equal(2, await session.Turns.CountAsync());
        }
        finally
        {
            Console.SetIn(input);
            Console.SetOut(output);
        }

        Assert.Matches("(?s)Knots for Small Boats, for '.*knots.*'.*B-100 stands on shelf 4", written.ToString());
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

    private static async Task<long> CountAsync(SqliteConnection db, string conversation)
    {
        await using var command = db.CreateCommand();
        command.CommandText = "SELECT count(*) FROM cards WHERE conversation = @id";
        command.Parameters.AddWithValue("@id", conversation);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
