using System.ClientModel;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>Sessions on OpenAI's stored responses and conversations, over the wire, in memory and in SQLite.</summary>
public sealed class KeptConversationTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");
    private KeepingServer _server = null!;
    private ISessionStore? _store;

    public async ValueTask InitializeAsync() => _server = await KeepingServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("memory", false)]
    [InlineData("memory", true)]
    [InlineData("sqlite", false)]
    [InlineData("sqlite", true)]
    public async Task Stored_responses_remember_and_only_what_is_new_is_sent(string kind, bool streams)
    {
        var agent = Agent(kept: true);

        await RunAsync(agent, "My name is Ines and I collect clocks.", await OpenAsync(kind), streams);
        var remembered = await RunAsync(agent, "What do you know about me?", await OpenAsync(kind), streams);
        var counted = await RunAsync(agent, "Count.", await OpenAsync(kind), streams);

        Assert.Equal("You told me that your name is Ines and you collect clocks.", remembered.Text);
        Assert.Equal("You told me 3 things: My name is Ines and I collect clocks. / What do you know about me? / Count.", counted.Text);
        Assert.All(_server.Requests, request => Assert.Equal((1, "True"), (request["input"]!.Value.GetArrayLength(), request.Text("store"))));
        Assert.Equal([null, .. (await (await OpenAsync(kind)).GetItemsAsync(role: ChatRole.Assistant)).Take(2).Select(item => item.Message.MessageId)], _server.Requests.Select(request => request.Text("previous_response_id")));
        Assert.Equal(6, (await (await OpenAsync(kind)).GetItemsAsync()).Count);
    }

    [Theory]
    [InlineData("memory", false)]
    [InlineData("memory", true)]
    [InlineData("sqlite", false)]
    [InlineData("sqlite", true)]
    public async Task A_conversation_of_the_services_is_made_opened_by_its_id_and_read_back(string kind, bool streams)
    {
        var conversations = new OpenAIConversations(_server.Connection);
        var id = await conversations.CreateAsync(new Dictionary<string, string> { ["topic"] = "cases" });
        var agent = Agent(tools: [AIFunctionFactory.Create((string subject) => $"C-1 for {subject}", "open_case", "Opens a case.")]);

        await RunAsync(agent, "The gate is stuck.", await OpenAsync(kind, id), streams);
        await RunAsync(agent, "Open a case for it.", await OpenAsync(kind, id), streams);
        var counted = await RunAsync(agent, "Count.", await OpenAsync(kind), streams);

        Assert.Equal("You told me 3 things: The gate is stuck. / Open a case for it. / Count.", counted.Text);
        Assert.Equal((id, id), (counted.ConversationId, (await (await OpenAsync(kind)).GetServiceConversationAsync())!.Id));
        Assert.Equal(["message", "message", "function_call_output", "message"], _server.Requests.Select(request => Assert.Single(request["input"]!.Value.EnumerateArray()).GetProperty("type").GetString()));
        Assert.All(_server.Requests, request => Assert.Equal(id, request.Text("conversation.id") ?? request.Text("conversation")));
        var session = await OpenAsync(kind);
        Assert.Equal(Lines((await session.GetItemsAsync()).Select(item => item.Message)), Lines(await conversations.ReadAsync(id).ToListAsync()));
        Assert.True(await conversations.DeleteAsync(id));
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => agent.RunAsync("Still there?", session))).Status);
    }

    [Fact]
    public async Task Undo_and_forks_follow_stored_responses_and_are_refused_in_a_conversation()
    {
        var (chain, agent) = (await OpenAsync("sqlite"), Agent(kept: true));
        await agent.RunAsync("I am Ines.", chain);
        await agent.RunAsync("I am Marek.", chain);
        var fork = await chain.Branches.ForkBeforeTurnAsync(2);
        await chain.UndoTurnAsync();

        Assert.Equal("You told me 2 things: I am Ines. / Count.", (await agent.RunAsync("Count.", chain)).Text);
        Assert.Equal("You told me 2 things: I am Ines. / Count!", (await agent.RunAsync("Count!", fork)).Text);

        var id = await new OpenAIConversations(_server.Connection).CreateAsync();
        var session = await _store!.OpenAsync(new SessionKey("other"), new OpenSessionOptions { ConversationId = id });
        await Agent().RunAsync("I am Ines.", session);
        await session.UndoTurnAsync();
        Assert.Equal(id, (await Assert.ThrowsAsync<ServiceConversationException>(() => Agent().RunAsync("Count.", session))).ConversationId);
        await session.SetServiceConversationAsync(null);
        Assert.Equal("You told me 1 things: Count.", (await Agent().RunAsync("Count.", session)).Text);
    }

    [Fact]
    public async Task A_failure_of_the_service_is_a_failed_turn_after_which_the_chain_goes_on()
    {
        var (session, agent) = (await OpenAsync("sqlite"), Agent(kept: true));
        await agent.RunAsync("I am Ines.", session);

        _server.FailNext();
        await Assert.ThrowsAsync<ClientResultException>(() => agent.RunAsync("I am Marek.", session));
        _server.FailNext(afterKeeping: true);
        await Assert.ThrowsAsync<ClientResultException>(() => agent.RunAsync("I am Carol.", session));

        Assert.Equal("You told me 4 things: I am Ines. / I am Marek. / I am Carol. / Count.", (await agent.RunAsync("Count.", session)).Text);
    }

    [Fact]
    public async Task What_a_conversation_got_from_a_call_that_failed_is_seen_by_reading_it()
    {
        var conversations = new OpenAIConversations(_server.Connection);
        var id = await conversations.CreateAsync();
        var session = await OpenAsync("memory", id);
        await Agent().RunAsync("I am Ines.", session);

        _server.FailNext(afterKeeping: true);
        await Assert.ThrowsAsync<ClientResultException>(() => Agent().RunAsync("I am Marek.", session));
        Assert.Equal(["I am Ines.", "I am Marek."], await conversations.ReadAsync(id).Where(message => message.Role == ChatRole.User).Select(message => message.Text).ToListAsync());

        await session.SetServiceConversationAsync(id);
        Assert.Equal("You told me 3 things: I am Ines. / I am Marek. / Count.", (await Agent().RunAsync("Count.", session)).Text);
    }

    [Fact]
    public async Task Many_items_of_a_conversation_are_read_page_by_page()
    {
        var conversations = new OpenAIConversations(_server.Connection);
        var id = await conversations.CreateAsync();
        var client = Client(kept: false);
        await client.GetResponseAsync(Enumerable.Range(1, 130).Select(number => new ChatMessage(ChatRole.User, $"Fact {number}")), new ChatOptions { ConversationId = id });

        var messages = await conversations.ReadAsync(id).ToListAsync();

        Assert.Equal(Enumerable.Range(1, 130).Select(number => $"Fact {number}"), messages.SkipLast(1).Select(message => message.Text));
    }

    [Fact]
    public async Task A_history_of_the_log_goes_to_the_service_once_when_it_begins_to_keep_it()
    {
        var session = await OpenAsync("sqlite");
        await new Agent(Client(kept: false)).RunAsync("I am Ines.", session);
        Assert.Null(await session.GetServiceConversationAsync());

        await Agent(kept: true).RunAsync("I am Marek.", session);
        var counted = await Agent(kept: true).RunAsync("Count.", session);

        Assert.Equal("You told me 3 things: I am Ines. / I am Marek. / Count.", counted.Text);
        Assert.Equal([1, 3, 1], _server.Requests.Select(request => request["input"]!.Value.GetArrayLength()));
    }

    private OpenAIResponsesChatClient Client(bool kept) => new("gpt-5-mini", _server.Connection) { ServiceKeepsConversation = kept };

    private Agent Agent(bool kept = false, IReadOnlyList<AITool>? tools = null) => new(Client(kept)) { Tools = tools ?? [] };

    private async Task<Session> OpenAsync(string kind, string? conversation = null)
    {
        if (kind == "memory")
            _store ??= new InMemorySessionStore();
        else if (_store is null || conversation is not null)
        {
            // As another process would.
            if (_store is not null)
                await _store.DisposeAsync();
            _store = await SqliteSessionStore.OpenAsync(Path.Combine(_folder.FullName, "kept.db"));
        }

        return await _store.OpenAsync(new SessionKey("s", "ines"), new OpenSessionOptions { ConversationId = conversation });
    }

    private static async Task<AgentAnswer> RunAsync(Agent agent, string input, Session session, bool streams) =>
        streams ? ((AnswerUpdate)await agent.RunStreamingAsync(input, session).LastAsync()).Answer : await agent.RunAsync(input, session);

    private static string Lines(IEnumerable<ChatMessage> messages) => string.Join("\n", messages.Select(message => $"{message.Role}: {string.Join(' ', message.Contents.Select(Line))}"));

    private static string? Line(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"{call.Name}({call.Arguments!["subject"]})",
        FunctionResultContent result => result.Result?.ToString(),
        _ => content.GetType().Name,
    };
}
