namespace Colloquy.Testing;

/// <summary>One holder at a time; others are refused or wait their turn; a lease or ticket that is not renewed dies.</summary>
public sealed class LeaseSuite : StoreSuite
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_free_lease_is_granted_until_the_stores_time_and_the_duration),
        Case(A_held_lease_is_refused_to_who_does_not_wait),
        Case(Each_grant_has_a_greater_token),
        Case(Those_who_wait_are_served_in_the_order_they_came),
        Case(Who_waits_at_the_front_is_served_first),
        Case(Who_does_not_wait_is_refused_while_others_wait),
        Case(A_ticket_that_is_not_renewed_dies),
        Case(A_ticket_that_is_withdrawn_makes_way),
        Case(A_lease_that_is_not_renewed_passes_to_the_next),
        Case(A_renewed_lease_lives_on),
        Case(A_lease_that_was_lost_or_given_back_is_gone),
        Case(A_holder_is_told_of_an_interruption_by_its_renewal_and_by_the_record),
        Case(Leases_belong_to_their_session),
        Case(A_lease_is_seen_through_another_handle),
        Case(A_session_on_which_a_turn_runs_is_not_deleted),
    ];

    private static async Task A_free_lease_is_granted_until_the_stores_time_and_the_duration(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();

        var granted = await GrantedAsync(session, "one");

        var until = context.Clock.Now + Short;
        Check.Equal(new LeaseAnswer.Granted(new LeaseToken(1), until), granted, "the answer to the first request");
        Check.Equal(until, (await session.RecordAsync()).LeasedUntil, "LeasedUntil in the session's record");
    }

    private static async Task A_held_lease_is_refused_to_who_does_not_wait(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var granted = await GrantedAsync(session, "one");

        Check.Equal(new LeaseAnswer.Refused("one", granted.Until), await AcquireAsync(session, "two", LeasePlace.None), "the answer while another holds the lease");
        Check.Equal(new LeaseAnswer.Refused("one", granted.Until), await AcquireAsync(session, "one", LeasePlace.None), "the answer to the owner's name, asking again");
    }

    private static async Task Each_grant_has_a_greater_token(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var last = 0L;
        for (var i = 0; i < 6; i++)
        {
            var granted = await GrantedAsync(session, "one");
            Check.That(granted.Token.Value > last, $"Expected a token greater than {last}, but it is {granted.Token}.");
            last = granted.Token.Value;
            if (i % 2 == 0)
                await ReleaseAsync(session, granted.Token);
            else
                context.Clock.Advance(Short);
        }
    }

    private static async Task Those_who_wait_are_served_in_the_order_they_came(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var holder = await GrantedAsync(session, "one");
        var tickets = new List<long>();
        for (var i = 0; i < 4; i++)
            tickets.Add((await QueuedAsync(session, $"waiter {i}", LeasePlace.Back, i)).Ticket);

        await ReleaseAsync(session, holder.Token);

        for (var i = 0; i < 4; i++)
        {
            for (var later = i + 1; later < 4; later++)
                await QueuedAsync(session, $"waiter {later}", LeasePlace.Back, later - i, tickets[later]);
            var next = await GrantedAsync(session, $"waiter {i}", LeasePlace.Back, tickets[i]);
            await ReleaseAsync(session, next.Token);
        }
    }

    private static async Task Who_waits_at_the_front_is_served_first(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var holder = await GrantedAsync(session, "one");
        var back = await QueuedAsync(session, "back", LeasePlace.Back, 0);
        var front = await QueuedAsync(session, "front", LeasePlace.Front, 0);
        var second = await QueuedAsync(session, "front, later", LeasePlace.Front, 1);
        await ReleaseAsync(session, holder.Token);

        await QueuedAsync(session, "back", LeasePlace.Back, 2, back.Ticket);
        await QueuedAsync(session, "front, later", LeasePlace.Front, 1, second.Ticket);
        foreach (var (owner, place, ticket) in new[] { ("front", LeasePlace.Front, front.Ticket), ("front, later", LeasePlace.Front, second.Ticket), ("back", LeasePlace.Back, back.Ticket) })
            await ReleaseAsync(session, (await GrantedAsync(session, owner, place, ticket)).Token);
    }

    private static async Task Who_does_not_wait_is_refused_while_others_wait(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var holder = await GrantedAsync(session, "one");
        await QueuedAsync(session, "two", LeasePlace.Back, 0);
        await ReleaseAsync(session, holder.Token);

        Check.Equal(new LeaseAnswer.Refused(null, null), await AcquireAsync(session, "three", LeasePlace.None), "the answer when the lease is free but another waits for it");
    }

    private static async Task A_ticket_that_is_not_renewed_dies(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var holder = await GrantedAsync(session, "one", duration: TimeSpan.FromMinutes(5));
        await QueuedAsync(session, "dies", LeasePlace.Back, 0);
        var lives = await QueuedAsync(session, "lives", LeasePlace.Back, 1);
        context.Clock.Advance(Short / 2);
        await QueuedAsync(session, "lives", LeasePlace.Back, 1, lives.Ticket);
        context.Clock.Advance(Short / 2);
        await ReleaseAsync(session, holder.Token);

        await GrantedAsync(session, "lives", LeasePlace.Back, lives.Ticket);
    }

    private static async Task A_ticket_that_is_withdrawn_makes_way(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var holder = await GrantedAsync(session, "one");
        var first = await QueuedAsync(session, "leaves", LeasePlace.Back, 0);
        var second = await QueuedAsync(session, "stays", LeasePlace.Back, 1);

        Check.Equal(new LeaseAnswer.Gone(), await session.Store.LeaseAsync(session.Key, new LeaseRequest.Withdraw(first.Ticket)), "the answer to a withdrawal");

        await QueuedAsync(session, "stays", LeasePlace.Back, 0, second.Ticket);
        await ReleaseAsync(session, holder.Token);
        await GrantedAsync(session, "stays", LeasePlace.Back, second.Ticket);
    }

    private static async Task A_lease_that_is_not_renewed_passes_to_the_next(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await GrantedAsync(session, "one");
        context.Clock.Advance(Short - TimeSpan.FromMilliseconds(1));
        var ticket = (await QueuedAsync(session, "two", LeasePlace.Back, 0)).Ticket;

        context.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await GrantedAsync(session, "two", LeasePlace.Back, ticket);
    }

    private static async Task A_renewed_lease_lives_on(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var granted = await GrantedAsync(session, "one");
        for (var i = 0; i < 3; i++)
        {
            context.Clock.Advance(Short - TimeSpan.FromSeconds(1));
            var renewed = await RenewAsync(session, granted.Token);
            Check.Equal(new LeaseAnswer.Granted(granted.Token, context.Clock.Now + Short), renewed, "the answer to a renewal");
            Check.Equal(context.Clock.Now + Short, (await session.RecordAsync()).LeasedUntil, "LeasedUntil in the session's record after a renewal");
        }

        Check.That(await AcquireAsync(session, "two", LeasePlace.None) is LeaseAnswer.Refused, "Expected a renewed lease to be refused to another, but it was granted.");
        context.Clock.Advance(Short + Short);
        Check.That(await RenewAsync(session, granted.Token) is LeaseAnswer.Granted, "Expected a lease that expired and that nobody took to be renewed, but it was not.");
    }

    private static async Task A_lease_that_was_lost_or_given_back_is_gone(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var lost = await GrantedAsync(session, "one");
        context.Clock.Advance(Short);
        var next = await GrantedAsync(session, "two");

        Check.Equal(new LeaseAnswer.Gone(), await RenewAsync(session, lost.Token), "the answer to the renewal of a lease that another took");
        await ReleaseAsync(session, lost.Token);
        Check.That(await AcquireAsync(session, "three", LeasePlace.None) is LeaseAnswer.Refused, "Expected the release of a lost lease to do nothing, but it gave back the lease of another.");
        await ReleaseAsync(session, next.Token);
        Check.Equal(new LeaseAnswer.Gone(), await RenewAsync(session, next.Token), "the answer to the renewal of a lease that was given back");
        Check.Equal(null, (await session.RecordAsync()).LeasedUntil, "LeasedUntil in the session's record after a release");
    }

    private static async Task A_holder_is_told_of_an_interruption_by_its_renewal_and_by_the_record(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var holder = await GrantedAsync(session, "one");
        Check.Equal(false, (await session.RecordAsync()).InterruptRequested, "InterruptRequested before anybody asked");

        var request = new LeaseRequest.Acquire("two", Short, LeasePlace.Front, Interrupts: true);
        var queued = (LeaseAnswer.Queued)await session.Store.LeaseAsync(session.Key, request);

        Check.Equal(true, (await session.RecordAsync()).InterruptRequested, "InterruptRequested in the record after another asked");
        Check.Equal(new LeaseAnswer.Granted(holder.Token, context.Clock.Now + Short, InterruptRequested: true), await RenewAsync(session, holder.Token), "the answer to the holder's renewal");
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("stopped")) with { Lease = holder.Token, ReleasesLease = true });
        Check.Equal((null, false), ((await session.RecordAsync()).LeasedUntil, (await session.RecordAsync()).InterruptRequested), "LeasedUntil and InterruptRequested after the holder stopped");
        Check.Equal(false, (await GrantedAsync(session, "two", LeasePlace.Front, queued.Ticket)).InterruptRequested, "InterruptRequested in the next grant");
    }

    private static async Task Leases_belong_to_their_session(StoreCaseContext context)
    {
        var (one, two) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        await GrantedAsync(one, "one");
        await QueuedAsync(one, "two", LeasePlace.Back, 0);

        Check.Equal(new LeaseToken(1), (await GrantedAsync(two, "three")).Token, "the token of the first lease on another session");
        Check.Equal(null, (await (await context.NewSessionAsync()).RecordAsync()).LeasedUntil, "LeasedUntil of a session that was never leased");
    }

    private static async Task A_lease_is_seen_through_another_handle(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var other = session.Through(await context.OpenAnotherAsync());
        var holder = await GrantedAsync(session, "one");

        var queued = await QueuedAsync(other, "two", LeasePlace.Back, 0);
        await ReleaseAsync(other, holder.Token);

        await QueuedAsync(session, "three", LeasePlace.Back, 1);
        await GrantedAsync(session, "two", LeasePlace.Back, queued.Ticket);
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

    private static async Task<LeaseAnswer> AcquireAsync(SessionUnderTest session, string owner, LeasePlace place, long? ticket = null, TimeSpan? duration = null) =>
        await session.Store.LeaseAsync(session.Key, new LeaseRequest.Acquire(owner, duration ?? Short, place, ticket));

    private static async Task<LeaseAnswer.Granted> GrantedAsync(SessionUnderTest session, string owner, LeasePlace place = LeasePlace.None, long? ticket = null, TimeSpan? duration = null)
    {
        var answer = await AcquireAsync(session, owner, place, ticket, duration);
        return answer as LeaseAnswer.Granted ?? throw new ConformanceException($"Expected the lease to be granted to '{owner}', but the answer is {answer}.");
    }

    private static async Task<LeaseAnswer.Queued> QueuedAsync(SessionUnderTest session, string owner, LeasePlace place, int ahead, long? ticket = null)
    {
        var answer = await AcquireAsync(session, owner, place, ticket);
        var queued = answer as LeaseAnswer.Queued ?? throw new ConformanceException($"Expected '{owner}' to wait, but the answer is {answer}.");
        Check.Equal(ahead, queued.Ahead, $"the number of those ahead of '{owner}'");
        return queued;
    }

    private static async Task<LeaseAnswer> RenewAsync(SessionUnderTest session, LeaseToken token) =>
        await session.Store.LeaseAsync(session.Key, new LeaseRequest.Renew(token, Short));

    private static async Task ReleaseAsync(SessionUnderTest session, LeaseToken token) =>
        Check.Equal(new LeaseAnswer.Gone(), await session.Store.LeaseAsync(session.Key, new LeaseRequest.Release(token)), "the answer to a release");
}
