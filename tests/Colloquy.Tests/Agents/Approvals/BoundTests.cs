using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>An answer counts for the call that it was given for, and for no other: not on a fork, not for another call of the same id.</summary>
public sealed class BoundTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly Till _till = new();

    [Fact]
    public async Task On_a_fork_at_the_message_with_the_calls_a_person_is_asked_again()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session, ("r1", "refund", "5"), ("r2", "refund", "6"));
        var message = (await session.GetItemsAsync()).First(item => item.Role == ChatRole.Assistant);

        var fork = await session.Branches.ForkAtAsync(message.Position);
        var answer = await _till.Agent(new ScriptedChatClient()).ResumeAsync(fork);

        Assert.Equal(TurnStatus.Waiting, answer!.Status);
        Assert.Empty(_till.Done);
        Assert.Equal(["r1", "r2"], (await fork.Approvals.ListAsync()).Select(approval => approval.CallId));
    }

    [Fact]
    public async Task On_a_fork_calls_that_may_have_run_where_the_turn_went_on_are_not_made_again()
    {
        var session = await OpenAsync();
        await _till.Agent(new ScriptedChatClient(Call(("l1", "look", "1"), ("l2", "look", "2")), Say("Done."))).RunAsync("look", session);
        var message = (await session.GetItemsAsync()).First(item => item.Role == ChatRole.Assistant);

        var fork = await session.Branches.ForkAtAsync(message.Position);
        await _till.Agent(new ScriptedChatClient(Say("Unknown."))).ResumeAsync(fork);

        Assert.Equal(["saw 1", "saw 2"], _till.Done);
    }

    [Fact]
    public async Task Of_two_calls_with_one_id_the_refused_one_does_not_run()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session, ("c", "refund", "1000"), ("c", "refund", "10"));
        var approvals = await session.Approvals.ListAsync();
        await session.Approvals.RefuseAsync(approvals.Single(approval => approval.ToString().Contains("1000", StringComparison.Ordinal)), "too much");
        await session.Approvals.ApproveAsync(approvals.Single(approval => !approval.ToString().Contains("1000", StringComparison.Ordinal)));

        await _till.Agent(new ScriptedChatClient(Say("Refunded."))).ResumeAsync(session);

        Assert.Equal(["refunded 10"], _till.Done);
    }

    [Fact]
    public async Task A_history_of_the_callers_own_stores_a_turn_that_waited_once_and_whole()
    {
        var session = await OpenAsync();
        var history = new ListHistory();
        var model = new ScriptedChatClient(Call(("r", "refund", "5")), Say("Refunded."));
        var agent = new Agent(model) { Tools = _till.Agent(model).Tools, ContextProviders = [history] };
        await agent.RunAsync("refund it", session);
        Assert.Empty(history.Messages);
        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()));

        await agent.ResumeAsync(session);

        Assert.Equal("user: refund it\nassistant: refund#r(5)\ntool: #r=refunded 5\nassistant: Refunded.", Transcript.Of(history.Messages));
        Assert.Equal("user: refund it\nassistant: refund#r(5)\ntool: #r=refunded 5", Transcript.Of(model.Requests[1].Messages));
    }

    private async Task<Session> OpenAsync() => await _store.OpenAsync(new SessionKey("s"));

    private sealed class ListHistory : HistoryProvider
    {
        public List<ChatMessage> Messages { get; } = [];

        protected override ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken) => new([.. Messages]);

        protected override ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
        {
            Messages.AddRange(messages);
            return ValueTask.CompletedTask;
        }
    }
}
