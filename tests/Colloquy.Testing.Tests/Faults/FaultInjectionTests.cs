using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Colloquy.Testing.Tests.Faults;

public sealed class FaultInjectionTests
{
    private static Task<Conversation> StartAsync(Action<ConversationBuilder> inject, bool streams = false) => Conversation.StartAsync("injected", conversation =>
    {
        conversation.Streams = streams;
        new Till().Configure(conversation);
        inject(conversation);
    });

    [Fact]
    public async Task A_model_fails_at_the_call_that_was_said_and_at_no_other()
    {
        await using var conversation = await StartAsync(conversation => conversation.InjectModelError(HttpStatusCode.TooManyRequests, FaultTiming.OnCall(2)));

        await conversation.SayAsync("hello");
        var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello"));
        await conversation.SayAsync("hello");

        Assert.Equal(HttpStatusCode.TooManyRequests, Assert.IsType<HttpRequestException>(error.InnerException).StatusCode);
        Assert.Contains("Injected model error 429, on call 2.", error.Message, StringComparison.Ordinal);
        Assert.IsType<HttpRequestException>(Assert.Single(error.Turn.ModelCalls).Error);
        Assert.Equal([new InjectedFault(2, 2, "Injected model error 429, on call 2.")], conversation.Extensions.OfType<FaultInjection>().Single().Injected);
    }

    [Fact]
    public async Task A_model_fails_with_an_exception_of_ones_own_when_it_streams_too()
    {
        await using var conversation = await StartAsync(conversation => conversation.InjectModelError(() => new TimeoutException("Too slow.")), streams: true);

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello"));

        Assert.IsType<TimeoutException>(error.InnerException);
    }

    [Fact]
    public async Task An_injected_fault_is_the_agents_to_handle_and_not_the_infrastructures_blame()
    {
        var result = await Testing.Trials.RunAsync("blame", conversation => new Till().Configure(conversation.InjectModelError()), conversation => conversation.SayAsync("hello"), new TrialOptions { Count = 1 });

        Assert.Equal(Blame.Agent, result.Trials[0].Blame);
    }

    [Fact]
    public async Task A_fault_by_chance_happens_alike_with_the_same_seed_and_says_the_seed()
    {
        async Task<List<int>> FailingAsync(int seed)
        {
            await using var conversation = await StartAsync(conversation => conversation.InjectModelError(timing: FaultTiming.WithProbability(0.5, seed)));
            List<int> failing = [];
            for (var turn = 1; turn <= 30; turn++)
            {
                try
                {
                    await conversation.SayAsync("hello");
                }
                catch (NoAnswerException error)
                {
                    Assert.Contains($"with a probability of 0.5, seed {seed}", error.Message, StringComparison.Ordinal);
                    failing.Add(turn);
                }
            }

            return failing;
        }

        var first = await FailingAsync(4711);

        Assert.Equal(first, await FailingAsync(4711));
        Assert.NotEqual(first, await FailingAsync(4712));
        Assert.InRange(first.Count, 1, 29);
        Assert.NotNull(FaultTiming.WithProbability(0.5).Seed);
    }

    [Fact]
    public async Task Slow_tokens_delay_the_answer_by_the_conversations_clock()
    {
        var time = new CountingTime();
        await using var conversation = await StartAsync(
            conversation =>
            {
                conversation.TimeProvider = time;
                conversation.InjectSlowTokens(TimeSpan.FromMilliseconds(7));
            },
            streams: true);

        await conversation.SayAsync("hello");

        Assert.Contains(TimeSpan.FromMilliseconds(7), time.Delays);
    }

    [Fact]
    public async Task A_cut_stream_ends_in_the_middle_and_leaves_a_history_that_is_well_formed()
    {
        await using var conversation = await StartAsync(conversation => conversation.InjectCutStream(0, timing: FaultTiming.OnCall(1)), streams: true);

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("pay 5"));
        var turn = await conversation.SayAsync("hello");

