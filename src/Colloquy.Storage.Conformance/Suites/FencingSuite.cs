using static Colloquy.Storage.Conformance.LeaseSteps;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that only the holder of a lease commits, and that a holder that lost the lease cannot.</summary>
public sealed class FencingSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(The_holder_commits),
        Case(Nobody_else_commits_while_a_lease_lives),
        Case(A_lease_that_expired_and_was_taken_cannot_commit),
        Case(A_lease_that_expired_and_was_not_taken_can_commit),
        Case(A_lease_that_expired_keeps_nobody_out),
        Case(A_lease_that_was_given_back_cannot_commit),
        Case(A_token_that_was_never_given_out_cannot_commit),
        Case(A_commit_may_release_its_lease),
        Case(A_ticket_is_not_a_lease),
        Case(Title_and_metadata_need_no_lease),
        Case(A_session_on_which_a_turn_runs_is_not_deleted),
        Case(A_lease_on_a_deleted_session_is_none_on_one_made_again),
    ];

    private static async Task The_holder_commits(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync(Short);

        for (var i = 1; i <= 3; i++)
            Check.Equal(new Position(i), (await session.CommitAsync(await DraftAsync(session, token))).Last, "the position of what the holder commits");

        Check.Equal(context.Clock.GetUtcNow() + Short, (await session.RecordAsync()).LeasedUntil, "LeasedUntil after commits that release nothing");
    }

    private static async Task Nobody_else_commits_while_a_lease_lives(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync(Short);
        var until = context.Clock.GetUtcNow() + Short;
        context.Clock.Advance(Short - TimeSpan.FromMilliseconds(1));

        var busy = await Check.Throws<SessionBusyException>(async () => await session.CommitAsync(await DraftAsync(session, null)), "a commit without a lease while another holds it");

        Check.Equal((session.Key, (DateTimeOffset?)until), (busy.Key, busy.Until), "key and time of the refusal");
        await EnsureLost(session, new LeaseToken(token.Value + 1), token, "a commit under a later token than was given out");
        Check.Equal(0, (await session.LogAsync()).Count, "the number of entries after the refusals");
    }

    private static async Task A_lease_that_expired_and_was_taken_cannot_commit(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var lost = await session.TakeLeaseAsync(Short, "slow");
        context.Clock.Advance(Short);
        var next = await session.TakeLeaseAsync(Short, "next");

        await EnsureLost(session, lost, next, "a commit under a lease that expired and that another took");
        await session.Store.LeaseAsync(session.Key, LeaseRequest.Release(next));
        await EnsureLost(session, lost, next, "a commit under that lease once the other was given back");

        Check.Equal(0, (await session.LogAsync()).Count, "the number of entries after the refusals");
    }

    private static async Task A_lease_that_expired_and_was_not_taken_can_commit(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync(Short);
        context.Clock.Advance(TimeSpan.FromDays(2));

        var receipt = await session.CommitAsync(await DraftAsync(session, token));

        Check.Equal(new Position(1), receipt.Last, "the position of what the late holder commits");
    }

    private static async Task A_lease_that_expired_keeps_nobody_out(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.TakeLeaseAsync(Short);
        context.Clock.Advance(Short);

        var receipt = await session.CommitAsync(await DraftAsync(session, null));

        Check.Equal(new Position(1), receipt.Last, "the position of what is committed without a lease after another's expired");
    }

    private static async Task A_lease_that_was_given_back_cannot_commit(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync(Short);
        await session.Store.LeaseAsync(session.Key, LeaseRequest.Release(token));

        await EnsureLost(session, token, token, "a commit under a lease that was given back");
        await session.CommitAsync(await DraftAsync(session, null));
    }

    private static async Task A_token_that_was_never_given_out_cannot_commit(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();

        foreach (var token in new[] { 0L, 1, 7, -1 })
            await EnsureLost(session, new LeaseToken(token), new LeaseToken(0), $"a commit under the token {token} to a session that was never leased");
    }

    private static async Task A_commit_may_release_its_lease(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync(Short);

        await session.CommitAsync(await DraftAsync(session, token) with { ReleasesLease = true });

        Check.Equal(null, (await session.RecordAsync()).LeasedUntil, "LeasedUntil after a commit that releases the lease");
        await EnsureLost(session, token, token, "a commit under a lease that a commit released");
        Check.That((await session.TakeLeaseAsync(Short)).Value > token.Value, "Expected a greater token after the lease was released by a commit.");
    }

    private static async Task A_ticket_is_not_a_lease(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync(Short);
        var queued = QueuedLease.Of(await session.Store.LeaseAsync(session.Key, LeaseRequest.Acquire("two", TimeSpan.FromMinutes(1), LeasePlace.Back)));
        await session.CommitAsync(await DraftAsync(session, token) with { ReleasesLease = true });

        await session.CommitAsync(await DraftAsync(session, null));

        Check.Equal(2, (await session.LogAsync()).Count, "the number of entries after a commit without a lease while another waits for it");
        var answer = await session.Store.LeaseAsync(session.Key, LeaseRequest.Acquire("two", Short, LeasePlace.Back, queued.Ticket));
        Check.That(answer is { Outcome: LeaseOutcome.Granted }, $"Expected the one who waited to be granted the lease, but the answer is {answer}.");
    }

    private static async Task Title_and_metadata_need_no_lease(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.TakeLeaseAsync(Short);

        var stored = await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "while a turn runs" });

        Check.Equal(1L, stored?.Version, "the version of a title written while a turn runs");
    }

    private static async Task A_session_on_which_a_turn_runs_is_not_deleted(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var granted = await GrantedAsync(session, "one");
        var before = await session.SnapshotAsync();

        var refusal = await Check.Throws<SessionBusyException>(() => session.Store.DeleteAsync(session.Key).AsTask(), "the deletion of a session on which a turn runs");

        Check.Equal((session.Key, (DateTimeOffset?)granted.Until), (refusal.Key, refusal.Until), "key and time of the refusal");
        Check.Sequence(before, await session.SnapshotAsync(), "the session after its deletion was refused");
        context.Clock.Advance(Short);
        Check.Equal(true, await session.Store.DeleteAsync(session.Key), "the answer to the deletion after the lease expired");
    }

    private static async Task A_lease_on_a_deleted_session_is_none_on_one_made_again(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var lost = await session.TakeLeaseAsync(Short);
        context.Clock.Advance(Short);
        await session.Store.DeleteAsync(session.Key);
        await session.Store.CreateAsync(session.Key);

        await EnsureLost(session, lost, new LeaseToken(0), "a commit under a lease on the deleted session");
        var next = await session.TakeLeaseAsync(Short);
        await EnsureLost(session, lost, next, "a commit under a lease on the deleted session, once the new one is leased");
    }

    private static async Task<Commit> DraftAsync(SessionUnderTest session, LeaseToken? token) =>
        await session.DraftAsync(SessionUnderTest.Text("text")) with { Lease = token };

    private static async Task EnsureLost(SessionUnderTest session, LeaseToken token, LeaseToken current, string what)
    {
        var commit = await DraftAsync(session, token);
        var lost = await Check.Throws<LeaseLostException>(() => session.CommitAsync(commit), what);
        Check.Equal((session.Key, token, current), (lost.Key, lost.Token, lost.Current), "key, token and newest token of the refusal");
    }
}
