using Colloquy.Offline;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/approvals.md, compiled and run on the offline stand-in.</summary>
public sealed class ApprovalsSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_approvals_does_what_the_page_says()
    {
        var folder = Directory.CreateTempSubdirectory("colloquy-");
        var file = Path.Combine(folder.FullName, "desk.db");
        using var chatClient = new OfflineChatClient();
        await using (var store = await SqliteSessionStore.OpenAsync(file))
            await AskAsync(CreateAgent(chatClient), await store.OpenAsync(new SessionKey("ticket-4711", user: "ines")));

        // Another process, some days later.
        await using (var store = await SqliteSessionStore.OpenAsync(file))
            await AnswerAsync(CreateAgent(chatClient), store);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_code_of_the_page_on_expiry_asks_with_an_end()
    {
        using var chatClient = new OfflineChatClient();
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("ticket-4711", user: "ines"));

        // snippet: approvals-expiry
        var agent = new Agent(chatClient)
        {
            Tools = [new ApprovalRequiredAIFunction(AgentTool.Create(Refund, "refund", "Refunds an amount."))],
            ApprovalExpiry = TimeSpan.FromHours(24),
        };
        var waiting = await agent.RunAsync("Please refund 900 dollars.", session);
        Console.WriteLine($"{waiting.Approvals[0]} waits until {waiting.Approvals[0].ExpiresAt:u}");

        // snippet: end
        Assert.InRange(waiting.Approvals[0].ExpiresAt!.Value - waiting.Approvals[0].AskedAt, TimeSpan.FromHours(23), TimeSpan.FromHours(25));

        static string Refund(decimal amount) => $"Refunded ${amount}.";
    }

    private static Agent CreateAgent(IChatClient chatClient)
    {
        // snippet: approvals-agent
        var agent = new Agent(chatClient)
        {
            Tools =
            [
                new ApprovalRequiredAIFunction(AgentTool.Create(CloseAccount, "close_account", "Closes an account.")),
                AgentTool.Create(Refund, "refund", "Refunds an amount."),
            ],
            Approvals =
            [
                ApprovalRule.When("refund", call => Convert.ToDecimal(call.Arguments!["amount"]?.ToString(), null) > 100),
                ApprovalRule.When("close_account", async (call, run) => await run.State.GetAsync<bool>("verified") is false),
            ],
        };

        // snippet: end
        return agent;

        static string CloseAccount(string account) => $"Account {account} is closed.";
        static string Refund(decimal amount) => $"Refunded ${amount}.";
    }

    private static async Task AskAsync(Agent agent, Session session)
    {
        Assert.Equal(TurnStatus.Completed, (await agent.RunAsync("Please refund 20 dollars.", session)).Status);

        // snippet: approvals-ask
        var answer = await agent.RunAsync("Please refund 900 dollars.", session);
        if (answer.Status == TurnStatus.Waiting)
        {
            foreach (var approval in answer.Approvals)
                Console.WriteLine($"{approval.Agent} wants to call {approval}");   // refund({"amount":900})
        }

        // snippet: end
        Assert.Equal("refund({\"amount\":900})", Assert.Single(answer.Approvals).ToString());
    }

    private static async Task AnswerAsync(Agent agent, ISessionStore store)
    {
        // snippet: approvals-answer
        await foreach (var record in store.ListSessionsAsync(new SessionOwner("ines"), new SessionQuery { Activity = SessionActivity.Waiting }))
        {
            var session = (await store.FindAsync(record.Key))!;
            foreach (var approval in await session.Approvals.ListAsync())
                await session.Approvals.ApproveAsync(approval, by: "carol@example.com");

            var answer = await agent.ResumeAsync(session);
            Console.WriteLine(answer?.Text);
        }

        // snippet: end
        var found = (await store.FindAsync(new SessionKey("ticket-4711", user: "ines")))!;
        Assert.Contains("Refunded $900.", (await found.GetItemsAsync(1))[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, await found.Turns.CountAsync());
        await RefuseAsync(agent, found);
        await ByIdAsync(agent, store, (await agent.RunAsync("Please refund 500 dollars.", found)).Approvals[0].Id.ToString());
        await KeepAsync(agent, found);
    }

    private static async Task RefuseAsync(Agent agent, Session session)
    {
        await agent.RunAsync("Please refund 700 dollars.", session);

        // snippet: approvals-refuse
        var approval = (await session.Approvals.ListAsync())[0];
        await session.Approvals.RefuseAsync(approval, "Refunds over $500 go through the shop.", RememberApproval.Call, by: "carol@example.com");
        var answer = await agent.ResumeAsync(session);
        try
        {
            await session.Approvals.ApproveAsync(approval);
        }
        catch (ApprovalAnsweredException e)
        {
            Console.WriteLine($"{e.By} said no before.");
        }

        foreach (var remembered in await session.Approvals.ListRememberedAsync())
            await session.Approvals.ForgetAsync(remembered);

        // snippet: end
        Assert.Contains("go through the shop", answer!.Text, StringComparison.Ordinal);
        Assert.Empty(await session.Approvals.ListRememberedAsync());
        await ContentAsync(agent, session);
    }

    private static async Task ByIdAsync(Agent agent, ISessionStore store, string text)
    {
        // snippet: approvals-id
        var session = (await store.FindAsync(new SessionKey("ticket-4711", user: "ines")))!;
        var id = ApprovalId.Parse(text);                                 // use ApprovalId.TryParse for text that may not be an id
        try
        {
            await session.Approvals.ApproveAsync(id, by: "carol@example.com");       // or RefuseAsync(id, reason)
        }
        catch (ApprovalAnsweredException e)
        {
            Console.WriteLine($"{e.Approval}: {e.Decision} by {e.By} at {e.AnsweredAt:u}");
        }

        // snippet: end
        Assert.Equal(ApprovalDecision.Approved, (await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.RefuseAsync(id))).Decision);
        await agent.ResumeAsync(session);
        Assert.Contains("Refunded $500.", (await session.GetItemsAsync(1))[0].Text, StringComparison.Ordinal);
    }

    private static async Task KeepAsync(Agent agent, Session session)
    {
        var waiting = await agent.RunAsync("Please refund 800 dollars.", session);

        // snippet: approvals-keep
        var hours = await agent.RunAsync("What are your opening hours?", session, new() { WhenWaiting = WhenWaiting.Keep });

        // Later, after a person has answered:
        while (await agent.ResumeAsync(session) is { Status: not TurnStatus.Waiting } outcome)
            Console.WriteLine(outcome.Text);

        // snippet: end
        Assert.Equal((TurnStatus.Completed, TurnStatus.Waiting), (hours.Status, (await agent.ResumeAsync(session))!.Status));
        await session.Approvals.ApproveAsync(waiting.Approvals[0].Id);
        await agent.ResumeAsync(session);
        Assert.Contains(await session.GetItemsAsync(), item => item.OutcomeOf is not null && item.Text.Contains("Refunded $800.", StringComparison.Ordinal));
    }

    private static async Task ContentAsync(Agent agent, Session session)
    {
        await agent.RunAsync("Please refund 600 dollars.", session);

        // snippet: approvals-content
        var requests = (await session.Approvals.ListAsync()).Select(approval => approval.ToContent());
        AIContent[] responses = [.. requests.Select(request => request.CreateResponse(approved: true))];
        var answer = await agent.RunAsync([new ChatMessage(ChatRole.User, responses)], session);

        // snippet: end
        Assert.Contains("Refunded $600.", answer.Text, StringComparison.Ordinal);
    }
}
