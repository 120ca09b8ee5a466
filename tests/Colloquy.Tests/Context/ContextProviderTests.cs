using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class ContextProviderTests
{
    [Fact]
    public async Task A_run_that_a_test_makes_is_the_first_turn_of_an_agent()
    {
        var run = new RunContext(await new InMemorySessionStore().OpenAsync(new SessionKey("s")));

        Assert.Equal(("agent", 1), (run.AgentName, run.TurnNumber));
    }

    [Fact]
    public async Task What_providers_add_reaches_the_model_before_the_input_and_is_no_part_of_the_conversation()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("One."), ScriptedChatClient.Say("Two."));
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s", "ada"));
        var agent = new Agent(model)
        {
            Instructions = "Be kind.",
            ContextProviders = [new Adding("profile", "Ada is vegan.", "The weather is fine.")],
        };

        await agent.RunAsync("First?", session);
        await agent.RunAsync("Second?", session);

        Assert.Equal("Be kind.\n\nAda is vegan.", model.Requests[1].Options!.Instructions);
        Assert.Equal(["First?", "One.", "The weather is fine.", "Second?"], model.Requests[1].Messages.Select(message => message.Text));
        Assert.Equal(["First?", "One.", "Second?", "Two."], (await session.GetItemsAsync()).Select(item => item.Message.Text));
    }

    [Fact]
    public async Task The_log_tells_what_each_provider_added_and_the_call_is_explained_as_it_was_sent()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("One."));
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var agent = new Agent(model)
        {
            ContextProviders = [new Adding("profile", "Ada is vegan.", "The weather is fine."), new Adding("tools", tool: AIFunctionFactory.Create(() => "x", "look"))],
        };

        var answer = await agent.RunAsync("First?", session);

        var explained = await session.Window.ExplainAsync((await session.GetItemsAsync(1))[0].Position);
        Assert.Equal(["The weather is fine.", "First?"], explained.Messages.Select(message => message.Text));
        Assert.Equal("Ada is vegan.", explained.Instructions);
        Assert.Equal(["profile", "tools"], explained.Call.Context!.Select(share => share.Source));
        Assert.Equal("Ada is vegan.", explained.Call.Context![0].Instructions);
        Assert.Equal(1, explained.Call.Context![0].Messages);
        Assert.Equal(["look"], explained.Call.Context![1].Tools!);
        Assert.Equal(TurnStatus.Completed, answer.Status);
    }

    [Fact]
    public async Task A_tool_that_a_provider_adds_can_be_called()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Call(("1", "look", "a")), ScriptedChatClient.Say("Seen."));
        var agent = new Agent(model) { ContextProviders = [new Adding("tools", tool: AIFunctionFactory.Create((string value) => $"saw {value}", "look"))] };

        var answer = await agent.RunAsync("Look.");

        Assert.Equal("saw a", answer.ToolCalls[0].Result?.ToString());
    }

    [Fact]
    public async Task Providers_are_asked_in_order_and_told_of_the_end_in_reverse()
    {
        List<string> said = [];
        var model = new ScriptedChatClient(ScriptedChatClient.Say("One."));
        var agent = new Agent(model)
        {
            ContextProviders =
            [
                new Hooks("a", _ => said.Add("before a"), run => said.Add($"after a: {run.Output[^1].Text}")),
                new Hooks("b", request => said.Add($"before b, sees {request.Added.Count}"), run => said.Add($"after b: {run.Input[0].Text}")),
            ],
        };

        await agent.RunAsync("First?");

        Assert.Equal(["before a", "before b, sees 0", "after b: First?", "after a: One."], said);
    }

    [Fact]
    public async Task Values_of_the_run_reach_providers_and_tools()
    {
        object? seen = null;
        var model = new ScriptedChatClient(ScriptedChatClient.Call(("1", "who", "a")), ScriptedChatClient.Say("Done."));
        var agent = new Agent(model)
        {
            Tools = [AgentTool.Create((RunContext run, string value) => run.GetValue<string>("card"), "who")],
            ContextProviders = [new Hooks("a", request => seen = request.Run.Values["card"])],
        };

        var answer = await agent.RunAsync("Who?", options: new RunOptions { Values = new Dictionary<string, object?> { ["card"] = "R-2207" } });

        Assert.Equal("R-2207", seen);
        Assert.Equal("R-2207", answer.ToolCalls[0].Result?.ToString());
    }

    [Fact]
    public async Task A_provider_that_throws_fails_the_turn_with_its_name()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        FinishedRun? told = null;
        var agent = new Agent(new ScriptedChatClient())
        {
            ContextProviders = [new Hooks("first", after: run => told = run), new Hooks("weather", _ => throw new TimeoutException("no answer"))],
        };

        var failure = await Assert.ThrowsAsync<ContextProviderException>(() => agent.RunAsync("Hello?", session));

        Assert.Equal("weather", failure.Provider);
        Assert.IsType<TimeoutException>(failure.InnerException);
        Assert.Same(failure, told!.Exception);
        Assert.Equal(TurnStatus.Failed, (await session.Turns.GetAsync(1)).Status);
    }

    [Fact]
    public async Task A_provider_that_may_be_skipped_costs_a_warning_and_nothing_of_what_it_had_begun_to_add()
    {
        var logger = new ListLogger();
        var model = new ScriptedChatClient(ScriptedChatClient.Say("One."));
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"), new OpenSessionOptions { LoggerFactory = logger });
        var failing = new Hooks("weather", request =>
        {
            request.AddInstructions("half");
            throw new TimeoutException("no answer");
        }) { ContinueOnError = true };

        var answer = await new Agent(model) { ContextProviders = [failing] }.RunAsync("Hello?", session);

        Assert.Equal("One.", answer.Text);
        Assert.Null(model.Requests[0].Options?.Instructions);
        Assert.Contains(logger.Lines, line => line.Contains("weather", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_fails_after_the_answer_fails_the_turn_and_the_answer_is_kept()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Say("One.")))
        {
            ContextProviders = [new Hooks("learner", after: _ => throw new InvalidOperationException("full"))],
        };

        await Assert.ThrowsAsync<ContextProviderException>(() => agent.RunAsync("Hello?", session));

        Assert.Equal(["Hello?", "One."], (await session.GetItemsAsync()).Select(item => item.Message.Text));
        Assert.Equal(TurnStatus.Failed, (await session.Turns.GetAsync(1)).Status);
    }

    [Fact]
    public async Task Providers_see_the_exception_of_a_failed_model()
    {
        FinishedRun? told = null;
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Throw(new HttpRequestException("down")))) { ContextProviders = [new Hooks("a", after: run => told = run)] };

        await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync("Hello?"));

        Assert.IsType<HttpRequestException>(told!.Exception);
        Assert.Equal("Hello?", told.Input[0].Text);
        Assert.Empty(told.Output);
    }

    [Fact]
    public async Task What_a_provider_writes_to_its_state_is_committed_with_the_turn_and_stands_under_its_name()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var model = new ScriptedChatClient(ScriptedChatClient.Say("One."), ScriptedChatClient.Say("Two."));
        var agent = new Agent(model) { ContextProviders = [new Counting()] };

        await agent.RunAsync("First?", session);
        await agent.RunAsync("Second?", session);

        Assert.Equal(2, await session.State.GetAsync<int>("Counting/runs"));
        Assert.Equal("This is run 2.", model.Requests[1].Options!.Instructions);
    }

    private sealed class Counting : ContextProvider
    {
        public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) =>
            request.AddInstructions($"This is run {await request.State.GetAsync<int>("runs", cancellationToken: cancellationToken) + 1}.");

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) =>
            await run.State.IncrementAsync("runs", cancellationToken: cancellationToken);
    }

    [Fact]
    public async Task A_provider_that_fails_behind_a_turn_that_failed_is_logged_and_does_not_hide_the_error()
    {
        var logger = new ListLogger();
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"), new OpenSessionOptions { LoggerFactory = logger });
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Throw(new HttpRequestException("overloaded")))) { ContextProviders = [new Hooks("notes", after: _ => throw new FormatException("no notes"))] };

        var error = await Assert.ThrowsAnyAsync<Exception>(() => agent.RunAsync("Hello?", session));

        Assert.Contains("overloaded", error.Message, StringComparison.Ordinal);
        Assert.Single(logger.Lines, line => line.Contains("Context provider 'notes' failed after the run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_asks_a_model_after_the_run_is_refused_before_the_model_is_called()
    {
        ContextRequest? left = null;
        var asked = new ScriptedChatClient(ScriptedChatClient.Say("pumps"));
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Say("Hi."))) { ContextProviders = [new Hooks("notes", before: request => left = request)] };
        await agent.RunAsync("Hello?", await new InMemorySessionStore().OpenAsync(new SessionKey("s")));

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await left!.AskAsync("topic", "What is it about?", client: asked));

        Assert.Empty(asked.Requests);
    }

    private sealed class Adding(string name, string? instructions = null, string? message = null, AITool? tool = null) : ContextProvider
    {
        public override string Name => name;

        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            if (instructions is not null)
                request.AddInstructions(instructions);
            if (message is not null)
                request.AddMessage(message);
            if (tool is not null)
                request.AddTools([tool]);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Hooks(string name, Action<ContextRequest>? before = null, Action<FinishedRun>? after = null) : ContextProvider
    {
        public override string Name => name;

        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            before?.Invoke(request);
            return ValueTask.CompletedTask;
        }

        public override ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
        {
            after?.Invoke(run);
            return ValueTask.CompletedTask;
        }
    }
}
