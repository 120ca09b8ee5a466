using Colloquy.Sqlite;

namespace Colloquy.Testing.Tests.Conversations;

public sealed class ConversationTests
{
    private static void CountWithAgent(ConversationBuilder conversation) =>
        conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools });

    private static void CountWithClient(ConversationBuilder conversation) =>
        conversation.AddToolHost(Counter.NewHost()).UseChatClient(parts => parts.Client(ScriptedModel.Counting).AsBuilder().UseFunctionInvocation().Build());

    public static TheoryData<bool> Both => [true, false];

    private static Action<ConversationBuilder> Setup(bool agent) => agent ? CountWithAgent : CountWithClient;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Turns_share_a_history(bool agent)
    {
        await using var conversation = await Conversation.StartAsync("history", Setup(agent));

        var first = await conversation.SayAsync("hello");
        var second = await conversation.SayAsync("again");

        Assert.Equal("1 messages, the first of them: hello", first.Text);
        Assert.Equal("3 messages, the first of them: hello", second.Text);
        Assert.Equal((0, false), (first.CarriedIn, first.IsContinuation));
        Assert.Equal((2, true), (second.CarriedIn, second.IsContinuation));
        Assert.Equal(4, second.Messages.Count);
        Assert.Equal(nameof(Turns_share_a_history), second.Name);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_tool_host_keeps_its_state_from_turn_to_turn(bool agent)
    {
        await using var conversation = await Conversation.StartAsync("host", Setup(agent));

        var first = await conversation.SayAsync("add 2");
        var second = await conversation.SayAsync("add 3");

        Assert.Equal(("It is 2.", "It is 5."), (first.Text, second.Text));
        Assert.Equal(5, (await conversation.ToolHost("counter").CallAsync("value")).GetInt32());
        var call = Assert.Single(second.ToolCalls);
        Assert.Equal(("counter", "add", true, 2), (call.Host, call.Tool, call.WasExecuted, call.Turn));
        Assert.Equal("5", call.ResultText);
        Assert.True(second.ToolWasCalled("add"));
        Assert.False(second.ToolWasCalled("value"));
    }

    [Fact]
    public async Task Two_conversations_have_hosts_of_their_own()
    {
        await using var one = await Conversation.StartAsync("one", CountWithAgent);
        await using var other = await Conversation.StartAsync("other", CountWithAgent);

        await Task.WhenAll(one.SayAsync("add 2"), other.SayAsync("add 3"));

        Assert.Equal(2, (await one.ToolHost("counter").CallAsync("value")).GetInt32());
        Assert.Equal(3, (await other.ToolHost("counter").CallAsync("value")).GetInt32());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_restart_keeps_the_history_of_an_agent_with_a_store(bool inFile)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var created = 0;
            await using var conversation = await Conversation.StartAsync("restart", conversation =>
            {
                conversation.AddToolHost(Counter.NewHost()).UseAgent(parts =>
                {
                    created++;
                    return new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools };
                });
                if (inFile)
                    conversation.UseStore(async stop => await SqliteSessionStore.OpenAsync(Path.Combine(folder.FullName, "test.db"), cancellationToken: stop));
            });

            await conversation.SayAsync("add 2");
            await conversation.RestartAsync();
            var turn = await conversation.SayAsync("hello");

            Assert.Equal("5 messages, the first of them: add 2", turn.Text);
            Assert.Equal(2, created);
            Assert.Equal(2, (await conversation.ToolHost("counter").CallAsync("value")).GetInt32());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_fork_goes_another_way_and_leaves_its_parent_alone(bool agent)
    {
        await using var conversation = await Conversation.StartAsync("fork", Setup(agent));
        await conversation.SayAsync("add 2");
        await conversation.SayAsync("add 3");

        await using var fork = await conversation.ForkAsync(afterTurn: 1);
        var forked = await fork.SayAsync("add 10");
        var parent = await conversation.SayAsync("hello");

        Assert.Equal("It is 12.", forked.Text);
        Assert.Equal(4, forked.CarriedIn);
        Assert.Equal(8, parent.CarriedIn);
        Assert.Equal(5, (await conversation.ToolHost("counter").CallAsync("value")).GetInt32());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_fork_can_leave_out_a_turn(bool agent)
    {
        await using var conversation = await Conversation.StartAsync("without", Setup(agent));
        await conversation.SayAsync("the code is 4711");
        await conversation.SayAsync("add 3");

        await using var fork = await conversation.ForkWithoutTurnAsync(1);
        var turn = await fork.SayAsync("hello");

        Assert.Equal("5 messages, the first of them: add 3", turn.Text);
        Assert.Equal(3, (await fork.ToolHost("counter").CallAsync("value")).GetInt32());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_turn_continues_the_messages_that_it_is_given(bool agent)
    {
        await using var first = await Conversation.StartAsync("given", Setup(agent));
        var earlier = await first.SayAsync("hello");

        await using var second = await Conversation.StartAsync("taken", Setup(agent));
        var turn = await second.SayAsync("again", messages: earlier.Messages);

        Assert.Equal("3 messages, the first of them: hello", turn.FinalResponse);
        Assert.Equal((2, 4), (turn.CarriedIn, turn.Messages.Count));
    }

    [Fact]
    public async Task A_turn_without_an_answer_keeps_the_history()
    {
        var fails = false;
        await using var conversation = await Conversation.StartAsync("failing", conversation => conversation.UseAgent(parts => new Agent(parts.Client(new ScriptedModel(messages =>
            fails ? throw new InvalidOperationException("No credit.") : new(ChatRole.Assistant, $"{messages.Count}"))))));
        await conversation.SayAsync("hello");

        fails = true;
        var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("again"));
        fails = false;
        var turn = await conversation.SayAsync("once more");

        Assert.Contains("Turn 2 of the conversation 'failing'", error.Message, StringComparison.Ordinal);
        Assert.Contains("No credit.", error.Message, StringComparison.Ordinal);
        Assert.False(error.Turn.Success);
        Assert.True(turn.CarriedIn >= 2);
        Assert.Equal(3, conversation.Turns.Count);
    }

    [Fact]
    public async Task A_turn_ends_in_time_although_the_agent_ignores_that_it_is_cancelled()
    {
        await using var conversation = await Conversation.StartAsync("slow", conversation =>
        {
            conversation.TurnTimeout = TimeSpan.FromMilliseconds(20);
            conversation.UseTarget((_, _, _) => new TaskCompletionSource<string>().Task);
        });

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello"));

        Assert.IsType<TimeoutException>(error.InnerException);
    }

    [Fact]
    public async Task Two_turns_at_once_are_refused()
    {
        var release = new TaskCompletionSource();
        await using var conversation = await Conversation.StartAsync("busy", conversation => conversation.UseTarget(async (_, text, _) =>
        {
            await release.Task;
            return text;
        }));

        var first = conversation.SayAsync("one");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => conversation.SayAsync("two"));
        release.SetResult();

        Assert.Contains("'busy'", error.Message, StringComparison.Ordinal);
        Assert.Equal("one", (await first).Text);
    }

    [Fact]
    public async Task A_function_is_tested_as_an_agent_is()
    {
        await using var conversation = await Conversation.StartAsync("function", conversation => conversation.UseTarget((_, text, _) => Task.FromResult(text.ToUpperInvariant())));

        var turn = await conversation.SayAsync("hello");

        Assert.Equal("HELLO", turn.Text);
        Assert.Equal(AnswerOrigin.Unknown, turn.Origin);
    }

    [Fact]
    public async Task A_streamed_answer_has_a_time_to_its_first_token()
    {
        await using var conversation = await Conversation.StartAsync("streamed", conversation =>
        {
            conversation.Streams = true;
            CountWithAgent(conversation);
        });

        var turn = await conversation.SayAsync("hello");

        Assert.NotNull(turn.TimeToFirstToken);
        Assert.Equal((10, 2), (turn.Usage.InputTokenCount, turn.Usage.OutputTokenCount));
        Assert.Equal(AnswerOrigin.Live, turn.Origin);
    }

    [Fact]
    public async Task A_waiting_turn_goes_on_when_it_is_answered()
    {
        await using var conversation = await Conversation.StartAsync("approval", conversation => conversation.AddToolHost(Counter.NewHost()).UseAgent(parts =>
            new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools, Approvals = [ApprovalRule.Always("add")] }));

        var waiting = await conversation.SayAsync("add 2");
        var refused = await conversation.RefuseAsync();
        await conversation.SayAsync("add 3");
        var approved = await conversation.ApproveAsync();

        Assert.Equal(TurnStatus.Waiting, waiting.Status);
        Assert.False(Assert.Single(waiting.ToolCalls).WasExecuted);
        Assert.DoesNotContain(refused.ToolCalls, call => call.WasExecuted);
        Assert.Equal("It is 3.", approved.Text);
        Assert.True(Assert.Single(approved.ToolCalls).WasExecuted);

        // What went before the turn, and not the result of the call that it begins with.
        Assert.Equal((2, 6), (refused.CarriedIn, approved.CarriedIn));
        Assert.All([refused, approved], turn => Assert.Equal(turn.CarriedIn + 1, Assert.Single(turn.ModelCalls).Messages.Count));
    }

    [Fact]
    public async Task A_conversation_that_tests_nothing_says_so()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Conversation.StartAsync("empty", _ => { }));

        Assert.Contains("'empty' tests nothing", error.Message, StringComparison.Ordinal);
    }
}
