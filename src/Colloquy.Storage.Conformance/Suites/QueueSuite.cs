using static Colloquy.Storage.Conformance.LeaseSteps;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that waiters for a lease are served in their order, and that a ticket that is not renewed expires.</summary>
public sealed class QueueSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Those_who_wait_are_served_in_the_order_they_came),
        Case(Who_waits_at_the_front_is_served_first),
        Case(Who_does_not_wait_is_refused_while_others_wait),
        Case(A_ticket_that_is_not_renewed_dies),
        Case(A_ticket_that_is_withdrawn_makes_way),
        Case(A_lease_that_is_not_renewed_passes_to_the_next),
    ];

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

        Check.Equal(LeaseAnswer.Refused(null, null), await AcquireAsync(session, "three", LeasePlace.None), "the answer when the lease is free but another waits for it");
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

        Check.Equal(LeaseAnswer.Gone, await session.Store.LeaseAsync(session.Key, LeaseRequest.Withdraw(first.Ticket)), "the answer to a withdrawal");

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
}
