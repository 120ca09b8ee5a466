using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/testing/own-code.md: what an application implements is tested without an agent, by an assembly that sees what an application sees.</summary>
public sealed class TestingSnippets
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task A_tool_is_called_with_a_run()
    {
        var tool = AgentTool.Create(
            async (RunContext run, string order) =>
            {
                await run.State.SetAsync("last", order);
                await run.State.SetAsync("seen", true, Scope.Temp);
                return $"{order} of {run.GetValue<string>("card")} for {run.Get<Customer>().Name}";
            },
            "find_order");

        // snippet: testing-tool
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("test", user: "ines"));
        var run = new RunContext(session) { Values = new Dictionary<string, object?> { ["card"] = "R-7" }, Context = new Customer("Ines") };

        var result = await tool.InvokeAsync(run.ToArguments([new("order", "4711")]));

        Assert.Equal("4711 of R-7 for Ines", result?.ToString());
        Assert.Equal("4711", await session.State.GetAsync<string>("last"));

        // snippet: end
        Assert.True(await run.State.GetAsync<bool>("seen", Scope.Temp));
    }

    [Fact]
    public async Task A_context_provider_is_asked_and_told_of_the_end()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("test", user: "ines"));

        // snippet: testing-provider
        var provider = new TopicProvider();
        var run = new RunContext(session, client: new StandIn("bicycles"));

        var request = new ContextRequest(run, [new(ChatRole.User, "My chain has come off.")], provider.Name);
        await provider.BeforeRunAsync(request, Token);
        var finished = new FinishedRun { Run = run, Input = request.Input, Output = [new(ChatRole.Assistant, "Put it back.")], State = request.State };
        await provider.AfterRunAsync(finished, Token);

        Assert.Equal("The topic is bicycles.", Assert.Single(request.Additions).Instructions);
        Assert.Equal(1, await request.State.GetAsync<int>("runs"));

        // snippet: end
        Assert.Equal(1, await session.State.GetAsync<int>("TopicProvider/runs"));
    }

    [Fact]
    public async Task Middleware_is_called_around_what_a_test_says()
    {
        await using var store = new InMemorySessionStore();
        var run = new RunContext(await store.OpenAsync(new SessionKey("test")));
        var tool = AgentTool.Create((string city) => $"Rain in {city}", "weather");

        // snippet: testing-middleware
        var request = new ToolRequest { Run = run, Tool = tool, CallId = "c1", Arguments = new Dictionary<string, object?> { ["city"] = "Bergen" } };

        var result = await new Loud().OnToolCallAsync(request, (passed, stop) => passed.Tool.InvokeAsync(passed.Run.ToArguments(passed.Arguments), stop), Token);

        Assert.Equal("RAIN IN BERGEN", result);

        // snippet: end
        var model = new ModelRequest { Run = run, Messages = [new(ChatRole.User, "hi")], Options = null };
        var updates = await new Loud().OnModelCallAsync(model, (_, _) => AsyncEnumerable.Empty<ChatResponseUpdate>(), Token).ToListAsync();
        var agent = new Agent(new StandIn("hi"));
        var whole = new RunRequest { Agent = agent, Session = run.Session, Input = model.Messages, Options = new RunOptions() };
        var answer = await new Loud().OnRunAsync(whole, (passed, stop) => passed.Agent.RunAsync(passed.Input, passed.Session, passed.Options, stop), Token);

        Assert.Empty(updates);
        Assert.Equal("hi", answer.Text);
    }

    [Fact]
    public async Task A_rule_decides_on_a_call()
    {
        await using var store = new InMemorySessionStore();
        var run = new RunContext(await store.OpenAsync(new SessionKey("test")));

        // snippet: testing-rule
        var rule = ApprovalRule.When("refund", call => call.Arguments?["amount"] is > 100);

        Assert.True(await rule.EvaluateAsync(Refund(900), run));
        Assert.False(await rule.EvaluateAsync(Refund(9), run));

        // snippet: end
        Assert.Null(await rule.EvaluateAsync(new ToolCall { CallId = "c", Name = "look" }, run));
    }

    [Fact]
    public async Task A_strategy_is_applied_to_messages()
    {
        // snippet: testing-strategy
        ChatMessage[] conversation =
        [
            new(ChatRole.User, "My chain has come off."), new(ChatRole.Assistant, "Put it back."),
            new(ChatRole.User, "Thanks."), new(ChatRole.Assistant, "You are welcome."),
            new(ChatRole.User, "And now the brake."),
        ];
        var context = await CompactionContext.CreateAsync(conversation, client: new StandIn("A chain was repaired."));

        await new Gist().ApplyAsync(context, Token);

        Assert.Equal(["So far: A chain was repaired.", "And now the brake."], (await context.GetMessagesAsync()).Select(message => message.Text));

        // snippet: end
        var preview = await CompactionContext.CreateAsync(conversation);
        await new Gist().ApplyAsync(preview, Token);
        Assert.True(preview.IsPreview);
        Assert.Equal(["And now the brake."], (await preview.GetMessagesAsync()).Select(message => message.Text));
        var builtIn = await CompactionContext.CreateAsync(conversation, new StandIn("A chain."));
        await new NewestTurnsStrategy(2).ApplyAsync(builtIn, Token);
        await new SummarizeOldStrategy().ApplyAsync(builtIn, Token);
        Assert.Equal(["Thanks.", "You are welcome.", "And now the brake."], (await builtIn.GetMessagesAsync()).TakeLast(3).Select(message => message.Text));
        Assert.Contains("A chain.", (await builtIn.GetMessagesAsync())[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_strategy_and_a_provider_ask_in_a_run_is_recorded_priced_and_limited()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines"));
        using var model = new StandIn("fine");
        var agent = new Agent(model) { Window = [new Gist()], ContextProviders = [new TopicProvider()] };

        await agent.RunAsync("one", session);
        await agent.RunAsync("two", session);
        var usage = await session.Usage.GetAsync();
        var calls = (await session.Turns.GetContentsAsync(2)).ModelCalls;
        var limited = new Agent(model) { Window = [new Gist()], UsageLimits = [new() { Tokens = 1 }] };
        var refused = await Assert.ThrowsAsync<TurnLimitException>(() => limited.RunAsync("three", session));

        Assert.Equal(["topic", "gist", null], calls.Select(call => call.Purpose));
        Assert.Equal((5, 5), (usage.Calls, model.Calls));
        Assert.Equal(RunLimit.Usage, refused.Limit);
    }

    [Fact]
    public async Task A_model_that_fails_answers_null_and_the_run_goes_on()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(new StandIn("fine")) { Window = [new Gist(new StandIn(null))], ContextProviders = [new TopicProvider(new StandIn(null))] };

        await agent.RunAsync("one", session);
        var answer = await agent.RunAsync("two", session);
        var context = await CompactionContext.CreateAsync([new(ChatRole.User, "a"), new(ChatRole.Assistant, "b"), new(ChatRole.User, "c")], new StandIn(null));
        await new Gist().ApplyAsync(context, Token);

        Assert.Equal("fine", answer.Text);
        Assert.Equal(["c"], (await context.GetMessagesAsync()).Select(message => message.Text));
    }

    private static ToolCall Refund(int amount) => new() { CallId = "c1", Name = "refund", Arguments = new Dictionary<string, object?> { ["amount"] = amount } };

    private sealed record Customer(string Name);

    // snippet: testing-ask
    /// <summary>Shows one sentence in place of the earlier turns.</summary>
    public sealed class Gist(IChatClient? client = null) : CompactionStrategy
    {
        public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
        {
            var said = new List<string>();
            await foreach (var group in context.ReadBackAsync(cancellationToken))
            {
                if (group.IsCurrent)
                    continue;

                said.Insert(0, string.Join("\n", group.Messages.Select(message => message.Text)));
                group.LeaveOut("in the gist");
            }

            if (said.Count > 0 && await context.AskAsync("gist", $"Sum up in one sentence:\n{string.Join("\n", said)}", client: client, cancellationToken: cancellationToken) is { } gist)
                context.Insert(new ChatMessage(ChatRole.User, $"So far: {gist}"), new Position(1), "the gist");
        }
    }

    // snippet: end
    private sealed class TopicProvider(IChatClient? client = null) : ContextProvider
    {
        public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            if (await request.AskAsync("topic", $"What is this about? {request.Input[0].Text}", client: client, cancellationToken: cancellationToken) is { } topic)
                request.AddInstructions($"The topic is {topic}.");
        }

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) =>
            await run.State.IncrementAsync("runs", cancellationToken: cancellationToken);
    }

    private sealed class Loud : AgentMiddleware
    {
        public override async ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken) =>
            (await next(request, cancellationToken))?.ToString()?.ToUpperInvariant();
    }

    /// <summary>A model that always says the same, or always fails.</summary>
    private sealed class StandIn(string? text) : IChatClient
    {
        public int Calls { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return text is null
                ? Task.FromException<ChatResponse>(new HttpRequestException("out of order"))
                : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 } });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
