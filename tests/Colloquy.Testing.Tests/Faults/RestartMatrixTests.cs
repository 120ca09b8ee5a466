using Colloquy.Sqlite;

namespace Colloquy.Testing.Tests.Faults;

/// <summary>The person asks for a payment between two other turns; checks are made of what was paid.</summary>
public sealed class RestartMatrixTests
{
    private static Func<Conversation, Task> PayOnce(Func<Till> till) => async conversation =>
    {
        await conversation.SayAsync("hello", name: "greet");
        var turn = await conversation.SayAsync("pay 5", name: "pay");
        await conversation.SayAsync("hello", name: "part");

        Assert.Single(turn.CallsOf("pay"));
        Assert.Equal(5, till().Paid);
        Assert.Equal(8, (await conversation.ReadHistoryAsync()).Count);
    };

    private static (Action<ConversationBuilder>, Func<Till>) NewTill(Action<ConversationBuilder, Till> configure)
    {
        Till? till = null;
        return (conversation => configure(conversation, till = new Till()), () => till!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_that_resumes_survives_each_loss(bool inFile)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var files = 0;
            var (configure, till) = NewTill((conversation, till) =>
            {
                till.Configure(conversation);
                var file = Path.Combine(folder.FullName, $"{files++}.db");
                if (inFile)
                    conversation.UseStore(async stop => await SqliteSessionStore.OpenAsync(file, cancellationToken: stop));
            });

            var result = await RestartMatrix.RunAsync("till", configure, PayOnce(till));

            Assert.Equal(TrialsOutcome.Passed, result.Outcome);
            Assert.Equal(
                ["restart after turn 1, greet", "cut after the call of pay in turn 2, pay", "restart after turn 2, pay", "restart after turn 3, part"],
                result.Variants.Select(variant => variant.Cut.ToString()));
            var paying = result.Variants[1].Trial.Turns[1];
            Assert.True(Assert.Single(paying.ToolCalls).ResultWasLost);
            Assert.StartsWith("No result of this call was recorded", paying.Text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payment_that_a_person_approved_is_made_once(bool streams)
    {
        var (configure, till) = NewTill((conversation, till) =>
        {
            conversation.Streams = streams;
            conversation.AddToolHost(till.NewHost()).UseAgent(parts => new Agent(parts.Client(Till.Model)) { Tools = parts.Tools, Approvals = [ApprovalRule.Always("pay")] });
        });

        var result = await RestartMatrix.RunAsync("till", configure, async conversation =>
        {
            Assert.Equal(TurnStatus.Waiting, (await conversation.SayAsync("pay 5", name: "ask")).Status);
            var approved = await conversation.ApproveAsync(name: "approve");
            Assert.Equal(TurnStatus.Completed, approved.Status);
            Assert.Equal(5, till().Paid);
            Assert.Single(approved.CallsOf("pay"), call => call.WasExecuted);
        });

        Assert.True(result.Outcome == TrialsOutcome.Passed, result.Describe());
        Assert.Equal(["restart after turn 1, ask", "cut after the call of pay in turn 2, approve", "restart after turn 2, approve"], result.Variants.Select(variant => variant.Cut.ToString()));
    }

    [Fact]
    public async Task A_streamed_turn_survives_a_cut_too()
    {
        var (configure, till) = NewTill((conversation, till) =>
        {
            conversation.Streams = true;
            till.Configure(conversation);
        });

        var result = await RestartMatrix.RunAsync("till", configure, PayOnce(till));

        Assert.True(result.Outcome == TrialsOutcome.Passed, result.Describe());
    }

    [Fact]
    public async Task A_call_that_never_reached_its_host_is_not_counted_as_made()
    {
        var (configure, till) = NewTill((conversation, till) => till.Configure(conversation));

        var result = await RestartMatrix.RunAsync("till", configure, async conversation =>
        {
            var turn = await conversation.SayAsync("pay 5", name: "pay");
            Assert.Equal(till().Paid > 0, turn.ToolCalls.Any(call => call.WasExecuted));
        }, new RestartMatrixOptions { Cuts = RestartCuts.BeforeCalls });

        Assert.Equal(TrialsOutcome.Passed, result.Outcome);
        Assert.Equal("cut before the call of pay in turn 1, pay", Assert.Single(result.Variants).Cut.ToString());
        Assert.Equal(0, till().Paid);
    }

    [Fact]
    public async Task An_agent_that_pays_twice_when_it_resumes_is_caught_and_the_cut_is_named()
    {
        var (configure, till) = NewTill((conversation, till) => conversation.AddToolHost(till.NewHost()).UseTarget(parts => new PayingAgainTarget(parts)));

        var result = await RestartMatrix.RunAsync("till", configure, async conversation =>
        {
            await conversation.SayAsync("hello", name: "greet");
            Assert.Single((await conversation.SayAsync("pay 5", name: "pay")).CallsOf("pay"));
            Assert.Equal(5, till().Paid);
        });

        Assert.Equal(TrialsOutcome.Failed, result.Outcome);
        var error = Assert.Throws<RestartMatrixFailedException>(result.EnsurePassed);
        Assert.StartsWith("The conversation 'till' does not survive the loss of its process at 1 of 3 places.\n  cut after the call of pay in turn 2, pay: The call pay({\"amount\":5}), whose result was lost, was made again, and its tool is not idempotent.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_payment_is_caught_although_the_conversation_checks_nothing()
    {
        var (configure, _) = NewTill((conversation, till) => conversation.AddToolHost(till.NewHost()).UseTarget(parts => new PayingAgainTarget(parts)));

        var result = await RestartMatrix.RunAsync("till", configure, conversation => conversation.SayAsync("pay 5"));

        Assert.Equal(TrialsOutcome.Failed, result.Outcome);
    }

    [Fact]
    public async Task A_payment_that_is_wrongly_declared_idempotent_is_caught_by_the_state_of_its_host()
    {
        Till? till = null;

        var result = await RestartMatrix.RunAsync("till", conversation => (till = new Till { IsIdempotent = true }).Configure(conversation), async conversation =>
        {
            await conversation.SayAsync("pay 5", name: "pay");
            Assert.Equal(5, till!.Paid);
        });

        Assert.Equal(["cut after the call of pay in turn 1, pay"], result.Variants.Where(variant => variant.Trial.Outcome == TrialOutcome.Failed).Select(variant => variant.Cut.ToString()));
    }

    [Fact]
    public async Task An_agent_that_keeps_its_history_in_memory_is_caught()
    {
        var result = await RestartMatrix.RunAsync("memory", conversation => conversation.UseTarget(_ => new ForgetfulTarget()), async conversation =>
        {
            await conversation.SayAsync("Lisbon", name: "tell");
            Assert.Equal("Lisbon", (await conversation.SayAsync("Where?", name: "ask")).Text);
        });

        Assert.Equal(["restart after turn 1, tell"], result.Variants.Where(variant => variant.Trial.Outcome == TrialOutcome.Failed).Select(variant => variant.Cut.ToString()));
    }

    [Fact]
    public async Task A_conversation_that_fails_without_a_loss_is_not_tried()
    {
        var (configure, _) = NewTill((conversation, till) => till.Configure(conversation));

        var result = await RestartMatrix.RunAsync("till", configure, async conversation => Assert.Equal("no", (await conversation.SayAsync("hello")).Text));

        Assert.Equal(TrialsOutcome.Failed, result.Outcome);
        Assert.Empty(result.Variants);
        Assert.Contains("does not pass without a loss", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_is_not_reached_is_an_error()
    {
        var held = 0;
        var (configure, _) = NewTill((conversation, till) => till.Configure(conversation));

        var result = await RestartMatrix.RunAsync("till", configure, conversation => conversation.SayAsync(held++ == 0 ? "pay 5" : "hello"), new RestartMatrixOptions { Cuts = RestartCuts.AfterCalls });

        Assert.Equal(TrialsOutcome.Error, result.Outcome);
        Assert.Throws<RestartMatrixErrorException>(result.EnsurePassed);
        Assert.Contains("The place was not reached", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_without_turns_shows_nothing()
    {
        var (configure, _) = NewTill((conversation, till) => till.Configure(conversation));

        Assert.Equal(TrialsOutcome.Error, (await RestartMatrix.RunAsync("till", configure, _ => Task.CompletedTask)).Outcome);
    }

    [Fact]
    public async Task Parallel_calls_are_cut_one_by_one()
    {
        var model = new ScriptedModel(messages => messages[^1].Role == ChatRole.Tool
            ? new(ChatRole.Assistant, "Both paid.")
            : new(ChatRole.Assistant, [new FunctionCallContent("a", "pay", new Dictionary<string, object?> { ["amount"] = 1 }), new FunctionCallContent("b", "pay", new Dictionary<string, object?> { ["amount"] = 2 })]));
        var (configure, till) = NewTill((conversation, till) => conversation.AddToolHost(till.NewHost()).UseAgent(parts => new Agent(parts.Client(model)) { Tools = parts.Tools }));

        var result = await RestartMatrix.RunAsync("till", configure, async conversation =>
        {
            await conversation.SayAsync("pay", name: "pay");
            Assert.InRange(till().Paid, 1, 3);
        });

        Assert.Equal(TrialsOutcome.Passed, result.Outcome);
        Assert.Equal(
            ["cut after the call of pay in turn 1, pay", "cut after the call of pay in turn 1, pay (call 2 of the turn)", "restart after turn 1, pay"],
            result.Variants.Select(variant => variant.Cut.ToString()));
    }

    /// <summary>Fault 25: an agent that makes the call again when it resumes, since it has no result of it.</summary>
    private sealed class PayingAgainTarget(ConversationParts parts) : ConversationTarget
    {
        private static int s_amount;

        public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
        {
            var text = request.Messages[^1].Text;
            if (!text.StartsWith("pay ", StringComparison.Ordinal))
                return new TargetAnswer { Messages = [new(ChatRole.Assistant, "Hello.")] };

            s_amount = int.Parse(text[4..]);
            return (await ResumeAsync(cancellationToken))!;
        }

        public override async Task<TargetAnswer?> ResumeAsync(CancellationToken cancellationToken) =>
            new() { Messages = [new(ChatRole.Assistant, $"{await ((AIFunction)parts.Tools[0]).InvokeAsync(new AIFunctionArguments { ["amount"] = s_amount }, cancellationToken)}")] };
    }

    private sealed class ForgetfulTarget : ConversationTarget
    {
        private string _first = "";

        public override Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
        {
            _first = _first.Length == 0 ? request.Messages[^1].Text : _first;
            return Task.FromResult(new TargetAnswer { Messages = [new(ChatRole.Assistant, _first)] });
        }
    }
}
