using Colloquy.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of docs/testing/checks.md.</summary>
public sealed class ChecksSnippets
{
    [Fact]
    public async Task Checks_of_turns_and_conversations()
    {
        await using var conversation = await Conversation.StartAsync("trip-savings", new Teller());

        // snippet: checks-turn
        await conversation.SayAsync("I save for a trip to Lisbon.");
        var turn = await conversation.SayAsync("Move 500 to savings, for the trip.");

        turn.Expect
            .Success()
            .ToolCalled("transfer", times: 1, from: "bank", with: new { from_account = "checking", to_account = "savings", amount = 500 })
            .NoToolErrors()
            .Text("$500.00")
            .NumbersFromResults()
            .ClaimsVerified()
            .MessagesCarriedIn(2);
        await turn.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "checking" }, 1000, at: "balance");
        // snippet: end

        // snippet: checks-conversation
        var memory = await conversation.SayAsync("What am I saving for?");
        memory.Expect.NoTools().Text("Lisbon");

        conversation.Expect.ToolCalled("transfer", times: 1).NoRepetition();
        await conversation.Expect.WellFormedHistoryAsync();
        await conversation.Expect.MemoryComesFromAsync(turn: 1, question: "What am I saving for?", answerContains: "Lisbon");
        // snippet: end

        // snippet: checks-all
        memory.Expect.All(expect => expect.Success().NoTools().Text("Lisbon").Language("en"));
        // snippet: end

        // snippet: checks-values
        turn.Expect.ToolCalled("transfer", with: new { amount = Value.Between(1, 1000), to_account = Value.IgnoringCase("SAVINGS") });
        turn.Expect.ToolCalled("transfer", with: new { amount = "$500.00" });
        turn.Expect.ToolCalled("transfer", exactly: new { from_account = "checking", to_account = "savings", amount = 500.00m });

        var rules = new ComparisonRules { IgnoresCase = true }.With("transfer", "amount", (expected, actual) => Value.Near(Convert.ToDecimal(expected), 0.5m).IsMatch(actual));
        turn.Expect.By(rules).ToolCalled("transfer", with: new { amount = 499.9m, to_account = "Savings" });
        // snippet: end

        // snippet: checks-claims
        turn.Expect.ClaimsVerified(claims => claims.Of("transfer", "transferred", "moved").Amount("amount"));
        // snippet: end

        // snippet: checks-own
        turn.Expect.Meets(new SignedCheck("Your bank"));
        // snippet: end
        Assert.Throws<CheckFailedException>(() => memory.Expect.Meets(new SignedCheck("Your bank")));

        await using var other = await Conversation.StartAsync("another-customer", new Teller());
        await other.SayAsync("What am I saving for?");
        // snippet: checks-leaks
        other.Expect.NoFactLeaks(conversation, "Lisbon");
        // snippet: end
    }

    // snippet: checks-own-class
    private sealed class SignedCheck(string name) : ImmediateCheck
    {
        public override string Name => "signed";

        public override string Expected => $"the answer ends with '{name}'";

        public override CheckResult Make(CheckSubject subject) =>
            subject.Text.EndsWith(name, StringComparison.Ordinal) ? Pass() : Fail($"it ends with '{subject.Text.Split('\n')[^1]}'");
    }

    // snippet: end

    internal sealed class Teller : IConversationSetup
    {
        public void Configure(ConversationBuilder conversation)
        {
            Dictionary<string, decimal> balances = new() { ["checking"] = 1500, ["savings"] = 3000 };
            conversation.AddToolHost(new InProcessToolHost(
                "bank",
                AIFunctionFactory.Create((string account) => new { account, balance = balances[account] }, "get_balance"),
                AIFunctionFactory.Create((string from_account, string to_account, decimal amount) => new { amount, new_balance_from = balances[from_account] -= amount, new_balance_to = balances[to_account] += amount }, "transfer")));
            conversation.UseAgent(parts => new Agent(parts.Client(new Script())) { Name = "teller", Tools = parts.Tools });
        }
    }

    private sealed class Script : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            var knows = sent.SkipLast(1).Any(message => message.Text.Contains("Lisbon", StringComparison.Ordinal));
            return Task.FromResult(new ChatResponse(sent[^1] switch
            {
                { Role: var role } when role == ChatRole.Tool => new(ChatRole.Assistant, "I've moved $500.00 to savings. You have $1,000.00 on checking and $3,500.00 on savings.\nYour bank"),
                { Text: ['M', ..] } => new(ChatRole.Assistant, [new FunctionCallContent("c1", "transfer", new Dictionary<string, object?> { ["from_account"] = "checking", ["to_account"] = "savings", ["amount"] = 500 })]),
                { Text: ['W', ..] } => new(ChatRole.Assistant, knows ? "You are saving for your trip to Lisbon." : "You have not told me what you are saving for."),
                _ => new ChatMessage(ChatRole.Assistant, "That is a good plan."),
            }));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
