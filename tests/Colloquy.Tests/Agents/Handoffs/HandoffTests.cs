using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class HandoffTests
{
    private readonly InMemorySessionStore _store = new InMemorySessionStore();

    [Fact]
    public async Task The_specialist_goes_on_with_the_turn_and_sees_the_whole_conversation()
    {
        var billing = new ScriptedChatClient(ScriptedChatClient.Say("I am billing."));
        var (router, session) = await OpenAsync(Transfer("transfer_to_billing"), new Agent(billing) { Name = "billing", Instructions = "You do invoices." });

        var answer = await router.RunAsync("My invoice is wrong.", session);

        Assert.Equal("I am billing.", answer.Text);
        Assert.Equal("billing", answer.Agent);
        Assert.Equal("You do invoices.", billing.Requests[0].Options!.Instructions);
        Assert.Equal(["user", "assistant", "tool"], billing.Requests[0].Messages.Select(message => message.Role.Value));
        Assert.Equal("office", billing.Requests[0].Messages[1].AuthorName);
        Assert.Equal("billing", await session.GetActiveAgentAsync());
    }

    [Fact]
    public async Task The_next_turn_goes_to_the_specialist_also_after_a_restart()
    {
        var billing = new ScriptedChatClient(ScriptedChatClient.Say("I am billing."), ScriptedChatClient.Say("Still billing."));
        var (router, session) = await OpenAsync(Transfer("transfer_to_billing"), new Agent(billing) { Name = "billing" });
        await router.RunAsync("My invoice is wrong.", session);

        var again = await _store.OpenAsync(session.Key);
        var answer = await new Agent(new ScriptedChatClient()) { Name = "office", Handoffs = [new Agent(billing) { Name = "billing" }] }.RunAsync("And now?", again);

        Assert.Equal("Still billing.", answer.Text);
        Assert.Equal(["billing", "office"], (await again.Turns.ReadAsync().ToListAsync()).Select(turn => turn.Agent));
    }

    [Fact]
    public async Task Undoing_the_handoff_gives_the_conversation_back()
    {
        var billing = new ScriptedChatClient(ScriptedChatClient.Say("I am billing."));
        var (router, session) = await OpenAsync(new ScriptedChatClient(Transfer("transfer_to_billing"), ScriptedChatClient.Say("I am the router.")), new Agent(billing) { Name = "billing" });
        await router.RunAsync("My invoice is wrong.", session);

        await session.UndoTurnAsync();

        Assert.Null(await session.GetActiveAgentAsync());
        Assert.Equal("I am the router.", (await router.RunAsync("Hello.", session)).Text);
    }

    [Fact]
    public async Task The_handoff_stands_in_the_log_with_who_and_why()
    {
        var (router, session) = await OpenAsync(Transfer("transfer_to_billing"), new Agent(new ScriptedChatClient(ScriptedChatClient.Say("Hi."))) { Name = "billing" });

        await router.RunAsync("My invoice is wrong.", session);

        var entry = (await _store.ReadAsync(session.Key, LogRead.All() with { Kinds = [EntryKind.Handoff] })).Entries.Single();
        var body = Assert.IsType<HandoffBody>(entry.Decode(session.Key));
        Assert.Equal(("office", "billing", "an invoice", "1"), (body.From, body.To, body.Reason, body.Call));
    }

    [Fact]
    public async Task A_handoff_can_filter_what_the_specialist_sees_in_this_turn_and_the_next()
    {
        var billing = new ScriptedChatClient(ScriptedChatClient.Say("I am billing."), ScriptedChatClient.Say("Still."));
        var filtered = new Handoff(new Agent(billing) { Name = "billing" }) { Window = [Visibility.Own] };
        var (router, session) = await OpenAsync(new ScriptedChatClient(Transfer("transfer_to_billing")), filtered);

        await router.RunAsync("My invoice is wrong.", session);
        await router.RunAsync("And?", session);

        Assert.Equal(["My invoice is wrong."], billing.Requests[0].Messages.Select(message => message.Text));
        Assert.Equal(["My invoice is wrong.", "I am billing.", "And?"], billing.Requests[1].Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task A_handoff_back_and_forth_is_refused_the_second_time_round()
    {
        var a = new ScriptedChatClient(Transfer("transfer_to_b"), Transfer("transfer_to_b"), ScriptedChatClient.Say("I answer myself."));
        var b = new ScriptedChatClient(Transfer("transfer_to_a"));
        List<Handoff> back = [];
        var second = new Agent(b) { Name = "b", Handoffs = back };
        var first = new Agent(a) { Name = "a", Handoffs = [second] };
        back.Add(first);
        var session = await _store.OpenAsync(new SessionKey("s"));

        var answer = await first.RunAsync("Hello.", session);

        Assert.Equal("I answer myself.", answer.Text);
        Assert.Contains("handed this turn over to b before", answer.ToolCalls[^1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_of_handoffs_is_told_to_the_model()
    {
        var router = new ScriptedChatClient(Transfer("transfer_to_billing"), ScriptedChatClient.Say("I do it."));
        var agent = new Agent(router) { Name = "office", Handoffs = [new Agent(new ScriptedChatClient()) { Name = "billing" }], Limits = new RunLimits { Handoffs = 0 } };

        var answer = await agent.RunAsync("Hello.");

        Assert.Equal("I do it.", answer.Text);
        Assert.Contains("limit", answer.ToolCalls[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_handoffs_in_one_response_the_first_is_done_and_other_tools_run_before()
    {
        var router = new ScriptedChatClient(ScriptedChatClient.Call(("1", "transfer_to_billing", "x"), ("2", "transfer_to_tech", "x"), ("3", "note", "x")));
        var billing = new ScriptedChatClient(ScriptedChatClient.Say("I am billing."));
        var agent = new Agent(router)
        {
            Name = "office",
            Tools = [AIFunctionFactory.Create((string value) => "noted", "note")],
            Handoffs = [new Agent(billing) { Name = "billing" }, new Agent(new ScriptedChatClient()) { Name = "tech" }],
        };

        var answer = await agent.RunAsync("Hello.");

        Assert.Equal("I am billing.", answer.Text);
        Assert.Equal(["1", "2", "3"], answer.ToolCalls.Select(call => call.CallId));
        Assert.Null(answer.ToolCalls[0].Error);
        Assert.Contains("already", answer.ToolCalls[1].Error, StringComparison.Ordinal);
        Assert.Equal("noted", answer.ToolCalls[2].Result?.ToString());
        Assert.Equal(4, billing.Requests[0].Messages.Count(message => message.Role != ChatRole.User));
    }

    [Fact]
    public async Task A_stream_tells_of_the_handoff()
    {
        var (router, session) = await OpenAsync(Transfer("transfer_to_billing"), new Agent(new ScriptedChatClient(ScriptedChatClient.Say("Hi."))) { Name = "billing" });

        var updates = await router.RunStreamingAsync("My invoice is wrong.", session).ToListAsync();

        var handoff = Assert.Single(updates.OfType<HandoffUpdate>());
        Assert.Equal(("office", "billing"), (handoff.From, handoff.To));
    }

    [Fact]
    public async Task The_application_can_hand_the_conversation_over_and_take_it_back()
    {
        var billing = new ScriptedChatClient(ScriptedChatClient.Say("I am billing."));
        var (router, session) = await OpenAsync(ScriptedChatClient.Say("I am the router."), new Agent(billing) { Name = "billing" });

        await session.SetActiveAgentAsync("billing");
        var first = await router.RunAsync("Hello.", session);
        await session.SetActiveAgentAsync(null);
        var second = await router.RunAsync("Hello.", session);

        Assert.Equal("I am billing.", first.Text);
        Assert.Equal("I am the router.", second.Text);
    }

    private static ScriptedChatClient.Step Transfer(string tool) => (_, _, _) => Task.FromResult(new ChatResponse(
        new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", tool, new Dictionary<string, object?> { ["reason"] = "an invoice" })])) { Usage = new UsageDetails() });

    private Task<(Agent Router, Session Session)> OpenAsync(ScriptedChatClient.Step step, Handoff handoff) => OpenAsync(new ScriptedChatClient(step), handoff);

    private async Task<(Agent Router, Session Session)> OpenAsync(ScriptedChatClient router, Handoff handoff) =>
        (new Agent(router) { Name = "office", Handoffs = [handoff] }, await _store.OpenAsync(new SessionKey("s", "ada")));
}
