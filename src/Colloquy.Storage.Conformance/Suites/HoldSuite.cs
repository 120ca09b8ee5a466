namespace Colloquy.Storage.Conformance;

/// <summary>A session under a legal hold loses nothing, whatever its policy says, until the hold is lifted by its name.</summary>
public sealed class HoldSuite : StoreSuite
{
    private static readonly TimeSpan Ttl = TimeSpan.FromDays(30);
    private static readonly LegalHold Case17 = new("case 17", "The other side asked for it.", new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero)) { PlacedBy = "counsel" };
    private static readonly LegalHold Audit = new("audit 2026/\u00fc", "Yearly audit", DateTimeOffset.UnixEpoch);

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_hold_is_kept_with_the_session, StoreTraits.Retention),
        Case(Nothing_is_taken_away_from_a_held_session, StoreTraits.Retention),
        Case(A_held_session_goes_on, StoreTraits.Retention),
        Case(A_hold_outlives_the_time_of_an_immutable_session, StoreTraits.Retention),
        Case(A_policy_neither_lifts_nor_replaces_a_hold, StoreTraits.Retention),
        Case(A_hold_is_lifted_by_its_name_only, StoreTraits.Retention),
        Case(Two_holds_are_lifted_one_by_one, StoreTraits.Retention),
        Case(A_second_hold_of_the_same_name_is_refused, StoreTraits.Retention),
        Case(A_hold_without_a_policy_is_listed_until_it_is_lifted, StoreTraits.Retention),
        Case(Holds_that_are_placed_at_once_are_all_there, StoreTraits.Retention),
        Case(A_hold_outlives_the_handle, StoreTraits.Retention | StoreTraits.Reopens),
        Case(A_session_that_is_not_there_cannot_be_held, StoreTraits.Retention),
    ];

    private static async Task A_hold_is_kept_with_the_session(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(2);
        var policy = new RetentionPolicy { Ttl = Ttl, AutoPrune = true };
        await Port(context).SetRetentionAsync(session.Key, policy);
        var before = await session.RecordAsync();
        context.Clock.Advance(TimeSpan.FromSeconds(1));

        var held = await Port(context).HoldAsync(session.Key, Case17);

        var after = await session.RecordAsync();
        Check.Sequence([Case17], held.Retention!.Holds!, "the holds in the answer");
        Check.Equal(policy with { Holds = [Case17] }, after.Retention, "the policy with the hold");
        Check.Equal((before.Tip, before.Chain, before.UpdatedAt), (after.Tip, after.Chain, after.UpdatedAt), "tip, chain and time after the hold");
    }

    private static async Task Nothing_is_taken_away_from_a_held_session(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(4);
        await session.ForkAsync("other", new Position(2));
        await session.SwitchAsync(BranchHead.Main);
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = Ttl, AutoPrune = true });
        await Port(context).HoldAsync(session.Key, Case17);
        context.Clock.Advance(2 * Ttl);

        await session.EnsureRefusedAsync<SessionHeldException>(await DraftPruneAsync(session), "a prune of a held session");
        await session.EnsureRefusedAsync<SessionHeldException>(await session.DraftHeadsAsync([new BranchHead("other", null)]), "the deletion of a branch of a held session");
        var refused = await Check.Throws<SessionHeldException>(() => session.Store.DeleteAsync(session.Key).AsTask(), "the deletion of a held session");
        await Check.Throws<SessionHeldException>(() => Port(context).DeleteExpiredAsync(session.Key).AsTask(), "the deletion of a held session as expired");

        Check.Equal(session.Key, refused.Key, "the session of the refusal");
        Check.Sequence([Case17], refused.Holds, "the holds of the refusal");
        Check.Equal(6, (await session.LogAsync()).Count(entry => !entry.IsPruned), "the number of entries that say something");
    }

    private static async Task A_held_session_goes_on(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(2);
        await Port(context).HoldAsync(session.Key, Case17);

        await session.SayAsync("what is said under a hold");
        await session.MoveHeadAsync(new Position(1));
        await session.ForkAsync("other", new Position(2));
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "titled" });

        Check.Equal(5, (await session.LogAsync()).Count, "the number of entries");
        Check.Sequence([Case17], (await session.RecordAsync()).Retention!.Holds!, "the holds");
    }

    private static async Task A_hold_outlives_the_time_of_an_immutable_session(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(2);
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = Ttl, Immutable = true });
        await Port(context).HoldAsync(session.Key, Case17);
        context.Clock.Advance(2 * Ttl);

        await Check.Throws<SessionHeldException>(() => session.Store.DeleteAsync(session.Key).AsTask(), "the deletion of a held session after its time");

        await Port(context).LiftHoldAsync(session.Key, Case17.Name);
        Check.Equal(true, await session.Store.DeleteAsync(session.Key), "the answer to deleting the session when the hold was lifted");
    }

    private static async Task A_policy_neither_lifts_nor_replaces_a_hold(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("something");
        await Port(context).HoldAsync(session.Key, Case17);

        foreach (var policy in new RetentionPolicy?[] { new() { Ttl = Ttl }, null, new(), new() { Ttl = Ttl, Holds = [] }, new() { Holds = [Case17] } })
        {
            var set = await Port(context).SetRetentionAsync(session.Key, policy);
            Check.Equal((policy ?? new RetentionPolicy()) with { Holds = [Case17] }, set.Retention, "the policy that was set, with the hold");
            Check.Equal(set.Retention, (await session.RecordAsync()).Retention, "the stored policy");
        }

        var added = await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Holds = [Audit] });
        Check.Sequence([Case17, Audit], added.Retention!.Holds!, "the holds with one that a policy named");
        var other = new LegalHold(Case17.Name, "Another reason", Case17.PlacedAt);
        await Check.Throws<LegalHoldException>(() => Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Holds = [other] }).AsTask(), "a policy with another hold of the same name");
        await Check.Throws<ArgumentException>(() => Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Holds = [Audit, Audit] }).AsTask(), "a policy with two holds of one name");
        Check.Sequence([Case17, Audit], (await session.RecordAsync()).Retention!.Holds!, "the holds after what was refused");
    }

    private static async Task A_hold_is_lifted_by_its_name_only(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("something");
        await Port(context).HoldAsync(session.Key, Case17);

        foreach (var name in new[] { "case", "CASE 17", "case 17 ", "" })
            await Check.Throws<LegalHoldException>(() => Port(context).LiftHoldAsync(session.Key, name).AsTask(), $"lifting a hold '{name}'");

        Check.Sequence([Case17], (await session.RecordAsync()).Retention!.Holds!, "the holds after what was refused");
        var lifted = await Port(context).LiftHoldAsync(session.Key, Case17.Name);
        Check.Equal(null, lifted.Retention, "the policy in the answer");
        Check.Equal(null, (await session.RecordAsync()).Retention, "the policy of a session that had nothing but the hold");
        await Check.Throws<LegalHoldException>(() => Port(context).LiftHoldAsync(session.Key, Case17.Name).AsTask(), "lifting the hold again");
    }

    private static async Task Two_holds_are_lifted_one_by_one(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("something");
        var policy = new RetentionPolicy { Ttl = Ttl };
        await Port(context).SetRetentionAsync(session.Key, policy);
        await Port(context).HoldAsync(session.Key, Case17);
        await Port(context).HoldAsync(session.Key, Audit);

        await Port(context).LiftHoldAsync(session.Key, Case17.Name);

        Check.Sequence([Audit], (await session.RecordAsync()).Retention!.Holds!, "the holds after one was lifted");
        await Check.Throws<SessionHeldException>(() => session.Store.DeleteAsync(session.Key).AsTask(), "the deletion while a hold is left");
        await Port(context).LiftHoldAsync(session.Key, Audit.Name);
        Check.Equal(policy, (await session.RecordAsync()).Retention, "the policy after both were lifted");
        Check.Equal(true, await session.Store.DeleteAsync(session.Key), "the answer to deleting it");
    }

    private static async Task A_second_hold_of_the_same_name_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await Port(context).HoldAsync(session.Key, Case17);

        var other = await Check.Throws<LegalHoldException>(() => Port(context).HoldAsync(session.Key, new LegalHold(Case17.Name, "Another reason", Case17.PlacedAt)).AsTask(), "another hold of the same name");
        await Port(context).HoldAsync(session.Key, Case17 with { });

        Check.Equal((session.Key, Case17.Name), (other.Key, other.Name), "session and name of the refusal");
        Check.Sequence([Case17], (await session.RecordAsync()).Retention!.Holds!, "the holds");
    }

    private static async Task A_hold_without_a_policy_is_listed_until_it_is_lifted(StoreCaseContext context)
    {
        var (held, other) = (context.NewKey(), context.NewKey());
        await context.Store.CreateAsync(held);
        await context.Store.CreateAsync(other);

        await Port(context).HoldAsync(held, Case17);

        var listed = await Port(context).ListRetainedAsync(SessionSelection.All);
        Check.Sequence([held], listed.Sessions.Select(record => record.Key), "the sessions with a policy or a hold");
        Check.Sequence([Case17], listed.Sessions[0].Retention!.Holds!, "the listed holds");
        await Port(context).LiftHoldAsync(held, Case17.Name);
        Check.Equal(0, (await Port(context).ListRetainedAsync(SessionSelection.All)).Sessions.Count, "the number of sessions after the hold was lifted");
    }

    private static async Task Holds_that_are_placed_at_once_are_all_there(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("something");
        LegalHold[] holds = [.. Enumerable.Range(1, 8).Select(number => new LegalHold($"case {number}", "At once", Case17.PlacedAt))];

        await Task.WhenAll([.. holds.Select(hold => Task.Run(async () => await Port(context).HoldAsync(session.Key, hold))), Task.Run(async () => await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = Ttl }))]);

        var policy = (await session.RecordAsync()).Retention!;
        Check.Equal((TimeSpan?)Ttl, policy.Ttl, "the time of the policy");
        Check.Sequence(holds, policy.Holds!.OrderBy(hold => hold.Name, StringComparer.Ordinal), "the holds");
    }

    private static async Task A_hold_outlives_the_handle(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("something");
        await Port(context).HoldAsync(session.Key, Audit);

        var other = session.Through(await context.OpenAnotherAsync());

        Check.Sequence([Audit], (await other.RecordAsync()).Retention!.Holds!, "the holds through another handle");
        await Check.Throws<SessionHeldException>(() => other.Store.DeleteAsync(session.Key).AsTask(), "the deletion through another handle");
    }

    private static async Task A_session_that_is_not_there_cannot_be_held(StoreCaseContext context)
    {
        var key = context.NewKey();

        await Check.Throws<SessionNotFoundException>(() => Port(context).HoldAsync(key, Case17).AsTask(), "holding a session that does not exist");
        await Check.Throws<SessionNotFoundException>(() => Port(context).LiftHoldAsync(key, Case17.Name).AsTask(), "lifting a hold of a session that does not exist");

        Check.Equal(null, await context.Store.GetAsync(key), "the session");
    }

    private static IRetention Port(StoreCaseContext context) => context.Store.Require<IRetention>();

    private static async Task<Commit> DraftPruneAsync(SessionUnderTest session)
    {
        var writer = await session.WriterAsync();
        PositionRange[] ranges = [new(new(1), new(2))];
        writer.Prune(new PruneBody { Strategy = "test", Ranges = ranges, Total = ranges, Kinds = [EntryKind.Message.Value] }, []);
        return writer.TakeCommit(CommitId.New());
    }
}
