using Colloquy.Models;
using Colloquy.Models.Tests;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/service-conversations.md, compiled and run against a service on this machine that keeps conversations.</summary>
public sealed class ServiceConversationsSnippets
{
    [Fact]
    public async Task A_session_goes_on_in_stored_responses_and_in_a_conversation()
    {
        await using var server = await KeepingServer.StartAsync();
        await using var store = new InMemorySessionStore();
        var connection = server.Connection;

        var id = await ConverseAsync(store, connection, await StoreAsync(await store.OpenAsync(new SessionKey("stored")), connection));

        Assert.Equal(1, server.Requests[1]["input"]!.Value.GetArrayLength());
        var other = await store.OpenAsync(new SessionKey("other"));
        var agent = new Agent(new OpenAIResponsesChatClient("gpt-5-mini", connection));
        await RunAsync(agent, other, id);
        await UndoAsync(agent, other);
        Assert.Equal("user: Count.\nassistant: You told me 1 things: Count.", string.Join('\n', (await other.GetItemsAsync()).Select(item => $"{item.Role}: {item.Message.Text}")));
        await SetAsync(other, id);
    }

    private static async Task<Agent> StoreAsync(Session session, ModelConnection connection)
    {
        // snippet: service-stored
        var model = new OpenAIResponsesChatClient("gpt-5-mini", connection) { ServiceKeepsConversation = true };
        var agent = new Agent(model) { Name = "desk", Instructions = "Answer in one line." };

        await agent.RunAsync("My name is Ines and I collect clocks.", session);
        var answer = await agent.RunAsync("What do you know about me?", session);        // sends this message, and nothing before it
        Console.WriteLine($"{answer.Text} ({answer.ConversationId})");

        // snippet: end
        Assert.Equal("You told me that your name is Ines and you collect clocks.", answer.Text);
        Assert.StartsWith("resp_", answer.ConversationId, StringComparison.Ordinal);
        return agent;
    }

    private static async Task<string> ConverseAsync(ISessionStore store, ModelConnection connection, Agent agent)
    {
        // snippet: service-conversation
        var conversations = new OpenAIConversations(connection);
        var id = await conversations.CreateAsync(new Dictionary<string, string> { ["topic"] = "pumps" });

        var session = await store.OpenAsync(new SessionKey("case-17", user: "ines"), new OpenSessionOptions { ConversationId = id });
        await agent.RunAsync("The pump in hall 2 leaks.", session);

        await foreach (var message in conversations.ReadAsync(id))      // what the service has
            Console.WriteLine($"{message.Role}: {message.Text}");

        // snippet: end
        Assert.Equal(id, (await session.GetServiceConversationAsync())?.Id);
        Assert.Equal([ChatRole.User, ChatRole.Assistant], await conversations.ReadAsync(id).Select(message => message.Role).ToArrayAsync());
        return id;
    }

    private static async Task RunAsync(Agent agent, Session session, string id)
    {
        // snippet: service-run
        var options = new RunOptions { ChatOptions = new() { ConversationId = id } };
        var answer = await agent.RunAsync("Hello.", session, options);

        // snippet: end
        Assert.Equal(id, answer.ConversationId);
    }

    private static async Task UndoAsync(Agent agent, Session session)
    {
        var refused = (await session.GetServiceConversationAsync())!;

        // snippet: service-undo
        await session.UndoTurnAsync();
        try
        {
            await agent.RunAsync("Count.", session);
        }
        catch (ServiceConversationException e) when (e.Latest is not null)
        {
            Console.WriteLine($"{e.ConversationId} has position {e.Latest}, this branch only {e.Position}.");
            await session.SetServiceConversationAsync(null);
            await agent.RunAsync("Count.", session);                        // with the branch's history from the log
        }

        // snippet: end
        Assert.True(refused.GrowsInPlace);
        Assert.Null(await session.GetServiceConversationAsync());
    }

    private static async Task SetAsync(Session session, string id)
    {
        // snippet: service-set
        await session.SetServiceConversationAsync(id, sendHistory: true);   // it has nothing of the session: send it once
        await session.SetServiceConversationAsync(id);                      // it has all of the session
        await session.SetServiceConversationAsync(null);                    // none: the history is sent from the log again
        var kept = await session.GetServiceConversationAsync();

        // snippet: end
        Assert.Null(kept);
    }
}
