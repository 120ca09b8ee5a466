using Microsoft.Extensions.AI;

namespace Colloquy.Testing;

/// <summary>A turn waits for a person in the store, and goes on through any handle on it: answered once, on its branch, and found by who looks for what waits.</summary>
public sealed class ApprovalSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_turn_that_waits_is_listed_as_waiting),
        Case(What_waits_is_answered_and_gone_on_with_through_other_handles),
        Case(Of_many_answers_at_once_one_counts),
        Case(A_fork_inherits_nothing_to_answer),
        Case(New_input_withdraws_what_waits),
        Case(What_is_remembered_follows_the_branch_and_its_head),
    ];

    private static async Task A_turn_that_waits_is_listed_as_waiting(StoreCaseContext context)
    {
        var key = context.NewKey();
        await (await context.Store.OpenAsync(context.NewKey())).AddAsync(new ChatMessage(ChatRole.User, "idle"));
        var session = await AskAsync(context, key);

        Check.Sequence([key], await ListAsync(context, key.User), "the sessions that wait");
        await session.ApproveAsync(await SingleAsync(session));
        Check.Sequence([key], await ListAsync(context, key.User), "the sessions that wait, after an answer and before the turn went on");
        await Agent(approves: true).ResumeAsync(session);
        Check.Sequence([], await ListAsync(context, key.User), "the sessions that wait after the turn went on");
    }

    private static async Task What_waits_is_answered_and_gone_on_with_through_other_handles(StoreCaseContext context)
    {
        var key = context.NewKey();
        await AskAsync(context, key);

        var answering = (await (await context.OpenAnotherAsync()).FindAsync(key))!;
        var approval = await SingleAsync(answering);
        Check.Equal(("main", 1, "look({\"what\":\"tool 1\"})"), (approval.Branch, approval.Turn, approval.ToString()), "the approval");
        Check.Equal(0, (await answering.ApproveAsync(approval, by: "ann")).Count, "the number of calls that wait on");

        var resuming = (await (await context.OpenAnotherAsync()).FindAsync(key))!;
        var answer = await Agent(approves: true).ResumeAsync(resuming);
        Check.Equal((TurnStatus.Completed, "done saw tool 1"), (answer!.Status, answer.Text), "the answer of the turn that went on");
        Check.Sequence([TurnStatus.Completed], await resuming.ReadTurnsAsync().Select(turn => turn.Status).ToListAsync(context.CancellationToken), "the turns");
        var again = await Check.Throws<ApprovalAnsweredException>(() => resuming.RefuseAsync(approval), "an answer after the turn went on");
        Check.Equal("ann", again.By, "who answered before");
    }

    private static async Task Of_many_answers_at_once_one_counts(StoreCaseContext context)
    {
        var key = context.NewKey();
        var session = await AskAsync(context, key);
        var approval = await SingleAsync(session);
        var won = 0;

        await Crowd.ActAsync(context, 6, async (i, store) =>
        {
            var mine = (await store.FindAsync(key))!;
            try
            {
                await (i % 2 == 0 ? mine.ApproveAsync(approval) : mine.RefuseAsync(approval));
                Interlocked.Increment(ref won);
            }
            catch (ApprovalAnsweredException)
            {
                // Another was quicker.
            }
        });

        Check.Equal(1, won, "the number of answers that counted");
        var answers = await context.Store.ReadAsync(key, LogRead.All() with { Kinds = [EntryKind.ApprovalAnswer] });
        Check.Equal(1, answers.Entries.Count, "the number of answers in the log");
    }

    private static async Task A_fork_inherits_nothing_to_answer(StoreCaseContext context)
    {
        var session = await AskAsync(context, context.NewKey());
        var approval = await SingleAsync(session);

        var fork = await session.ForkAsync("other");

        Check.Equal(0, (await fork.GetApprovalsAsync()).Count, "the number of calls that wait on the fork");
        await Check.Throws<ApprovalNotFoundException>(() => fork.ApproveAsync(approval), "an answer on the fork");
        await session.ApproveAsync(approval);
    }

    private static async Task New_input_withdraws_what_waits(StoreCaseContext context)
    {
        var session = await AskAsync(context, context.NewKey());
        var approval = await SingleAsync(session);

        await Agent(approves: true).RunAsync("never mind", session);

        var answered = await Check.Throws<ApprovalAnsweredException>(() => session.ApproveAsync(approval), "an answer to what was withdrawn");
        Check.Equal(ApprovalDecision.Withdrawn, answered.Decision, "what became of it");
        Check.Sequence([TurnStatus.Completed, TurnStatus.Cancelled], await session.ReadTurnsAsync().Select(turn => turn.Status).ToListAsync(context.CancellationToken), "the turns");
    }

    private static async Task What_is_remembered_follows_the_branch_and_its_head(StoreCaseContext context)
    {
        var session = await AskAsync(context, context.NewKey());
        await session.ApproveAsync(await SingleAsync(session), RememberApproval.Tool);
        await Agent(approves: true).ResumeAsync(session);

        Check.Equal(TurnStatus.Completed, (await Agent(approves: false).RunAsync("tool 2", session)).Status, "the status of a turn whose call is approved by memory");
        await session.ClearAsync();
        Check.Equal(TurnStatus.Waiting, (await Agent(approves: false).RunAsync("tool 3", session)).Status, "the status of a turn after what was remembered was taken back");
    }

    private static async Task<Session> AskAsync(StoreCaseContext context, SessionKey key)
    {
        var session = await context.Store.OpenAsync(key, new SessionOptions { Time = context.Clock });
        var answer = await Agent(approves: false).RunAsync("tool 1", session);
        Check.Equal((TurnStatus.Waiting, 1), (answer.Status, answer.Approvals.Count), "the status of a turn whose tool needs approval, and the number of calls that wait");
        return session;
    }

    private static async Task<Approval> SingleAsync(Session session) => Check.Single(await session.GetApprovalsAsync(), "what waits");

    private static async Task<IReadOnlyList<SessionKey>> ListAsync(StoreCaseContext context, string user)
    {
        var query = new SessionQuery(user) { Filter = new SessionFilter { Activity = SessionActivity.Waiting } };
        return await context.Store.ListSessionsAsync(query, context.CancellationToken).Select(record => record.Key).ToListAsync(context.CancellationToken);
    }

    /// <summary>An agent whose tool waits for a person, unless it is to go on with what was approved.</summary>
    private static Agent Agent(bool approves) => new(new EchoingModel())
    {
        Tools = [EchoingModel.Look],
        Approvals = approves ? [] : [ApprovalRule.Always(EchoingModel.Tool)],
    };
}
