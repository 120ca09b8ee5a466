using System.ComponentModel;
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

        var trip = await conversation.SayAsync("I am saving for a trip to Lisbon. What is the balance of my savings?");
        trip.Expect.Success().ToolCalled("get_balance", with: new { account = "Savings" }).StatesResultOf("get_balance", at: "balance");

        var transfer = await conversation.SayAsync("Transfer 500 to that account.");
        transfer.Expect.ToolCalled("transfer", times: 1, with: new { amount = 500 }).ClaimsVerified();
        await transfer.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "Savings" }, 3500, at: "balance");

        var memory = await conversation.SayAsync("What am I saving for?");
        memory.Expect.Text("Lisbon").NoTools();
        // snippet: end

        // snippet: testing-doubt
        await conversation.Expect.MemoryComesFromAsync(turn: 1, question: "What am I saving for?", answerContains: "Lisbon");

        await conversation.RestartAsync();
        var restarted = await conversation.SayAsync("What am I saving for?");
        restarted.Expect.Text("Lisbon").MessagesCarriedIn(memory.Messages.Count);

        await using var fork = await conversation.ForkAsync(afterTurn: 1);
        await fork.SayAsync("Transfer 200 to my savings.");
        await fork.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "Savings" }, 3200, at: "balance");
        await conversation.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "Savings" }, 3500, at: "balance");

        await using var stranger = await Conversation.StartAsync("stranger", new TellerSetup());
        await stranger.SayAsync("What am I saving for?");
        stranger.Expect.NoFactLeaks(conversation, "Lisbon");
        // snippet: end
    }

    [Fact]
    public async Task A_call_is_approved_and_in_a_fork_refused()
    {
        // snippet: testing-approvals
        await using var conversation = await Conversation.StartAsync("asks-first", conversation => conversation
            .AddToolHost(new InProcessToolHost("bank", new ApprovalRequiredAIFunction(AIFunctionFactory.Create(new Bank().Transfer, "transfer"))))
            .UseAgent(parts => new Agent(parts.Client(() => new OfflineChatClient())) { Name = "teller", Tools = parts.Tools }));

        var asked = await conversation.SayAsync("Transfer 500 to my savings.");
        asked.Expect.WaitsForApproval("transfer", with: new { amount = 500 });

        var approved = await conversation.ApproveAsync();
        approved.Expect.ToolCalled("transfer", times: 1);
        conversation.Expect.NothingRanUnapproved("transfer");

        await using var other = await conversation.ForkAsync(afterTurn: 0);
        await other.SayAsync("Transfer 500 to my savings.");
        var refused = await other.RefuseAsync();
        refused.Expect.NoTools();
        // snippet: end
    }

    // snippet: testing-setup
    public enum Account { Checking, Savings }

    public sealed class Bank
    {
        private readonly Dictionary<Account, decimal> _balances = new() { [Account.Checking] = 1500, [Account.Savings] = 3000 };

        [Description("Returns the balance of an account.")]
        public object GetBalance(Account account) => new { account, balance = _balances[account] };

        [Description("Transfers money from checking to savings.")]
        public object Transfer(decimal amount) => new { transferred = amount, checking = _balances[Account.Checking] -= amount, savings = _balances[Account.Savings] += amount };
    }

    public sealed class TellerSetup : IConversationSetup
    {
        public void Configure(ConversationBuilder conversation)
        {
            var bank = new Bank();
            conversation
                .AddToolHost(new InProcessToolHost("bank", AIFunctionFactory.Create(bank.GetBalance, "get_balance"), AIFunctionFactory.Create(bank.Transfer, "transfer")))
                .UseAgent(parts => new Agent(parts.Client(() => new OfflineChatClient())) { Name = "teller", Tools = parts.Tools });
        }
    }

    // snippet: end
}
