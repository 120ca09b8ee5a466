using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Context;

public sealed class WorkingMemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task Changes_are_merged_and_shown_to_the_next_conversation_of_the_user_only()
    {
        using var model = new ScriptedChatClient(
            Write("""{"name":"Ada","pets":{"cat":"Mia","dog":"Rex"}}"""), ScriptedChatClient.Say("Hi."),
            Write("""{"pets":{"dog":null},"plan":["a",1]}"""), ScriptedChatClient.Say("Noted."),
            ScriptedChatClient.Say("Yes."), ScriptedChatClient.Say("No."));
        var agent = new Agent(model) { ContextProviders = [new WorkingMemory()] };

        await agent.RunAsync("I am Ada.", await OpenAsync("one"), cancellationToken: Token);
        await agent.RunAsync("Rex is gone.", await OpenAsync("one"), cancellationToken: Token);
        await agent.RunAsync("Do you know me?", await OpenAsync("two"), cancellationToken: Token);
        await agent.RunAsync("Do you know me?", await OpenAsync("two", "ben"), cancellationToken: Token);

        Assert.Equal("user: Your working memory:\n- name: Ada\n- pets: {\"cat\":\"Mia\"}\n- plan: [\"a\",1]\nuser: Do you know me?", Transcript.Of(model.Requests[4].Messages));
        Assert.Equal("user: Do you know me?", Transcript.Of(model.Requests[5].Messages));
        Assert.Equal("""{"name":"Ada","pets":{"cat":"Mia"},"plan":["a",1]}""", (await _store.GetState(new SessionOwner("ada")).GetAsync<JsonElement>("working_memory/memory", Token)).GetRawText());
        Assert.EndsWith("null for a key that is to go.", model.Requests[0].Options!.Instructions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_replaced_within_the_session_and_follows_an_undo()
    {
        using var model = new ScriptedChatClient(Write("\"# Plan\\n- one\""), ScriptedChatClient.Say("1"), Write("\"# Plan\\n- two\""), ScriptedChatClient.Say("2"), ScriptedChatClient.Say("3"));
        var agent = new Agent(model) { ContextProviders = [new WorkingMemory("plan") { Scope = Scope.Session, MergeUpdates = false, Template = "# Plan\n(empty)" }] };
        var session = await OpenAsync("one");

        await agent.RunAsync("a", session, cancellationToken: Token);
        await agent.RunAsync("b", session, cancellationToken: Token);
        await session.UndoTurnAsync(cancellationToken: Token);
        await agent.RunAsync("c", session, cancellationToken: Token);

        Assert.StartsWith("user: Your working memory:\n# Plan\n(empty)\nuser: a", Transcript.Of(model.Requests[0].Messages), StringComparison.Ordinal);
        Assert.Contains("Your working memory:\n# Plan\n- one\nuser: c", Transcript.Of(model.Requests[4].Messages), StringComparison.Ordinal);
        Assert.Equal("update_plan", model.Requests[0].Options!.Tools!.Single().Name);
    }

    [Fact]
    public async Task A_text_that_another_conversation_changed_meanwhile_is_shown_before_it_is_replaced()
    {
        using var model = new ScriptedChatClient(
            async (_, _, _) =>
            {
                await _store.GetState(new SessionOwner("ada")).SetAsync("working_memory/memory", "from elsewhere", Token);
                return await Write("\"from here\"")([], null, Token);
            },
            Write("\"from elsewhere and here\""), ScriptedChatClient.Say("Done."));
        var agent = new Agent(model) { ContextProviders = [new WorkingMemory { MergeUpdates = false }] };

        var answer = await agent.RunAsync("a", await OpenAsync("one"), cancellationToken: Token);

        Assert.Equal("Not written: another conversation has changed the working memory meanwhile. Call again with what is to be kept of both. It is now:\nfrom elsewhere", answer.ToolCalls[0].Result);
        Assert.Equal("from elsewhere and here", await _store.GetState(new SessionOwner("ada")).GetAsync<string>("working_memory/memory", Token));
    }

    [Fact]
    public async Task Calls_that_are_wrong_are_told_to_the_model_and_write_nothing()
    {
        using var model = new ScriptedChatClient(Write("7"), Write("{\"a\":\"123456789\"}"), Write(null), Write("\"{\\\"a\\\":1}\""), ScriptedChatClient.Say("Done."));
        var agent = new Agent(model) { ContextProviders = [new WorkingMemory { MaxCharacters = 10 }] };

        var answer = await agent.RunAsync("a", await OpenAsync("one"), cancellationToken: Token);

        Assert.Equal("Error: 'memory' must be an object of keys and values.", answer.ToolCalls[0].Result);
        Assert.Equal("Error: the working memory would have 14 characters, and may have 10. Nothing was written. Leave out what matters least.", answer.ToolCalls[1].Result);
        Assert.Equal("Error: 'memory' is missing.", answer.ToolCalls[2].Result);
        Assert.Equal("Written. The working memory is now:\n- a: 1", answer.ToolCalls[3].Result);
    }

    [Fact]
    public async Task In_a_session_that_nobody_owns_it_is_the_sessions()
    {
        using var model = new ScriptedChatClient(Write("{\"a\":1}"), ScriptedChatClient.Say("Done."));
        var session = await _store.OpenAsync(new SessionKey("one"), cancellationToken: Token);

        await new Agent(model) { ContextProviders = [new WorkingMemory()] }.RunAsync("a", session, cancellationToken: Token);

        Assert.Equal("working_memory/memory", Assert.Single(await session.State.ListAsync(cancellationToken: Token)).Key);
    }

    [Fact]
    public async Task A_memory_that_is_damaged_fails_no_turn_and_the_model_writes_it_anew()
    {
        var owner = new SessionOwner("ada");
        await _store.PutAsync(new StatePut { Owner = owner, Key = "working_memory/memory", Value = "{"u8.ToArray() }, Token);
        using var model = new ScriptedChatClient(Write("{\"name\":\"Ada\"}"), ScriptedChatClient.Say("Done."));

        await new Agent(model) { ContextProviders = [new WorkingMemory()] }.RunAsync("I am Ada.", await OpenAsync("one"), cancellationToken: Token);

        Assert.Contains("(It is damaged and cannot be read.", Transcript.Of(model.Requests[0].Messages), StringComparison.Ordinal);
        Assert.Equal("""{"name":"Ada"}""", (await _store.GetState(owner).GetAsync<JsonElement>("working_memory/memory", Token)).GetRawText());
    }

    [Fact]
    public async Task Changes_of_many_conversations_at_once_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            using var model = new ScriptedChatClient(Write($"{{\"key{i}\":{i}}}"), ScriptedChatClient.Say("Done."));
            await new Agent(model) { ContextProviders = [new WorkingMemory()] }.RunAsync("a", await OpenAsync($"{i}"), cancellationToken: Token);
        }, Token)));

        var memory = await _store.GetState(new SessionOwner("ada")).GetAsync<JsonElement>("working_memory/memory", Token);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"key{i}"), memory.EnumerateObject().Select(fact => fact.Name).Order(StringComparer.Ordinal));
    }

    private Task<Session> OpenAsync(string id, string user = "ada") => _store.OpenAsync(new SessionKey(id, user), cancellationToken: Token);

    private static ScriptedChatClient.Step Write(string? memory) => (_, options, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant,
    [
        new FunctionCallContent(Guid.CreateVersion7().ToString(), options?.Tools?.Single().Name ?? "update_working_memory", memory is null ? [] : new Dictionary<string, object?> { ["memory"] = JsonElement.Parse(memory) }),
    ])));
}