        Assert.IsType<IOException>(error.InnerException);
        Assert.True(turn.Success);
        Assert.DoesNotContain(turn.ModelCalls[0].Messages, message => message.Contents.Any(content => content is FunctionCallContent));
    }

    [Fact]
    public async Task A_stream_can_be_cut_without_an_error()
    {
        await using var conversation = await Conversation.StartAsync("cut", conversation =>
        {
            conversation.Streams = true;
            conversation.UseChatClient(parts => parts.Client(new WordModel("one", "two", "three"))).InjectCutStream(2, silently: true);
        });

        Assert.Equal("onetwo", (await conversation.SayAsync("hello")).Text);
    }

    [Fact]
    public async Task An_answer_that_is_not_streamed_is_lost_as_a_whole()
    {
        await using var conversation = await StartAsync(conversation => conversation.InjectCutStream());

        Assert.IsType<IOException>((await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello"))).InnerException);
    }

    [Fact]
    public async Task A_tool_fails_before_it_reaches_its_host_and_other_tools_do_not()
    {
        var till = new Till();
        await using var conversation = await Conversation.StartAsync("tool", conversation =>
        {
            till.Configure(conversation);
            conversation.AddToolHost(new InProcessToolHost("shop", AIFunctionFactory.Create(() => 1, "other")));
            conversation.InjectToolError("pay", "The till is closed.", FaultTiming.OnCall(1)).InjectToolError("other");
        });

        await conversation.SayAsync("hello");
        await conversation.ToolHost("till").CallAsync("pay", new { amount = 1 });
        var closed = await conversation.SayAsync("pay 5");
        var open = await conversation.SayAsync("pay 6");

        Assert.Contains("The till is closed.", closed.Text, StringComparison.Ordinal);
        Assert.Equal("paid 6", open.Text);
        Assert.Equal(7, till.Paid);
    }

    [Fact]
    public async Task A_tool_is_slow_by_the_conversations_clock()
    {
        var time = new CountingTime();
        await using var conversation = await StartAsync(conversation =>
        {
            conversation.TimeProvider = time;
            conversation.InjectToolLatency(TimeSpan.FromMilliseconds(9), "pay");
        });

        var turn = await conversation.SayAsync("pay 5");

        Assert.Equal("paid 5", turn.Text);
        Assert.Contains(TimeSpan.FromMilliseconds(9), time.Delays);
    }

    [Fact]
    public async Task A_process_that_is_lost_between_turns_takes_with_it_what_is_not_stored()
    {
        await using var stored = await StartAsync(conversation => conversation.InjectProcessLoss());
        await using var inMemory = await Conversation.StartAsync("memory", conversation => conversation.InjectProcessLoss(FaultTiming.OnCall(2)).UseTarget(_ => new CountingTarget()));

        await stored.SayAsync("hello");
        Assert.Equal("3 messages", (await stored.SayAsync("hello")).Text);
        Assert.Equal(["1", "2", "1"], [(await inMemory.SayAsync("one")).Text, (await inMemory.SayAsync("two")).Text, (await inMemory.SayAsync("three")).Text]);
    }

    [Fact]
    public async Task A_fault_that_is_limited_to_a_turn_happens_in_no_other()
    {
        await using var conversation = await StartAsync(conversation => conversation.InjectModelError(timing: FaultTiming.OnCall(1), turn: "second"));

        await conversation.SayAsync("hello", name: "first");
        await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello", name: "second"));
        await conversation.SayAsync("hello", name: "third");
    }

    [Fact]
    public async Task A_fault_that_is_never_reached_is_not_passed_over_in_silence()
    {
        await using var limited = await StartAsync(conversation => conversation.InjectModelError(timing: FaultTiming.OnCall(5), turn: "only"));
        var error = await Assert.ThrowsAsync<CheckErrorException>(() => limited.SayAsync("hello", name: "only"));
        var result = await Testing.Trials.RunAsync("never", conversation => new Till().Configure(conversation.InjectModelError(timing: FaultTiming.OnCall(5))), conversation => conversation.SayAsync("hello"), new TrialOptions { Count = 1 });

        Assert.Contains("The model error 503 was never injected: it was to happen on call 5, and 1 call was made in the turn 'only'.", error.Message, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Error, Assert.Single(limited.Turns[0].Checks).Outcome);
        Assert.Equal((TrialsOutcome.Error, Blame.Test), (result.Outcome, result.Trials[0].Blame));
        Assert.StartsWith("trial 1 is invalid, test: The model error 503 was never injected: it was to happen on call 5, and 1 call was made.", result.Trials[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_that_a_whole_conversation_never_reaches_is_thrown_at_its_end_and_recorded()
    {
        var folder = Directory.CreateTempSubdirectory("missed-");
        try
        {
            var recorder = new RunRecorder(new RunRecorderOptions { Root = folder.FullName, Name = "missed" });
            var builder = new ConversationBuilder("missed");
            var conversation = await Conversation.StartAsync(builder.AddExtension(recorder.CreateExtension(builder)), conversation => new Till().Configure(conversation.InjectToolError("pay", "Closed.", FaultTiming.OnCall(1))));
            await conversation.SayAsync("hello");
            conversation.Turns[0].Expect.Success();

            var error = await Assert.ThrowsAsync<CheckErrorException>(() => conversation.DisposeAsync().AsTask());

            Assert.Contains("The error of pay was never injected: it was to happen on call 1, and 0 calls were made.", error.Message, StringComparison.Ordinal);
            var record = Assert.Single(recorder.ToRecord().Conversations);
            Assert.Equal((TestOutcome.Error, Blame.Test, "fault injection"), (record.Outcome, record.Blame, Assert.Single(record.Checks).Name));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_else_failed_is_said_with_a_fault_that_was_never_reached()
    {
        var conversation = await StartAsync(conversation => conversation.InjectModelError(timing: FaultTiming.OnCall(5)));
        var turn = await conversation.SayAsync("hello");
        Assert.Throws<CheckFailedException>(() => turn.Expect.Text("Lisbon"));

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => conversation.DisposeAsync().AsTask());

        Assert.Contains("never injected", error.Message, StringComparison.Ordinal);
        Assert.Contains("Lisbon", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_that_is_limited_to_a_turn_is_reached_in_it_or_is_an_error()
    {
        var noTurn = await StartAsync(conversation => conversation.InjectToolError("pay", turn: "No_such_turn"));
        await noTurn.SayAsync("pay 5", name: "first");
        await using var noCall = await StartAsync(conversation => conversation.InjectToolError("pay", turn: "first"));

        var missing = await Assert.ThrowsAsync<CheckErrorException>(() => noTurn.DisposeAsync().AsTask());
        var idle = await Assert.ThrowsAsync<CheckErrorException>(() => noCall.SayAsync("hello", name: "first"));

        Assert.Contains("The error of pay was never injected: it is limited to the turn 'No_such_turn', and no turn has this name. The turns were: first.", missing.Message, StringComparison.Ordinal);
        Assert.Contains("it was to happen always, and 0 calls were made in the turn 'first'", idle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_whose_turns_a_filter_leaves_out_need_not_reach_its_faults()
    {
        await using var conversation = await StartAsync(conversation => conversation.InjectModelError(timing: FaultTiming.OnCall(5)).InjectToolError("pay", turn: "later"));
        await conversation.SayAsync("hello");

        conversation.IsPartial = true;
        await conversation.DisposeAsync();

        Assert.Empty(conversation.Checks);
    }

    [Fact]
    public async Task A_fault_of_a_tool_that_no_host_has_is_refused_at_the_start()
    {
        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(conversation => conversation.InjectToolError("pya")));
        var noHosts = await Assert.ThrowsAsync<ArgumentException>(() => Conversation.StartAsync("none", conversation => conversation.InjectToolLatency(TimeSpan.FromSeconds(1)).UseTarget((_, _, _) => Task.FromResult("Yes."))));

        Assert.Equal("The error of pya cannot be injected: no tool host of the conversation 'injected' has a tool 'pya'. They have: till.pay.", unknown.Message);
        Assert.Contains("'none' has no tool hosts", noHosts.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attributes_on_a_class_and_on_a_turn_create_the_faults()
    {
        var type = typeof(Attributed);
        var builder = new ConversationBuilder("attributed") { Streams = true };
        foreach (var source in type.GetCustomAttributes().OfType<IConversationExtensionSource>())
            builder.AddExtension(source.CreateExtension(turn: null));
        foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        {
            foreach (var source in method.GetCustomAttributes().OfType<IConversationExtensionSource>())
                builder.AddExtension(source.CreateExtension(method.Name));
        }

        await using var conversation = await Conversation.StartAsync(builder, new Till().Configure);
        var first = await conversation.SayAsync("pay 5", name: nameof(Attributed.First));
        var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello", name: nameof(Attributed.Second)));

        Assert.Contains("Closed today.", first.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadGateway, Assert.IsType<HttpRequestException>(error.InnerException).StatusCode);
        Assert.Equal(
            ["error of pay, always, ", "delay of 00:00:00.0010000 per part of an answer, with a probability of 0.5, seed 3, ", "loss of the process between turns, always, Second", "model error 502, on call 1, Second"],
            conversation.Extensions.OfType<FaultInjection>().Select(fault => $"{fault.Description}, {fault.Timing}, {fault.Turn}").OrderBy(fault => fault.EndsWith("Second", StringComparison.Ordinal)).ThenBy(fault => fault.StartsWith("delay", StringComparison.Ordinal) || fault.StartsWith("model", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_attribute_with_two_timings_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new InjectModelErrorAttribute { OnCall = 2, Probability = 0.5 }.CreateExtension(null));

    [InjectToolError("pay", Message = "Closed today.")]
    [InjectSlowTokens(1, Probability = 0.5, Seed = 3)]
    private static class Attributed
    {
        public static void First()
        {
        }

        [InjectModelError(HttpStatusCode.BadGateway, OnCall = 1)]
        [InjectProcessLoss]
        public static void Second()
        {
        }
    }

    private sealed class CountingTarget : ConversationTarget
    {
        private int _turns;

        public override Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken) => Task.FromResult(new TargetAnswer { Messages = [new(ChatRole.Assistant, $"{++_turns}")] });
    }

    /// <summary>Notes the delays that are asked for, and ends them at once.</summary>
    private sealed class CountingTime : TimeProvider
    {
        public System.Collections.Concurrent.ConcurrentBag<TimeSpan> Delays { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Add(dueTime);
            return base.CreateTimer(callback, state, dueTime < TimeSpan.FromSeconds(1) ? TimeSpan.Zero : dueTime, period);
        }
    }

    private sealed class WordModel(params string[] words) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            foreach (var word in words)
                yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
