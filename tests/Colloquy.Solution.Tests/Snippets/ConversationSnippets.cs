using Colloquy.Offline;
using Colloquy.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of docs/testing.md.</summary>
public sealed class ConversationSnippets
{
    [Fact]
    public async Task A_conversation_is_tested_and_doubted()
    {
        // snippet: testing-turns
        await using var conversation = await Conversation.StartAsync("trip-savings", new TellerSetup());

        var trip = await conversation.SayAsync("I save for a trip to Lisbon. How much is in savings?");
        trip.Expect.Success().ToolCalled("get_balance", with: new { account = "savings" }).StatesResultOf("get_balance", at: "balance");

        var transfer = await conversation.SayAsync("Move 500 to savings, for the trip.");
        transfer.Expect.ToolCalled("transfer", times: 1, with: new { to_account = "savings", amount = 500 }).ClaimsVerified();
        await transfer.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3500, at: "balance");

        var memory = await conversation.SayAsync("What am I saving for?");
        memory.Expect.Text("Lisbon").NoTools();
        // snippet: end

        // snippet: testing-doubt
        await conversation.Expect.MemoryComesFromAsync(turn: 1, question: "What am I saving for?", answerContains: "Lisbon");

        await conversation.RestartAsync();
        var restarted = await conversation.SayAsync("What am I saving for?");
        restarted.Expect.Text("Lisbon").MessagesCarriedIn(memory.Messages.Count);

        await using var fork = await conversation.ForkAsync(afterTurn: 1);
        await fork.SayAsync("Move 200 to savings.");
        await fork.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3200, at: "balance");
        await conversation.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3500, at: "balance");

        await using var stranger = await Conversation.StartAsync("stranger", new TellerSetup());
        await stranger.SayAsync("What am I saving for?");
        stranger.Expect.NoFactLeaks(conversation, "Lisbon");
        // snippet: end
    }

    // snippet: testing-setup
    public sealed class TellerSetup : IConversationSetup
    {
        public void Configure(ConversationBuilder conversation)
        {
            var bank = new Bank();
            conversation
                .AddToolHost(new InProcessToolHost("bank", AIFunctionFactory.Create(bank.GetBalance, "get_balance"), AIFunctionFactory.Create(bank.Transfer, "transfer")))
                .UseAgent(parts => new Agent(parts.Client(() => new TellerModel())) { Name = "teller", Tools = parts.Tools });
        }
    }

    // snippet: end
    private sealed class Bank
    {
        private readonly Dictionary<string, decimal> _balances = new() { ["checking"] = 1500, ["savings"] = 3000 };

        public object GetBalance(string account) => new { account, balance = _balances[account] };

        public object Transfer(string from_account, string to_account, decimal amount) => new { new_balance_from = _balances[from_account] -= amount, new_balance_to = _balances[to_account] += amount };
    }

    /// <summary>The stand-in, with rules for this bank. It answers from the messages that it is sent, and nothing else.</summary>
    private sealed class TellerModel : DelegatingChatClient
    {
        public TellerModel()
            : base(new OfflineChatClient([new OfflineRule("Tell of the bank", Answer)]))
        {
        }

        private static OfflineAnswer? Answer(OfflineRequest request)
        {
            var last = request.Messages[^1];
            if (last.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result)
                return Tell(System.Text.Json.JsonSerializer.SerializeToElement(result.Result));
            if (last.Text.StartsWith("What am I", StringComparison.Ordinal))
                return OfflineAnswer.Say(request.Messages.SkipLast(1).Any(message => message.Text.Contains("Lisbon", StringComparison.Ordinal)) ? "You save for a trip to Lisbon." : "You have not told me.");
            if (last.Text.StartsWith("Move ", StringComparison.Ordinal))
                return OfflineAnswer.Call(new OfflineCall("transfer", new Dictionary<string, object?> { ["from_account"] = "checking", ["to_account"] = "savings", ["amount"] = decimal.Parse(last.Text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) }));
            return OfflineAnswer.Call(new OfflineCall("get_balance", new Dictionary<string, object?> { ["account"] = "savings" }));
        }

        private static OfflineAnswer Tell(System.Text.Json.JsonElement result) => OfflineAnswer.Say(result.TryGetProperty("balance", out var balance)
            ? $"There are ${balance.GetDecimal():0.00} in savings."
            : $"I moved the money. There are ${result.GetProperty("new_balance_to").GetDecimal():0.00} in savings now.");
    }
}
