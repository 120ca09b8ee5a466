using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests what agents store in sessions besides messages: the active agent, what providers added, and the authors of entries.</summary>
public sealed class AgentSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_conversation_stays_with_whom_it_was_handed_over_to),
        Case(Who_has_the_conversation_follows_undo_and_forks),
        Case(What_providers_added_is_explained_as_it_was_sent),
        Case(A_providers_state_is_committed_with_the_turn),
        Case(Each_entry_says_which_agent_wrote_it),
        Case(An_agent_that_is_a_tool_works_in_a_session_of_its_own),
        Case(A_turn_that_a_stopping_process_left_goes_on_at_once_in_another),
        Case(A_title_is_made_from_the_first_message_and_stays),
        Case(Conversations_with_an_odd_model_go_on),
    ];

    /// <summary>Whatever a model says, the turn ends, the log reads back, nothing that was said is lost, and later turns are sent a balanced history. A failure names its seed, which <c>COLLOQUY_SEED</c> gives back.</summary>
    private static async Task Conversations_with_an_odd_model_go_on(StoreCaseContext context)
    {
        foreach (var seed in context.Seeds(20))
            await new OddSteps(context.Store, context.NewKey(), seed).RunAsync(5);
    }

    private static async Task A_turn_that_a_stopping_process_left_goes_on_at_once_in_another(StoreCaseContext context)
    {
        foreach (var durability in new[] { Durability.Step, Durability.Turn })
        {
            var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });
            using var stop = new CancellationTokenSource();
            var stopping = AgentTool.Create(
                async (string task) =>
                {
                    await stop.CancelAsync();
                    return $"done with {task}";
                },
                "helper");
            var agent = new Agent(TellingModel.Calling("helper", "task", "the papers")) { Tools = [stopping], Durability = durability, SuspendToken = stop.Token };
            var left = await Check.Throws<TurnInterruptedException>(() => agent.RunAsync("Go.", session), "a run whose process stops");
            Check.That(left.IsResumable, $"A turn that was left says that it cannot be resumed ({durability}).");
            var again = await (await context.OpenAnotherAsync()).OpenAsync(session.Key, new OpenSessionOptions { TimeProvider = context.Clock });
            Check.Equal(true, again.Record.IsInterrupted, $"IsInterrupted of a session whose turn was left ({durability})");

            // No tools: were the call made again, the model would be told that there is none.
            var answer = await new Agent(TellingModel.Calling("helper", "task", "the papers")).ResumeAsync(again, new RunOptions { WhenBusy = BusyPolicy.Reject });
            Check.Equal("It says: done with the papers", answer?.Text, $"the answer of the turn that went on ({durability})");
            Check.Equal(SessionActivity.Idle, (await again.RefreshAsync()).Activity, $"the activity after the turn went on ({durability})");
        }
    }

    private static async Task A_title_is_made_from_the_first_message_and_stays(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey());
        var agent = new Agent(TellingModel.Saying("Noted."));
        await agent.RunAsync("The pump leaks.\nSince Monday.", session);
        await agent.RunAsync("And now?", session);
        var added = await context.Store.OpenAsync(context.NewKey());
        await added.AddAsync(new ChatMessage(ChatRole.User, "Hello."));
        await added.SetTitleAsync("Greetings");
        await added.AddAsync(new ChatMessage(ChatRole.User, "Hello again."));

        var other = await context.OpenAnotherAsync();
        Check.Equal("The pump leaks.", (await other.GetAsync(session.Key))?.Details.Title, "the title of a session with two turns");
        Check.Equal("Greetings", (await other.GetAsync(added.Key))?.Details.Title, "the title that was set");
    }

    private static async Task A_conversation_stays_with_whom_it_was_handed_over_to(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey());
        var first = await CreateTeam().RunAsync("My invoice is wrong.", session);
        Check.Equal("billing", first.Agent, "the agent that answered a turn that was handed over");

        var again = await (await context.OpenAnotherAsync()).OpenAsync(session.Key);
        Check.Equal("billing", await again.GetActiveAgentAsync(), "the agent that has the conversation, seen by another handle");
        Check.Equal("billing", (await CreateTeam().RunAsync("And now?", again)).Agent, "the agent of the next turn");
    }

    private static async Task Who_has_the_conversation_follows_undo_and_forks(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey());
        await session.AddAsync(new ChatMessage(ChatRole.User, "Hello."));
        var before = await session.Branches.ForkAsync("before");
        await CreateTeam().RunAsync("My invoice is wrong.", session);
        var after = await session.Branches.ForkAsync("after");

        await session.UndoTurnAsync();

        Check.Equal(null, await session.GetActiveAgentAsync(), "the agent that has the conversation after the handoff was undone");
        Check.Equal(null, await before.GetActiveAgentAsync(), "the agent that has the conversation on a branch from before the handoff");
        Check.Equal("billing", await after.GetActiveAgentAsync(), "the agent that has the conversation on a branch from after it");
        await session.RedoAsync();
        Check.Equal("billing", await session.GetActiveAgentAsync(), "the agent that has the conversation after a redo");
    }

    private static async Task What_providers_added_is_explained_as_it_was_sent(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey());
        var model = TellingModel.Saying("Noted.");
        await new Agent(model) { ContextProviders = [new Weather()] }.RunAsync("Hello.", session);

        var again = await (await context.OpenAnotherAsync()).OpenAsync(session.Key);
        var explained = await again.Window.ExplainAsync((await again.GetItemsAsync(1))[0].Position);

        Check.Sequence(["It rains.", "Hello."], explained.Messages.Select(message => message.Text), "the messages of an explained call");
        Check.Equal("Talk of the weather.", explained.Instructions, "the instructions of an explained call");
        Check.Equal("Weather", Check.Single(explained.Call.Context ?? [], "what providers added").Source, "the source of what was added");
        Check.Sequence(["Hello.", "Noted."], (await again.GetItemsAsync()).Select(item => item.Message.Text), "the conversation");
    }

    private static async Task A_providers_state_is_committed_with_the_turn(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey());
        await new Agent(TellingModel.Saying("Noted.")) { ContextProviders = [new Weather()] }.RunAsync("Hello.", session);

        var again = await (await context.OpenAnotherAsync()).OpenAsync(session.Key);
        Check.Equal(1, await again.State.GetAsync<int>("Weather/told"), "what a provider wrote after the run");
        await again.UndoTurnAsync();
        Check.Equal(0, await again.State.GetAsync<int>("Weather/told"), "the same after the turn was undone");
    }

    private static async Task Each_entry_says_which_agent_wrote_it(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey());
        await CreateTeam().RunAsync("My invoice is wrong.", session);

        var log = (await context.Store.ReadAsync(session.Key, LogRead.All() with { Limit = 100 })).Entries;
        var messages = log.Where(entry => entry.Kind == EntryKind.Message);
        Check.Sequence([null, "office", "office", "billing"], messages.Select(entry => entry.Author), "the authors of a turn that was handed over");
        var handoff = (HandoffBody)Check.Single(log.Where(entry => entry.Kind == EntryKind.Handoff), "the handoffs").Decode(session.Key);
        Check.Equal(("office", "billing"), (handoff.From, handoff.To), "who handed over to whom");
    }

    private static async Task An_agent_that_is_a_tool_works_in_a_session_of_its_own(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey());
        var helper = new Agent(TellingModel.Saying("Three papers.")) { Name = "helper" };
        var answer = await new Agent(TellingModel.Calling("helper", "task", "Find papers.")) { Tools = [helper.AsTool()] }.RunAsync("What is there?", session);

        Check.Equal("It says: Three papers.", answer.Text, "the answer");
        var again = await context.OpenAnotherAsync();
        var child = await again.FindAsync(new SessionKey(answer.ToolCalls[0].ChildSession!, session.Key.Owner));
        Check.That(child is not null, "The session in which an agent worked as a tool is not there.");
        Check.Sequence(["Find papers.", "Three papers."], (await child.GetItemsAsync()).Select(item => item.Message.Text), "the conversation of an agent that is a tool");
        Check.Equal(session.Key.Id, child.Record.Details.Metadata.GetValueOrDefault(Agent.ParentMetadataKey), "the parent that the child names");
        Check.Equal(4, (await session.GetItemsAsync()).Count, "the messages of the parent");
    }

    private static Agent CreateTeam() => new(TellingModel.Calling("transfer_to_billing", "reason", "an invoice"))
    {
        Name = "office",
        Handoffs = [new Agent(TellingModel.Saying("This is billing.")) { Name = "billing" }],
    };

    private sealed class Weather : ContextProvider
    {
        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            request.AddInstructions("Talk of the weather.");
            request.AddMessage("It rains.");
            return ValueTask.CompletedTask;
        }

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) =>
            await run.State.IncrementAsync("told", cancellationToken: cancellationToken);
    }
}
