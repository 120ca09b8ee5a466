using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>A turn waits for a person in the store, and goes on through any handle on it: answered once, on its branch, and found by who looks for what waits.</summary>
public sealed class ApprovalSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_turn_that_waits_is_listed_as_waiting),
        Case(A_session_waits_for_all_of_its_branches),
        Case(What_waits_is_answered_and_gone_on_with_through_other_handles),
        Case(Of_many_answers_at_once_one_counts),
        Case(A_fork_inherits_nothing_to_answer),
        Case(New_input_keeps_what_waits_and_its_outcome_opens_a_turn),
        Case(An_id_fits_in_a_url_and_answers_in_any_process),
        Case(Input_that_withdraws_withdraws_what_waits),
        Case(What_is_remembered_follows_the_branch_and_its_head),
        Case(What_nobody_answered_in_time_counts_as_refused_in_every_process),
    ];

    private static async Task A_turn_that_waits_is_listed_as_waiting(StoreCaseContext context)
    {
        var key = context.NewKey();
        await (await context.Store.OpenAsync(context.NewKey())).AddAsync(new ChatMessage(ChatRole.User, "idle"));
        var session = await AskAsync(context, key);

        Check.Sequence([key], await ListAsync(context, key.Owner), "the sessions that wait");
        await session.Approvals.ApproveAsync(await SingleAsync(session));
        Check.Sequence([key], await ListAsync(context, key.Owner), "the sessions that wait, after an answer and before the turn went on");
        await Agent(approves: true).ResumeAsync(session);
        Check.Sequence([], await ListAsync(context, key.Owner), "the sessions that wait after the turn went on");
    }

    private static async Task A_session_waits_for_all_of_its_branches(StoreCaseContext context)
    {
        var key = context.NewKey();
        var session = await context.Store.OpenAsync(key, new OpenSessionOptions { TimeProvider = context.Clock });
        await Agent(approves: false).RunAsync("hello", session);
        var fork = await session.Branches.ForkAsync("f");
        await Agent(approves: false).RunAsync("tool 1", session);
        await Agent(approves: false).RunAsync("tool 2", fork);

        await fork.Approvals.ApproveAsync(await SingleAsync(fork));
        await Agent(approves: true).ResumeAsync(fork);
        Check.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity, "the activity after the fork's turn went on, while main waits");
        Check.Sequence([key], await ListAsync(context, key.Owner), "the sessions that wait");

        await Agent(approves: false).RunAsync("tool 3", fork);
        await session.Approvals.ApproveAsync(await SingleAsync(session));
        await Agent(approves: true).ResumeAsync(session);
        Check.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity, "the activity while the fork waits");
        await session.Branches.DeleteAsync("f");
        Check.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity, "the activity after the branch that waited is deleted");
        Check.Sequence([], await ListAsync(context, key.Owner), "the sessions that wait after the branch that waited is deleted");
    }

    private static async Task What_waits_is_answered_and_gone_on_with_through_other_handles(StoreCaseContext context)
    {
        var key = context.NewKey();
        await AskAsync(context, key);

        var answering = (await (await context.OpenAnotherAsync()).FindAsync(key))!;
        var approval = await SingleAsync(answering);
        Check.Equal(("main", 1, "look({\"what\":\"tool 1\"})"), (approval.Branch, approval.TurnNumber, approval.ToString()), "the approval");
        Check.Equal(0, (await answering.Approvals.ApproveAsync(approval, by: "ann")).Count, "the number of calls that wait on");

        var resuming = (await (await context.OpenAnotherAsync()).FindAsync(key))!;
        var answer = await Agent(approves: true).ResumeAsync(resuming);
        Check.Equal((TurnStatus.Completed, "done saw tool 1"), (answer!.Status, answer.Text), "the answer of the turn that went on");
        Check.Sequence([TurnStatus.Completed], await resuming.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync(context.CancellationToken), "the turns");
        var again = await Check.Throws<ApprovalAnsweredException>(() => resuming.Approvals.RefuseAsync(approval), "an answer after the turn went on");
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
                await (i % 2 == 0 ? mine.Approvals.ApproveAsync(approval) : mine.Approvals.RefuseAsync(approval));
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

        var fork = await session.Branches.ForkAsync("other");

        Check.Equal(0, (await fork.Approvals.ListAsync()).Count, "the number of calls that wait on the fork");
        await Check.Throws<ApprovalNotFoundException>(() => fork.Approvals.ApproveAsync(approval), "an answer on the fork");
        await session.Approvals.ApproveAsync(approval);
    }

    private static async Task Input_that_withdraws_withdraws_what_waits(StoreCaseContext context)
    {
        var session = await AskAsync(context, context.NewKey());
        var approval = await SingleAsync(session);

        await Agent(approves: true).RunAsync("never mind", session, new RunOptions { WhenWaiting = WhenWaiting.Withdraw });

        var answered = await Check.Throws<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval), "an answer to what was withdrawn");
        Check.Equal(ApprovalDecision.Withdrawn, answered.Decision, "what became of it");
        Check.Sequence([TurnStatus.Completed, TurnStatus.Cancelled], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync(context.CancellationToken), "the turns");
    }

    private static async Task New_input_keeps_what_waits_and_its_outcome_opens_a_turn(StoreCaseContext context)
    {
        var key = context.NewKey();
        var session = await AskAsync(context, key);

        var answer = await Agent(approves: true).RunAsync("hello", session);
        Check.Equal("re hello", answer.Text, "the answer to what was said beside a call that waits");
        Check.Sequence([key], await ListAsync(context, key.Owner), "the sessions that wait");
        var elsewhere = (await (await context.OpenAnotherAsync()).FindAsync(key))!;
        Check.Equal(TurnStatus.Waiting, (await Agent(approves: true).ResumeAsync(elsewhere))!.Status, "what a resume returns before there is an answer");
        await elsewhere.Approvals.ApproveAsync(await SingleAsync(elsewhere));
        var told = await Agent(approves: true).ResumeAsync(elsewhere);

        Check.Equal((TurnStatus.Completed, "told", 3), (told!.Status, told.Text, told.TurnNumber), "the turn that reports the outcome");
        var turns = await session.Turns.ReadAsync().ToListAsync(context.CancellationToken);
        Check.Sequence([TurnStatus.Completed, TurnStatus.Completed, TurnStatus.Completed], turns.Select(turn => turn.Status), "the turns");
        Check.Equal(turns[2].Start, turns[0].OutcomeOf, "the turn that it is linked to");
        Check.Sequence([], await ListAsync(context, key.Owner), "the sessions that wait after the outcome was told");
        Check.That(await Agent(approves: true).ResumeAsync(session) is null, "A resume goes on with something, though nothing is left to go on with.");
    }

    private static async Task An_id_fits_in_a_url_and_answers_in_any_process(StoreCaseContext context)
    {
        var key = context.NewKey();
        var session = await context.Store.OpenAsync(key, new OpenSessionOptions { TimeProvider = context.Clock });
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var fork = await session.Branches.ForkAsync("f");
        await Agent(approves: false).RunAsync("tool 1", fork);
        var id = (await SingleAsync(fork)).Id;
        Check.Equal(id.Value, Uri.EscapeDataString(id.Value), "the id as it stands in a URL");

        var elsewhere = (await (await context.OpenAnotherAsync()).FindAsync(key, new OpenSessionOptions { TimeProvider = context.Clock }))!;
        Check.Equal("f", (await elsewhere.Approvals.FindAsync(ApprovalId.Parse(id.Value)))?.Branch, "the branch of what was found");
        await elsewhere.Approvals.RefuseAsync(ApprovalId.Parse(id.Value), "too much", by: "ann");
        context.Clock.Advance(TimeSpan.FromDays(1));
        var late = await Check.Throws<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(id, by: "ben"), "a late answer");
        Check.Equal((ApprovalDecision.Refused, "ann", context.Clock.GetUtcNow() - TimeSpan.FromDays(1)), (late.Decision, late.By, late.AnsweredAt), "what the late answer learns");
        await fork.UndoTurnAsync();
        var afterUndo = await Check.Throws<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(id), "an answer after the turn was taken back");
        Check.Equal(("ann", late.AnsweredAt), (afterUndo.By, afterUndo.AnsweredAt), "who was first, and when");
        await Check.Throws<ApprovalNotFoundException>(() => session.Approvals.ApproveAsync(ApprovalId.Parse($"{id.Value[..^1]}{(id.Value[^1] == '0' ? '1' : '0')}")), "an answer to an id that was made up");
    }

    private static async Task What_is_remembered_follows_the_branch_and_its_head(StoreCaseContext context)
    {
        var session = await AskAsync(context, context.NewKey());
        await session.Approvals.ApproveAsync(await SingleAsync(session), RememberApproval.Tool);
        await Agent(approves: true).ResumeAsync(session);

        Check.Equal(TurnStatus.Completed, (await Agent(approves: false).RunAsync("tool 2", session)).Status, "the status of a turn whose call is approved by memory");
        await session.ClearAsync();
        Check.Equal(TurnStatus.Waiting, (await Agent(approves: false).RunAsync("tool 3", session)).Status, "the status of a turn after what was remembered was taken back");
    }

    private static async Task What_nobody_answered_in_time_counts_as_refused_in_every_process(StoreCaseContext context)
    {
        foreach (var keeps in new[] { false, true })
        {
            var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });
            await Agent(approves: false).RunAsync("tool 1", session, new RunOptions { ApprovalExpiry = TimeSpan.FromHours(1) });
            if (keeps)
                await Agent(approves: true).RunAsync("hello", session);
            var approval = await SingleAsync(session);
            Check.Equal(context.Clock.GetUtcNow() + TimeSpan.FromHours(1), approval.ExpiresAt, "when the call expires");
            context.Clock.Advance(TimeSpan.FromHours(1));

            var elsewhere = (await (await context.OpenAnotherAsync()).FindAsync(session.Key, new OpenSessionOptions { TimeProvider = context.Clock }))!;
            Check.Equal(0, (await elsewhere.Approvals.ListAsync()).Count, "the number of calls that wait after their time");
            Check.That((await Check.Throws<ApprovalAnsweredException>(() => elsewhere.Approvals.ApproveAsync(approval), "an answer after the time")).IsExpired, "A late answer is not told that the call has expired.");
            var answer = await Agent(approves: true).ResumeAsync(elsewhere);
            Check.Equal(TurnStatus.Completed, answer?.Status, "the status of the turn that went on");
            Check.Sequence([], await ListAsync(context, session.Key.Owner), "the sessions that wait after the call expired");
            var answers = await context.Store.ReadAsync(session.Key, LogRead.All() with { Kinds = [EntryKind.ApprovalAnswer] });
            Check.Equal("expired", Check.Single(answers.Entries, "the answers in the log").Subject, "what the log says became of the call");
        }
    }

    private static async Task<Session> AskAsync(StoreCaseContext context, SessionKey key)
    {
        var session = await context.Store.OpenAsync(key, new OpenSessionOptions { TimeProvider = context.Clock });
        var answer = await Agent(approves: false).RunAsync("tool 1", session);
        Check.Equal((TurnStatus.Waiting, 1), (answer.Status, answer.Approvals.Count), "the status of a turn whose tool needs approval, and the number of calls that wait");
        return session;
    }

    private static async Task<Approval> SingleAsync(Session session) => Check.Single(await session.Approvals.ListAsync(), "what waits");

    private static async Task<IReadOnlyList<SessionKey>> ListAsync(StoreCaseContext context, SessionOwner owner)
    {
        var query = new SessionQuery { Activity = SessionActivity.Waiting };
        return await context.Store.ListSessionsAsync(owner, query, cancellationToken: context.CancellationToken).Select(record => record.Key).ToListAsync(context.CancellationToken);
    }

    /// <summary>An agent whose tool waits for a person, unless it is to go on with what was approved.</summary>
    private static Agent Agent(bool approves) => new(new EchoingModel())
    {
        Tools = [EchoingModel.Look],
        Approvals = approves ? [] : [ApprovalRule.Always(EchoingModel.Tool)],
    };
}
