using static Colloquy.Storage.Conformance.LeaseSteps;

namespace Colloquy.Storage.Conformance;

/// <summary>A lease has one holder at a time, and ends when it is not renewed.</summary>
public sealed class LeaseSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_free_lease_is_granted_until_the_stores_time_and_the_duration),
        Case(A_held_lease_is_refused_to_who_does_not_wait),
        Case(Each_grant_has_a_greater_token),
        Case(A_renewed_lease_lives_on),
        Case(A_lease_that_was_lost_or_given_back_is_gone),
        Case(A_holder_is_told_of_an_interruption_by_its_renewal_and_by_the_record),
        Case(Leases_belong_to_their_session),
        Case(A_lease_is_seen_through_another_handle),
        Case(A_lease_that_ran_out_is_in_no_record),
        Case(A_lease_for_no_time_is_refused),
        Case(A_lease_says_what_it_is_for),
        Case(A_lease_does_not_outlast_a_clock_that_was_set_back),
        Case(A_lease_outlives_a_clock_that_was_set_right_by_a_little),
    ];

    private static async Task A_free_lease_is_granted_until_the_stores_time_and_the_duration(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();

        var granted = await GrantedAsync(session, "one");

        var until = context.Clock.GetUtcNow() + Short;
        Check.That(granted.Token.Value > 0, $"Expected a token of more than 0, but it is {granted.Token}.");
        Check.Equal(new GrantedLease(granted.Token, until, InterruptRequested: false), granted, "the answer to the first request");
        Check.Equal(until, (await session.RecordAsync()).LeasedUntil, "LeasedUntil in the session's record");
    }

    private static async Task A_held_lease_is_refused_to_who_does_not_wait(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var granted = await GrantedAsync(session, "one");

        Check.Equal(LeaseAnswer.Refused("one", granted.Until), await AcquireAsync(session, "two", LeasePlace.None), "the answer while another holds the lease");
        Check.Equal(LeaseAnswer.Refused("one", granted.Until), await AcquireAsync(session, "one", LeasePlace.None), "the answer to the owner's name, asking again");
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

    private static async Task A_renewed_lease_lives_on(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var granted = await GrantedAsync(session, "one");
        for (var i = 0; i < 3; i++)
        {
            context.Clock.Advance(Short - TimeSpan.FromSeconds(1));
            var renewed = await RenewAsync(session, granted.Token);
            Check.Equal(LeaseAnswer.Granted(granted.Token, context.Clock.GetUtcNow() + Short), renewed, "the answer to a renewal");
            Check.Equal(context.Clock.GetUtcNow() + Short, (await session.RecordAsync()).LeasedUntil, "LeasedUntil in the session's record after a renewal");
        }

        Check.That(await AcquireAsync(session, "two", LeasePlace.None) is { Outcome: LeaseOutcome.Refused }, "Expected a renewed lease to be refused to another, but it was granted.");
        context.Clock.Advance(Short + Short);
        Check.That(await RenewAsync(session, granted.Token) is { Outcome: LeaseOutcome.Granted }, "Expected a lease that expired and that nobody took to be renewed, but it was not.");
    }

    private static async Task A_lease_that_was_lost_or_given_back_is_gone(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var lost = await GrantedAsync(session, "one");
        context.Clock.Advance(Short);
        var next = await GrantedAsync(session, "two");

        Check.Equal(LeaseAnswer.Gone, await RenewAsync(session, lost.Token), "the answer to the renewal of a lease that another took");
        await ReleaseAsync(session, lost.Token);
        Check.That(await AcquireAsync(session, "three", LeasePlace.None) is { Outcome: LeaseOutcome.Refused }, "Expected the release of a lost lease to do nothing, but it gave back the lease of another.");
        await ReleaseAsync(session, next.Token);
        Check.Equal(LeaseAnswer.Gone, await RenewAsync(session, next.Token), "the answer to the renewal of a lease that was given back");
        Check.Equal(null, (await session.RecordAsync()).LeasedUntil, "LeasedUntil in the session's record after a release");
    }

    private static async Task A_holder_is_told_of_an_interruption_by_its_renewal_and_by_the_record(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var holder = await GrantedAsync(session, "one");
        Check.Equal(false, (await session.RecordAsync()).InterruptRequested, "InterruptRequested before anybody asked");

        var request = LeaseRequest.Acquire("two", Short, LeasePlace.Front, interrupts: true);
        var queued = QueuedLease.Of(await session.Store.LeaseAsync(session.Key, request));

        Check.Equal(true, (await session.RecordAsync()).InterruptRequested, "InterruptRequested in the record after another asked");
        Check.Equal(LeaseAnswer.Granted(holder.Token, context.Clock.GetUtcNow() + Short, interruptRequested: true), await RenewAsync(session, holder.Token), "the answer to the holder's renewal");
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("stopped")) with { Lease = holder.Token, ReleasesLease = true });
        Check.Equal((null, false), ((await session.RecordAsync()).LeasedUntil, (await session.RecordAsync()).InterruptRequested), "LeasedUntil and InterruptRequested after the holder stopped");
        Check.Equal(false, (await GrantedAsync(session, "two", LeasePlace.Front, queued.Ticket)).InterruptRequested, "InterruptRequested in the next grant");
    }

    private static async Task Leases_belong_to_their_session(StoreCaseContext context)
    {
        var (one, two) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        await GrantedAsync(one, "one");
        await QueuedAsync(one, "two", LeasePlace.Back, 0);

        await GrantedAsync(two, "three");
        await QueuedAsync(two, "four", LeasePlace.Back, 0);
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

    private static async Task A_lease_that_ran_out_is_in_no_record(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("begin")) with { Activity = SessionActivity.Running });
        await GrantedAsync(session, "one");
        Check.Equal(false, (await session.RecordAsync()).IsInterrupted, "IsInterrupted while the lease lives");

        context.Clock.Advance(Short);

        var record = await session.RecordAsync();
        Check.Equal(((DateTimeOffset?)null, true), (record.LeasedUntil, record.IsInterrupted), "LeasedUntil and IsInterrupted once the lease ran out");
        Check.Record(record, Check.Single((await session.Store.ListAsync(new SessionOwner("ada"), new SessionQuery())).Sessions, "the listing"), "the record in the listing");
    }

    private static async Task A_lease_says_what_it_is_for(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("before");
        foreach (var purpose in new[] { LeasePurpose.Turn, LeasePurpose.Pruning, new LeasePurpose("of a later version") })
        {
            var granted = GrantedLease.Of(await session.Store.LeaseAsync(session.Key, LeaseRequest.Acquire("one", Short, LeasePlace.None, purpose: purpose)));

            Check.Equal(LeaseAnswer.Refused("one", granted.Until, purpose), await AcquireAsync(session, "two", LeasePlace.None), "the answer to who does not wait");
            var queued = QueuedLease.Of(await AcquireAsync(session, "three", LeasePlace.Back));
            Check.Equal(purpose, queued.Purpose, "the purpose in the answer to who waits");
            await session.Store.LeaseAsync(session.Key, LeaseRequest.Withdraw(queued.Ticket));
            foreach (var act in new Func<Task>[] { () => session.SayAsync("me too"), async () => await session.Store.DeleteAsync(session.Key) })
            {
                var busy = await Check.Throws<SessionBusyException>(act, "a commit, or a deletion, while another holds the lease");
                Check.Equal((session.Key, granted.Until, purpose), (busy.Key, busy.Until!.Value, busy.Purpose), "key, end and purpose of the lease in the refusal");
            }

            await RenewAsync(session, granted.Token);
            Check.Equal(purpose, (await Check.Throws<SessionBusyException>(() => session.SayAsync("me too"), "a commit while another holds the lease")).Purpose, "the purpose in the refusal after a renewal");
            await ReleaseAsync(session, granted.Token);
            await session.SayAsync("after");
        }
    }

    private static async Task A_lease_does_not_outlast_a_clock_that_was_set_back(StoreCaseContext context)
    {
        foreach (var renewed in new[] { false, true })
        {
            var session = await context.NewSessionAsync($"user-{renewed}");
            await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("begin")) with { Activity = SessionActivity.Running });
            var holder = await GrantedAsync(session, "dead", duration: renewed ? TimeSpan.FromHours(3) : Short);
            await QueuedAsync(session, "dead too", LeasePlace.Back, 0);
            if (renewed)
                await RenewAsync(session, holder.Token);

            context.Clock.Move(TimeSpan.FromHours(-2));

            var record = await session.RecordAsync();
            Check.Equal(((DateTimeOffset?)null, true), (record.LeasedUntil, record.IsInterrupted), "LeasedUntil and IsInterrupted after the clock was set back by two hours");
            Check.Record(record, Check.Single((await session.Store.ListAsync(new SessionOwner($"user-{renewed}"), new SessionQuery())).Sessions, "the listing"), "the record in the listing");
            await session.SayAsync("nobody holds it");
            var next = await GrantedAsync(session, "next");
            await EnsureHeldAsync(session);
            await ReleaseAsync(session, next.Token);
            Check.That(await RenewAsync(session, holder.Token) is { Outcome: LeaseOutcome.Gone }, "Expected the lease that another took to be gone, but it was renewed.");
            Check.Equal(true, await session.Store.DeleteAsync(session.Key), "what the deletion returns");
        }
    }

    private static async Task A_lease_outlives_a_clock_that_was_set_right_by_a_little(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var holder = await GrantedAsync(session, "one");

        context.Clock.Move(-Short / 2);

        Check.Equal(holder.Until, (await session.RecordAsync()).LeasedUntil, "LeasedUntil after the clock was set back by half of the lease's time");
        await EnsureHeldAsync(session);
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("mine")) with { Lease = holder.Token });
        context.Clock.Advance(Short / 2 + Short);
        await GrantedAsync(session, "two");
    }

    private static async Task EnsureHeldAsync(SessionUnderTest session)
    {
        await Check.Throws<SessionBusyException>(() => session.SayAsync("me too"), "a commit while another holds the lease");
        Check.That(await AcquireAsync(session, "another", LeasePlace.None) is { Outcome: LeaseOutcome.Refused }, "Expected a lease that lives to be refused to another, but it was granted.");
    }

    private static async Task A_lease_for_no_time_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();

        foreach (var duration in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1) })
            await Check.Throws<ArgumentOutOfRangeException>(() => AcquireAsync(session, "one", LeasePlace.Back, duration: duration), $"a lease for {duration}");

        await GrantedAsync(session, "two");
    }
}
