using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>A call that needs the session for itself, made from within the turn that has it: it would wait for the turn, and the turn for it.</summary>
public sealed class RunWithinTurnTests
{
    private const int Patience = 30_000;

    /// <summary>How long a call may take that is made within a turn: it is refused at once, or waits for ever.</summary>
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Func<ISessionStore, Session, Task>> Calls = new()
    {
        ["run"] = (store, session) => Inner().RunAsync("inner", session),
        ["run, rejecting"] = (store, session) => Inner().RunAsync("inner", session, new() { WhenBusy = BusyPolicy.Reject }),
        ["run, interrupting"] = (store, session) => Inner().RunAsync("inner", session, new() { WhenBusy = BusyPolicy.Interrupt }),
        ["run, rolling back"] = (store, session) => Inner().RunAsync("inner", session, new() { WhenBusy = BusyPolicy.Rollback }),
        ["stream"] = async (store, session) => await Inner().RunStreamingAsync("inner", session).ToListAsync(),
        ["value"] = (store, session) => Inner().RunAsync<int>("inner", session),
        ["resume"] = (store, session) => Inner().ResumeAsync(session),
        ["retry"] = (store, session) => Inner().RetryTurnAsync(session),
        ["edit and resend"] = (store, session) => Inner().EditAndResendAsync("inner", session),
        ["chat client"] = (store, session) => new SessionChatClient(new ScriptedChatClient(Say("inner")), session).GetResponseAsync("inner"),
        ["streamed chat client"] = async (store, session) => await new SessionChatClient(new ScriptedChatClient(Say("inner")), session).GetStreamingResponseAsync("inner").ToListAsync(),
        ["prune by a model"] = (store, session) => session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Say("inner")), 1)),
        ["another handle"] = async (store, session) => await Inner().RunAsync("inner", (await store.FindAsync(session.Key))!),
        ["a handle on a branch"] = async (store, session) => await Inner().RunAsync("inner", await session.Branches.OpenAsync("side")),
        ["a decorated store"] = async (store, session) => await Inner().RunAsync("inner", (await new Decorated(store).FindAsync(session.Key))!),
        ["a task that began apart"] = (store, session) => Task.Run(() => Inner().RunAsync("inner", session)),
        ["a thread"] = (store, session) => Task.Factory.StartNew(() => Inner().RunAsync("inner", session).GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
        ["add"] = (store, session) => session.AddAsync(new ChatMessage(ChatRole.User, "inner")),
        ["undo"] = (store, session) => session.UndoTurnAsync(),
        ["pop"] = (store, session) => session.PopAsync(),
        ["clear"] = (store, session) => session.ClearAsync(),
        ["fork"] = (store, session) => session.Branches.ForkAsync("inner"),
        ["state of the handle"] = (store, session) => session.State.SetAsync("key", 1),
        ["close"] = (store, session) => session.CloseAsync(),
        ["delete"] = (store, session) => session.DeleteAsync(),
    };

    private static readonly Dictionary<string, Func<Func<Task>, Agent>> Places = new()
    {
        ["a tool"] = call => new Agent(Calling()) { Tools = [Tool(call)] },
        ["one of several tools"] = call => new Agent(new ScriptedChatClient(Call(("a", "inside", ""), ("b", "other", "")), Say("done"))) { ParallelTools = true, Tools = [Tool(call), AgentTool.Create((string value) => value, "other")] },
        ["a provider, before"] = call => new Agent(new ScriptedChatClient(Say("done"))) { ContextProviders = [new Provider { Before = call }] },
        ["a provider, after"] = call => new Agent(new ScriptedChatClient(Say("done"))) { ContextProviders = [new Provider { After = call }] },
        ["instructions"] = call => new Agent(new ScriptedChatClient(Say("done")))
        {
            InstructionsFactory = async _ =>
            {
                await call();
                return null;
            },
        },
        ["middleware of tools"] = call => new Agent(Calling()) { Tools = [AgentTool.Create((string value) => value, "inside")], Middleware = [new Around { Tool = call }] },
        ["middleware of models"] = call => new Agent(new ScriptedChatClient(Say("done"))) { Middleware = [new Around { Model = call }] },
        ["an approval rule"] = call => new Agent(Calling())
        {
            Tools = [AgentTool.Create((string value) => value, "inside")],
            Approvals =
            [
                ApprovalRule.When("inside", async (_, _) =>
                {
                    await call();
                    return false;
                }),
            ],
        },
        ["the model's client"] = call => new Agent(new ScriptedChatClient(async (messages, options, stop) =>
        {
            await call();
            return await Say("done")(messages, options, stop);
        })),
        ["a tool of an agent that is a tool"] = call => new Agent(new ScriptedChatClient(Assign("child"), Say("done"))) { Tools = [new Agent(Calling()) { Name = "child", Tools = [Tool(call)] }.AsTool()] },
        ["three agents deep"] = call => new Agent(new ScriptedChatClient(Assign("child"), Say("done")))
        {
            Tools = [new Agent(new ScriptedChatClient(Assign("grandchild"), Say("done"))) { Name = "child", Tools = [new Agent(Calling()) { Name = "grandchild", Tools = [Tool(call)] }.AsTool()] }.AsTool()],
        },
        ["an agent that was handed the turn"] = call => new Agent(new ScriptedChatClient(Call(("h", "transfer_to_next", "")))) { Handoffs = [new Agent(Calling()) { Name = "next", Tools = [Tool(call)] }] },
    };

    private readonly InMemorySessionStore _store = new();

    public static TheoryData<string> CallNames => [.. Calls.Keys];

    public static TheoryData<string> PlaceNames => [.. Places.Keys];

    [Theory(Timeout = Patience), MemberData(nameof(CallNames))]
    public async Task A_call_for_the_session_that_its_own_turn_has_is_refused_with_the_reason(string name)
    {
        var session = await OpenAsync();
        var refusal = new TaskCompletionSource<Exception?>();

        var answer = await Places["a tool"](() => NoteAsync(refusal, () => Calls[name](_store, session))).RunAsync("go", session, cancellationToken: TestContext.Current.CancellationToken);

        var refused = AssertRefused(await refusal.Task);
        Assert.Equal(session.Key, refused.Key);
        Assert.Contains("from within the turn", refused.Message, StringComparison.Ordinal);
        Assert.Equal("done", answer.Text);
        Assert.DoesNotContain("inner", await Transcript.OfAsync(session), StringComparison.Ordinal);
    }

    [Theory(Timeout = Patience), MemberData(nameof(PlaceNames))]
    public async Task It_is_refused_wherever_in_the_turn_it_is_made(string place)
    {
        foreach (var policy in Enum.GetValues<BusyPolicy>())
        {
            var session = await OpenAsync();
            var refusal = new TaskCompletionSource<Exception?>();

            var answer = await Places[place](() => NoteAsync(refusal, () => Inner().RunAsync("inner", session, new() { WhenBusy = policy }))).RunAsync("go", session, cancellationToken: TestContext.Current.CancellationToken);

            AssertRefused(await refusal.Task);
            Assert.Equal("done", answer.Text);
        }
    }

    [Fact(Timeout = Patience)]
    public async Task A_stream_s_turn_knows_its_own_calls_too()
    {
        var session = await OpenAsync();
        var refusal = new TaskCompletionSource<Exception?>();

        await Places["a tool"](() => NoteAsync(refusal, () => Inner().RunAsync("inner", session))).RunStreamingAsync("go", session, cancellationToken: TestContext.Current.CancellationToken).ToListAsync();

        AssertRefused(await refusal.Task);
    }

    [Fact(Timeout = Patience)]
    public async Task A_chat_client_s_model_that_calls_for_the_same_session_is_refused_too()
    {
        var session = await OpenAsync();
        var inner = new ScriptedChatClient(async (_, _, stop) =>
        {
            await Inner().RunAsync("inner", session, cancellationToken: stop);
            throw new InvalidOperationException("unreachable");
        });

        await Assert.ThrowsAsync<SessionBusyException>(() => new SessionChatClient(inner, session).GetResponseAsync("go", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = Patience)]
    public async Task A_pruning_s_model_that_calls_for_the_same_session_is_refused_too()
    {
        var session = await OpenAsync();
        await session.AddAsync([new ChatMessage(ChatRole.User, "one"), new ChatMessage(ChatRole.Assistant, "1"), new ChatMessage(ChatRole.User, "two")]);
        var refusal = new TaskCompletionSource<Exception?>();
        Step summarize = async (messages, options, stop) =>
        {
            await NoteAsync(refusal, () => Inner().RunAsync("inner", session));
            return await Say("a summary")(messages, options, stop);
        };
        var model = new ScriptedChatClient(summarize, summarize);

        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 1), cancellationToken: TestContext.Current.CancellationToken);

        AssertRefused(await refusal.Task);
    }

    [Fact(Timeout = Patience)]
    public async Task A_task_that_a_tool_did_not_wait_for_may_run_when_the_turn_has_ended()
    {
        var session = await OpenAsync();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<AgentAnswer>? later = null;
        var tool = AgentTool.Create(
            (string value) =>
            {
                later = Task.Run(async () =>
                {
                    await ended.Task;
                    return await Inner().RunAsync("later", session);
                });
                return value;
            },
            "inside");

        await new Agent(Calling()) { Tools = [tool] }.RunAsync("go", session, cancellationToken: TestContext.Current.CancellationToken);
        ended.SetResult();

        Assert.Equal("inner answer", (await later!).Text);
    }

    [Fact(Timeout = Patience)]
    public async Task A_turn_may_run_others_on_other_sessions_also_of_the_same_key_in_another_store()
    {
        var session = await OpenAsync();
        var elsewhere = await new InMemorySessionStore().OpenAsync(session.Key);
        var other = await _store.OpenAsync(new SessionKey("other"));
        var tool = AgentTool.Create(async (string value) => (await Inner().RunAsync("there", elsewhere)).Text + (await Inner().RunAsync("beside", other)).Text, "inside");

        var answer = await new Agent(Calling()) { Tools = [tool], Durability = Durability.Turn }.RunAsync("go", session, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("inner answerinner answer", answer.ToolCalls.Single().Result?.ToString());
    }

    [Fact(Timeout = Patience)]
    public async Task The_reader_of_a_stream_is_outside_of_its_turn()
    {
        var session = await OpenAsync();
        var agent = new Agent(new ScriptedChatClient(Say("one two")));
        AgentAnswer? second = null;

        await foreach (var _ in agent.RunStreamingAsync("go", session, cancellationToken: TestContext.Current.CancellationToken))
            second ??= await Inner().RunAsync("next", session);

        Assert.Equal("inner answer", second!.Text);
    }

    private static Agent Inner() => new(new ScriptedChatClient(Say("inner answer"))) { Name = "inner" };

    private static ScriptedChatClient Calling() => new(Call(("c", "inside", "")), Say("done"));

    private static Step Assign(string agent) => (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", agent, new Dictionary<string, object?> { ["task"] = "work" })])));

    private static AIFunction Tool(Func<Task> call) => AgentTool.Create(
        async (string value) =>
        {
            await call();
            return value;
        },
        "inside");

    private static async Task NoteAsync(TaskCompletionSource<Exception?> refusal, Func<Task> call)
    {
        try
        {
            await call().WaitAsync(Refused);
            refusal.TrySetResult(null);
        }
        catch (TimeoutException)
        {
            refusal.TrySetResult(new TimeoutException("It waits for the turn that it was made in."));
        }
        catch (Exception e)
        {
            refusal.TrySetResult(e);
        }
    }

    private static SessionBusyException AssertRefused(Exception? outcome)
    {
        Assert.True(outcome is SessionBusyException { IsReentrant: true }, $"The call from within the turn was not refused as such, but {(outcome is null ? "was made" : $"ended with {outcome.GetType().Name}: {outcome.Message}")}");
        return (SessionBusyException)outcome!;
    }

    private async Task<Session> OpenAsync()
    {
        var session = await _store.OpenAsync(new SessionKey(SessionId.New()));
        await session.AddAsync([new ChatMessage(ChatRole.User, "before"), new ChatMessage(ChatRole.Assistant, "yes")]);
        await session.Branches.ForkAsync("side");
        await session.Branches.SwitchToAsync("main");
        return session;
    }

    private sealed class Decorated(ISessionStore inner) : DelegatingSessionStore(inner);

    private sealed class Provider : ContextProvider
    {
        public Func<Task>? Before { get; init; }

        public Func<Task>? After { get; init; }

        public override async ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) => await (Before?.Invoke() ?? Task.CompletedTask);

        public override async ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken) => await (After?.Invoke() ?? Task.CompletedTask);
    }

    private sealed class Around : AgentMiddleware
    {
        public Func<Task>? Tool { get; init; }

        public Func<Task>? Model { get; init; }

        public override async ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
        {
            await (Tool?.Invoke() ?? Task.CompletedTask);
            return await next(request, cancellationToken);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await (Model?.Invoke() ?? Task.CompletedTask);
            await foreach (var update in next(request, cancellationToken))
                yield return update;
        }
    }
}
