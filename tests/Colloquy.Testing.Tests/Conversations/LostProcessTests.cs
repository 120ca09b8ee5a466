using Colloquy.Sqlite;
using Colloquy.Storage;

namespace Colloquy.Testing.Tests.Conversations;

public sealed class LostProcessTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_turn_whose_process_is_lost_goes_on_and_pays_once(bool inFile, bool resumesByItself)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var till = new Till();
            await using var conversation = await Conversation.StartAsync("till", conversation =>
            {
                till.Configure(conversation);
                conversation.ResumesLostTurns = resumesByItself;
                if (inFile)
                    conversation.UseStore(async stop => await SqliteSessionStore.OpenAsync(Path.Combine(folder.FullName, "till.db"), cancellationToken: stop));
            });
            till.AfterPaying = () => conversation.LoseProcessAsync("The process was lost after the call of pay.");

            var first = await conversation.SayAsync("hello");
            var turn = resumesByItself ? await conversation.SayAsync("pay 5") : await ResumeAsync(conversation);
            var last = await conversation.SayAsync("hello");

            Assert.Equal("1 messages", first.Text);
            var call = Assert.Single(turn.CallsOf("pay"));
            Assert.Equal((true, true, null), (call.WasExecuted, call.ResultWasLost, call.Error));
            Assert.StartsWith("No result of this call was recorded", turn.Text, StringComparison.Ordinal);
            Assert.Equal((2, TurnStatus.Completed, 2), (turn.Number, turn.Status, turn.ModelCalls.Count));
            Assert.Equal(5, till.Paid);
            Assert.Equal("7 messages", last.Text);
            // The lease of a process that is lost is not waited for: it would expire after 15 seconds.
            Assert.InRange(turn.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(12));
            Assert.Equal(3, conversation.Turns.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static async Task<TurnResult> ResumeAsync(Conversation conversation)
        {
            var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("pay 5"));
            Assert.Equal("The process was lost after the call of pay.", Assert.IsType<ProcessLostException>(error.InnerException).Message);
            Assert.Equal(TurnStatus.Interrupted, error.Turn.Status);
            return (await conversation.ResumeAsync())!;
        }
    }

    [Fact]
    public async Task Nothing_that_the_lost_agent_still_does_reaches_the_store_a_model_or_a_host()
    {
        var till = new Till();
        List<ConversationParts> old = [];
        await using var conversation = await Conversation.StartAsync("till", conversation =>
        {
            conversation.AddToolHost(till.NewHost()).UseAgent(parts =>
            {
                old.Add(parts);
                return new Agent(parts.Client(Till.Model)) { Tools = parts.Tools };
            });
        });
        var session = conversation.Session!;
        await conversation.SayAsync("hello");
        var owners = old[0].Store.GetService<IOwnerState>()!;

        await conversation.RestartAsync();

        Dictionary<string, Func<Task>> late = new()
        {
            ["commit"] = async () => await session.AddAsync([new ChatMessage(ChatRole.User, "too late")]),
            ["read"] = async () => await session.GetItemsAsync(),
            ["state of the user"] = async () => await session.State.SetAsync("late", true, Scope.User),
            ["part of the store"] = async () => await owners.ListAsync(session.Key.Owner),
            ["model"] = async () => await old[0].Client(Till.Model).GetResponseAsync("hello"),
            ["streaming model"] = async () => await old[0].Client(Till.Model).GetStreamingResponseAsync("hello").ToChatResponseAsync(),
            ["tool"] = async () => await ((AIFunction)old[0].Tools[0]).InvokeAsync(new AIFunctionArguments { ["amount"] = 9 }),
        };
        List<string> through = [];
        foreach (var (what, doAsync) in late)
        {
            if (await Record.ExceptionAsync(doAsync) is not ProcessLostException)
                through.Add(what);
        }

        Assert.Empty(through);
        Assert.Equal(0, till.Paid);
        Assert.Equal(2, (await conversation.ReadHistoryAsync()).Count);
    }

    [Fact]
    public async Task A_lost_call_of_an_idempotent_tool_is_repeated_and_counts_once()
    {
        var till = new Till { IsIdempotent = true };
        await using var conversation = await Conversation.StartAsync("till", conversation =>
        {
            till.Configure(conversation);
            conversation.ResumesLostTurns = true;
        });
        till.AfterPaying = () => conversation.LoseProcessAsync();

        var turn = await conversation.SayAsync("pay 5");

        Assert.Equal(10, till.Paid);
        Assert.False(Assert.Single(turn.CallsOf("pay")).ResultWasLost);
        Assert.Equal("paid 5", turn.Text);
    }

    [Fact]
    public async Task A_target_that_stores_nothing_is_sent_the_messages_again_and_pays_twice()
    {
        var till = new Till();
        await using var conversation = await Conversation.StartAsync("till", conversation =>
        {
            conversation.ResumesLostTurns = true;
            conversation.AddToolHost(till.NewHost()).UseChatClient(parts => parts.Client(Till.Model).AsBuilder().UseFunctionInvocation().Build());
        });
        till.AfterPaying = () => conversation.LoseProcessAsync();

        var turn = await conversation.SayAsync("pay 5");

        Assert.Equal(10, till.Paid);
        Assert.Equal(2, turn.CallsOf("pay").Count);
    }

    [Fact]
    public async Task A_fork_outlives_the_process_of_its_parent()
    {
        await using var conversation = await Conversation.StartAsync("till", new Till().Configure);
        await conversation.SayAsync("hello");
        await using var fork = await conversation.ForkAsync();

        await conversation.RestartAsync();

        Assert.Equal("3 messages", (await fork.SayAsync("again")).Text);
    }

    [Fact]
    public async Task A_call_that_never_returns_is_known_to_have_been_made()
    {
        var till = new Till();
        await using var conversation = await Conversation.StartAsync("till", conversation =>
        {
            till.Configure(conversation);
            conversation.ResumesLostTurns = true;
        });
        till.AfterPaying = async () =>
        {
            await conversation.LoseProcessAsync();
            await new TaskCompletionSource().Task;
        };

        var turn = await conversation.SayAsync("pay 5");

        var call = Assert.Single(turn.CallsOf("pay"));
        Assert.Equal((true, true), (call.WasExecuted, call.ResultWasLost));
    }

    [Fact]
    public async Task A_loss_waits_for_the_write_that_is_under_way()
    {
        var store = new HeldStore();
        await using var conversation = await Conversation.StartAsync("till", conversation =>
        {
            new Till().Configure(conversation);
            conversation.UseStore(_ => new(store));
        });
        store.Hold = new TaskCompletionSource();
        var turn = conversation.SayAsync("hello");
        await store.Committing.Task;

        var loss = conversation.LoseProcessAsync();
        Assert.False(loss.IsCompleted);
        store.Hold.SetResult();
        await loss;

        await Assert.ThrowsAsync<NoAnswerException>(() => turn);
    }

    [Fact]
    public async Task A_turn_with_an_answer_cannot_be_resumed()
    {
        await using var conversation = await Conversation.StartAsync("till", new Till().Configure);
        await conversation.SayAsync("hello");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => conversation.ResumeAsync());

        Assert.Contains("has an answer", error.Message, StringComparison.Ordinal);
    }

    private sealed class HeldStore() : DelegatingSessionStore(new InMemorySessionStore())
    {
        public TaskCompletionSource? Hold { get; set; }

        public TaskCompletionSource Committing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
        {
            if (Hold is { } hold)
            {
                Committing.TrySetResult();
                await hold.Task;
            }

            return await base.CommitAsync(key, commit, cancellationToken);
        }
    }
}
