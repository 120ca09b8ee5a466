using System.Runtime.CompilerServices;
using Colloquy.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of docs/testing/trials.md and docs/testing/fault-injection.md.</summary>
public sealed class TrialsSnippets
{
    // snippet: trials-configure
    static void Configure(ConversationBuilder conversation) =>
        conversation.AddToolHost(Account.NewHost()).UseAgent(parts => new Agent(parts.Client(() => new PayingModel())) { Tools = parts.Tools });
    // snippet: end

    [Fact]
    public async Task Trials_pass()
    {
        // snippet: trials-run
        var result = await Trials.RunAsync(
            "pay-for-lisbon",
            Configure,
            async conversation =>
            {
                await conversation.SayAsync("The trip goes to Lisbon.");
                var turn = await conversation.SayAsync("Pay 500 for it.");

                Assert.Single(turn.CallsOf("pay"));
                Assert.Equal(500, (await conversation.ToolHost("account").CallAsync("paid")).GetInt32());
            },
            new TrialOptions { Count = 20, Parallelism = 4, Rule = new TrialRule { MinimumPassRate = 0.9 } });

        result.EnsurePassed();
        // snippet: end

        Assert.Equal(20, result.Passed);
        Compare(result, result);
    }

    [Fact]
    public async Task Rules_of_your_own_say_what_is_to_blame()
    {
        // snippet: trials-blame
        var options = new TrialOptions
        {
            BlameRules = BlameRules.Default.Add(failure => failure.Error is LicenseServerException ? Blame.Infrastructure : null),
        };
        // snippet: end

        options.Count = 1;
        var result = await Trials.RunAsync("licence", Configure, _ => throw new LicenseServerException(), options);
        Assert.Equal(Blame.Infrastructure, result.Trials[0].Blame);
    }

    [Fact]
    public async Task A_budget_is_shared_and_a_gate_is_met()
    {
        // snippet: trials-budget
        var budget = new TestBudget { MaximumCost = 2.50m, MaximumDuration = TimeSpan.FromMinutes(10) };

        var result = await Trials.RunAsync("pay-for-lisbon", Configure, ["The trip goes to Lisbon.", "Pay 500 for it."], _ => Task.CompletedTask, new TrialOptions { Budget = budget });
        // snippet: end

        Assert.Equal(TrialsOutcome.Error, result.Outcome);
        Assert.Contains("Add the model's price", result.Describe());

        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, """{ "version": 1, "each": { "passRate": 1, "invalidTrials": 0 } }""");
        Assert.Equal(0, Gate(path, await Trials.RunAsync("pay-for-lisbon", Configure, conversation => conversation.SayAsync("Pay 500 for it."), new TrialOptions { Count = 1 })));
        File.Delete(path);
    }

    [Fact]
    public async Task A_fault_is_injected()
    {
        // snippet: faults-inject
        await using var conversation = await Conversation.StartAsync("pay-for-lisbon", conversation =>
        {
            Configure(conversation);
            conversation.InjectToolError("pay", message: "The account is locked.", FaultTiming.OnCall(1));
        });

        var turn = await conversation.SayAsync("Pay 500 for it.");

        Assert.Contains("locked", turn.Text);
        // snippet: end
    }

    [Fact]
    public async Task A_lost_turn_is_resumed()
    {
        // snippet: faults-lose
        await using var conversation = await Conversation.StartAsync("pay-for-lisbon", Configure);
        Account.OnPaid = () => conversation.LoseProcessAsync("The process was lost after the payment.");

        var lost = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("Pay 500 for it."));
        var turn = await conversation.ResumeAsync();

        Assert.IsType<ProcessLostException>(lost.InnerException);
        Assert.True(Assert.Single(turn!.CallsOf("pay")).ResultWasLost);
        Assert.Equal(500, (await conversation.ToolHost("account").CallAsync("paid")).GetInt32());
        // snippet: end
    }

    [Fact]
    public async Task A_conversation_survives_each_loss()
    {
        // snippet: faults-matrix
        var result = await RestartMatrix.RunAsync("pay-for-lisbon", Configure, async conversation =>
        {
            await conversation.SayAsync("The trip goes to Lisbon.");
            var turn = await conversation.SayAsync("Pay 500 for it.");

            Assert.Single(turn.CallsOf("pay"));
            Assert.Equal(500, (await conversation.ToolHost("account").CallAsync("paid")).GetInt32());
        });

        result.EnsurePassed();
        // snippet: end

        Assert.Equal(3, result.Variants.Count);
    }

    private static void Compare(TrialsResult before, TrialsResult after)
    {
        // snippet: trials-compare
        var comparison = TrialComparison.Of([before], [after], seed: 7);

        Console.WriteLine(comparison.Describe());
        // snippet: end
    }

    private static int Gate(string path, TrialsResult result)
    {
        // snippet: trials-gate
        var gate = GateFile.Load(path).Evaluate([result]);

        Console.WriteLine(gate.Describe());
        return gate.ExitCode;
        // snippet: end
    }

    private sealed class LicenseServerException : Exception;

    /// <summary>A tool host from whose account the desk pays.</summary>
    private sealed class Account
    {
        private static readonly AsyncLocal<Func<Task>?> Paid = new();

        private int _paid;

        /// <summary>What happens after the next payment of this test.</summary>
        public static Func<Task>? OnPaid
        {
            get => Paid.Value;
            set => Paid.Value = value;
        }

        public static InProcessToolHost NewHost()
        {
            var account = new Account();
            return new InProcessToolHost("account", AIFunctionFactory.Create(account.PayAsync, "pay"), AIFunctionFactory.Create(() => account._paid, "paid"));
        }

        private async Task<string> PayAsync(int amount)
        {
            _paid += amount;
            if (OnPaid is { } onPaid)
                await onPaid();
            return $"{amount} is paid.";
        }
    }

    /// <summary>A model that pays what it is told to, and says what became of it.</summary>
    private sealed class PayingModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var last = messages.Last();
            return Task.FromResult(new ChatResponse(last.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result ? new ChatMessage(ChatRole.Assistant, $"{result.Result}")
                : last.Text.StartsWith("Pay ", StringComparison.Ordinal) ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"call-{messages.Count()}", "pay", new Dictionary<string, object?> { ["amount"] = 500 })])
                : new ChatMessage(ChatRole.Assistant, "I made a note of it."))
            { ModelId = "paying", Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, TotalTokenCount = 15 } });
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
