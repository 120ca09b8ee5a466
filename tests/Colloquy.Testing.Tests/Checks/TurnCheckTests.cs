using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class TurnCheckTests
{
    [Fact]
    public async Task A_turn_without_an_answer_is_no_success()
    {
        await using var conversation = await Conversation.StartAsync("failing", conversation => conversation.UseAgent(parts => new Agent(parts.Client(ScriptedModel.Throwing("No credit.")))));
        var turn = (await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("Hello."))).Turn;

        var error = Fails(() => turn.Expect.Success());
        Fails(() => conversation.Expect.Success());

        Assert.Contains("success: the turn has no answer", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("No credit.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_messages_carried_in_are_counted_exactly_or_at_least()
    {
        await using var conversation = await StartAsync(Transfers(5), Says("Done."), Says("Lisbon."));
        await conversation.SayAsync("Move 5.");
        var turn = await conversation.SayAsync("What for?");

        turn.Expect.MessagesCarriedIn(4).MessagesCarriedIn(atLeast: 2, atMost: null).MessagesCarriedIn(0, 4);
        conversation.Turns[0].Expect.MessagesCarriedIn(0);
        conversation.Expect.MessagesCarriedIn(4);

        var error = Fails(() => turn.Expect.MessagesCarriedIn(8));
        Assert.Contains("messages carried in: 4 were carried in, of 4 so far", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected: exactly 8 earlier messages are carried in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_carried_in_by_a_bot_is_not_known()
    {
        await using var conversation = await Conversation.StartAsync("bot", conversation => conversation.UseTarget((_, _, _) => Task.FromResult("Done.")));
        await conversation.SayAsync("One.");
        var turn = await conversation.SayAsync("Two.");

        CannotTell(() => turn.Expect.MessagesCarriedIn(2));
        CannotTell(() => turn.Expect.AnsweredBy("bot"));
        CannotTell(() => turn.Expect.StepsAtMost(3));
        CannotTell(() => turn.Expect.TokensAtMost(3));
        CannotTell(() => turn.Expect.CostAtMost(3));
        CannotTell(() => turn.Expect.TimeToFirstTokenAtMost(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Handoffs_are_checked_by_the_agents_names()
    {
        await using var conversation = await Conversation.StartAsync("handoff", conversation => conversation.UseAgent(parts =>
        {
            var loans = new Agent(parts.Client(new ScriptedModel(_ => Says("A loan it is.")), "loans")) { Name = "loans" };
            return new Agent(parts.Client(new ScriptedModel(messages => Calls("transfer_to_loans")))) { Name = "desk", Handoffs = [new Handoff(loans)] };
        }));
        var turn = await conversation.SayAsync("I need a loan.");

        turn.Expect.HandedOffTo("loans").HandedOffTo("loans", from: "desk").AnsweredBy("loans");

        Assert.Contains("handed off: handed off: from 'desk' to 'loans'; 'loans' answered", Fails(() => turn.Expect.HandedOffTo("cards")).Message, StringComparison.Ordinal);
        Fails(() => turn.Expect.NoHandoff());
        Fails(() => turn.Expect.AnsweredBy("desk"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handoff_that_loses_the_context_is_found_in_the_call_of_the_other_agent(bool loses)
    {
        await using var conversation = await Conversation.StartAsync("handoff", conversation => conversation.UseAgent(parts =>
        {
            var model = parts.Client(new ScriptedModel(_ => Says("A loan it is.")), "loans");
            var loans = new Agent(loses ? new Forgetful(model) : model) { Name = "loans" };
            return new Agent(parts.Client(new ScriptedModel(messages => messages.Count < 3 ? Says("Hello.") : Calls("transfer_to_loans")))) { Name = "desk", Handoffs = [new Handoff(loans)] };
        }));
        await conversation.SayAsync("I go to Lisbon.");
        var turn = await conversation.SayAsync("I need a loan.");

        turn.Expect.MessagesCarriedIn(2, null);
        if (loses)
            Assert.Contains("0 were carried in by call 2 of 2, of the model 'loans'", Fails(() => turn.Expect.MessagesCarriedIn(2, null, inEveryCall: true)).Message, StringComparison.Ordinal);
        else
            turn.Expect.MessagesCarriedIn(2, null, inEveryCall: true);
    }

    [Fact]
    public async Task Budgets_are_checked_for_the_turn_and_summed_for_the_conversation()
    {
        await using var conversation = await StartAsync(Transfers(5), Says("Done."), Says("Lisbon."));
        await conversation.SayAsync("Move 5.");
        var turn = await conversation.SayAsync("What for?");

        turn.Expect.TokensAtMost(12).StepsAtMost(1).DurationAtMost(TimeSpan.FromMinutes(1));
        conversation.Expect.TokensAtMost(36).StepsAtMost(4);

        Assert.Contains("tokens at most: 36 tokens", Fails(() => conversation.Expect.TokensAtMost(35)).Message, StringComparison.Ordinal);
        Assert.Contains("steps at most: 4 steps", Fails(() => conversation.Expect.StepsAtMost(3)).Message, StringComparison.Ordinal);
        Assert.Contains("The cost of a turn is not known", CannotTell(() => turn.Expect.CostAtMost(1)).Message, StringComparison.Ordinal);
        Assert.Contains("Set ConversationBuilder.Streams.", CannotTell(() => turn.Expect.TimeToFirstTokenAtMost(TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_and_dear_turn_fails_its_budgets()
    {
        var time = new StepClock(TimeSpan.FromSeconds(2));
        await using var conversation = await Conversation.StartAsync("dear", conversation =>
        {
            conversation.TimeProvider = time;
            conversation.Streams = true;
            conversation.Prices = new PriceTable([new ModelPrice { Provider = "scripted", Model = "scripted", Input = 100_000, Output = 100_000 }]);
            conversation.UseAgent(parts => new Agent(parts.Client(new Named(new ScriptedModel(_ => Says("Lisbon."))))));
        });
        var turn = await conversation.SayAsync("Where?");

        turn.Expect.CostAtMost(1.20m).DurationAtMost(TimeSpan.FromHours(1));

        Assert.Contains("cost at most: $1.20", Fails(() => turn.Expect.CostAtMost(1.19m)).Message, StringComparison.Ordinal);
        Fails(() => turn.Expect.DurationAtMost(TimeSpan.FromSeconds(1)));
        Fails(() => turn.Expect.TimeToFirstTokenAtMost(TimeSpan.FromSeconds(1)));
    }

    private sealed class Forgetful(IChatClient client) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(messages.Where(message => message.Role == ChatRole.User).TakeLast(1), options, cancellationToken);
    }

    private sealed class Named(IChatClient client) : DelegatingChatClient(client)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted") : base.GetService(serviceType, serviceKey);
    }

    /// <summary>A clock that moves by a step at each look.</summary>
    private sealed class StepClock(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _now, step.Ticks);
    }
}
