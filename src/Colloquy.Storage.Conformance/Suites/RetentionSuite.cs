using static Colloquy.Storage.Conformance.LeaseSteps;

namespace Colloquy.Storage.Conformance;

/// <summary>A store that prunes removes what it is told to and nothing else, and lets nobody take away from an immutable session before its time.</summary>
public sealed class RetentionSuite : StoreSuite
{
    private static readonly TimeSpan Ttl = TimeSpan.FromDays(30);
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(The_store_prunes_and_keeps_policies, StoreTraits.Retention),
        Case(What_is_pruned_loses_payload_and_salt_and_keeps_header_and_hashes, StoreTraits.Retention),
        Case(Kinds_that_are_not_named_keep_their_payloads, StoreTraits.Retention),
        Case(Size_follows_and_the_time_of_the_last_use_stays, StoreTraits.Retention),
        Case(Content_beside_the_log_goes_when_it_is_named, StoreTraits.Retention),
        Case(Pruning_again_changes_nothing, StoreTraits.Retention),
        Case(Commits_are_recognised_after_what_they_wrote_was_pruned, StoreTraits.Retention),
        Case(A_commit_that_is_refused_prunes_nothing, StoreTraits.Retention),
        Case(A_prune_that_is_not_well_formed_is_refused, StoreTraits.Retention),
        Case(What_was_pruned_is_found_no_more, StoreTraits.Retention),
        Case(What_was_pruned_outlives_the_handle, StoreTraits.Retention | StoreTraits.Reopens),
        Case(A_policy_is_kept_with_the_session, StoreTraits.Retention),
        Case(A_policy_that_is_not_well_formed_is_refused, StoreTraits.Retention),
        Case(Sessions_with_a_policy_are_listed_page_by_page, StoreTraits.Retention),
        Case(Nothing_is_taken_away_from_an_immutable_session, StoreTraits.Retention),
        Case(An_immutable_session_can_be_undone_and_its_policy_made_stronger, StoreTraits.Retention),
        Case(When_its_time_has_passed_anything_may_be_done, StoreTraits.Retention),
        Case(Without_a_time_it_is_immutable_for_ever, StoreTraits.Retention),
        Case(Only_an_expired_session_is_deleted_as_expired, StoreTraits.Retention),
        Case(A_session_made_again_has_no_policy, StoreTraits.Retention),
    ];

    private static Task The_store_prunes_and_keeps_policies(StoreCaseContext context)
    {
        Check.That(context.Store.GetService<IRetention>() is not null, $"{context.Store.GetType().Name} is said to prune and keep policies, but is no {nameof(IRetention)}.");
        return Task.CompletedTask;
    }

    private static async Task What_is_pruned_loses_payload_and_salt_and_keeps_header_and_hashes(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var before = await session.SayManyAsync(6);

        await PruneAsync(session, MessageKind, new(new(1), new(2)), new(new(4), new(4)));

        var expected = before.Select(entry => entry.Position.Value is 1 or 2 or 4 ? entry with { Payload = default, Salt = default } : entry);
        Check.Entries(expected, (await session.LogAsync()).SkipLast(1), "the log after entries 1, 2 and 4 were pruned");
        Check.Entries(expected.Take(4).Reverse(), await session.ReadAsync(LogRead.Back(new(4))), "the line back from entry 4");
        Verify(session.Key, await session.LogAsync());
    }

    private static async Task Kinds_that_are_not_named_keep_their_payloads(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var before = await session.AddAsync(
            SessionUnderTest.Text("one"),
            SessionUnderTest.State("a", 1),
            new ModelCallBody { Call = new Guid("00000000-0000-0000-0000-000000000001"), Model = "m" },
            new TurnStartBody { Number = 1 },
            SessionUnderTest.Text("two"));

        await PruneAsync(session, MessageKind, new PositionRange(new(1), new(5)));

        Check.Entries(before.Select(entry => entry.Kind == EntryKind.Message ? entry with { Payload = default, Salt = default } : entry), (await session.LogAsync()).SkipLast(1), "the log after its messages were pruned");
        Check.Entries([before[1]], await session.Store.ReadStateAsync(session.Key, (await session.RecordAsync()).Head), "the state of a line that was pruned");
    }

    private static async Task Size_follows_and_the_time_of_the_last_use_stays(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(4);
        var used = await session.RecordAsync();
        context.Clock.Advance(TimeSpan.FromHours(1));

        await PruneAsync(session, MessageKind, new PositionRange(new(1), new(3)));

        var record = await session.RecordAsync();
        Check.Equal((await session.LogAsync()).Sum(entry => (long)entry.Payload.Length), record.Bytes, "the size of a session that was pruned");
        Check.Equal(used.UpdatedAt, record.UpdatedAt, "UpdatedAt after pruning, which does not count as a use of the session");
        Check.Equal((new Position(5), new Position(5), used.Head), (record.Tip, record.Pruned, record.Head), "tip, newest prune entry and head after pruning");
    }

    private static async Task Content_beside_the_log_goes_when_it_is_named(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var (first, second) = (Blob.Of("first"u8.ToArray()), Blob.Of("second"u8.ToArray()));
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("one")) with { Blobs = [first, second] });

        await session.CommitAsync(await DraftAsync(session, MessageKind, [first.Hash], new PositionRange(new(1), new(1))));

        Check.Equal(null, await session.Store.GetBlobAsync(session.Key, first.Hash), "content that was to go");
        Check.That(await session.Store.GetBlobAsync(session.Key, second.Hash) is not null, "Expected content that was not named to stay, but it is gone.");
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("two")) with { Blobs = [first] });
        Check.That(await session.Store.GetBlobAsync(session.Key, first.Hash) is not null, "Expected content that came again to be there, but it is not.");
    }

    private static async Task Pruning_again_changes_nothing(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(4);
        var commit = await DraftAsync(session, MessageKind, [], new PositionRange(new(1), new(2)));
        await session.CommitAsync(commit);
        var before = await session.SnapshotAsync();

        Check.Equal(true, (await session.CommitAsync(commit)).Repeated, "whether a commit that prunes, made again, had happened");
        Check.Sequence(before, await session.SnapshotAsync(), "the session after the same commit was made again");
        await PruneAsync(session, MessageKind, new PositionRange(new(1), new(3)));

        Check.Equal((await session.LogAsync()).Sum(entry => (long)entry.Payload.Length), (await session.RecordAsync()).Bytes, "the size after what was pruned was pruned again");
        Verify(session.Key, await session.LogAsync());
    }

    private static async Task Commits_are_recognised_after_what_they_wrote_was_pruned(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var made = new List<(Commit Commit, CommitReceipt Receipt)>();
        while (made.Count < 40)
            made.Add(await session.MakeAsync(made.Count));

        await PruneAsync(session, MessageKind, new PositionRange(new(1), made[^1].Receipt.Last));

        await session.EnsureRepeatedAsync(made);
    }

    private static async Task A_commit_that_is_refused_prunes_nothing(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(3);
        var old = await DraftAsync(session, MessageKind, [], new PositionRange(new(1), new(2)));
        await session.SayAsync("another");

        await session.EnsureRefusedAsync<TipConflictException>(old, "a prune at an old tip");

        var late = await DraftAsync(session, MessageKind, [], new PositionRange(new(1), new(2)));
        await session.TakeLeaseAsync(Short);
        await session.EnsureRefusedAsync<SessionBusyException>(late, "a prune while a turn runs");
    }

    private static async Task A_prune_that_is_not_well_formed_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(4);
        var draft = await DraftAsync(session, MessageKind, [], new PositionRange(new(1), new(2)));

        foreach (var (prune, what) in new (PruneOrder Prune, string What)[]
        {
            (new([], MessageKind), "a prune of nothing"),
            (new([new(new(3), new(2))], MessageKind), "a prune of a range that ends before it begins"),
            (new([new(new(1), new(2)), new(new(2), new(3))], MessageKind), "a prune of ranges that overlap"),
            (new([new(new(3), new(3)), new(new(1), new(1))], MessageKind), "a prune of ranges out of order"),
            (new([new(new(4), new(5))], MessageKind), "a prune of the entry that records the prune"),
            (new([new(new(1), new(2))], [EntryKind.State]), "a prune of state"),
        })
        {
            await session.EnsureRefusedAsync<ArgumentException>(draft with { Prune = prune }, what);
        }
    }

    private static async Task What_was_pruned_is_found_no_more(StoreCaseContext context)
    {
        var key = context.NewKey();
        var session = await context.Store.OpenAsync(key, new OpenSessionOptions { TimeProvider = context.Clock });
        await session.AddAsync([new(Microsoft.Extensions.AI.ChatRole.User, "the heron"), new(Microsoft.Extensions.AI.ChatRole.Assistant, "a bird"), new(Microsoft.Extensions.AI.ChatRole.User, "the stork"), new(Microsoft.Extensions.AI.ChatRole.Assistant, "a bird too")]);
        Check.Equal(1, (await session.SearchAsync("heron")).Hits.Count, "the hits for a word of a message");

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        Check.Equal(0, (await session.SearchAsync("heron")).Total, "the matches for a word of a message that was pruned");
        Check.Equal(1, (await session.SearchAsync("stork")).Hits.Count, "the hits for a word of a message that was kept");
        await session.RebuildSearchAsync();
        Check.Equal((0, 1), ((await session.SearchAsync("heron")).Total, (await session.SearchAsync("stork")).Total), "the matches once the index was built again");
    }

    private static async Task What_was_pruned_outlives_the_handle(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(4);
        await PruneAsync(session, MessageKind, new PositionRange(new(1), new(2)));
        var policy = new RetentionPolicy { Ttl = Ttl, AutoPrune = true, Strategy = RetentionStrategy.SlidingWindow, MaxMessages = 1000 };
        await Port(context).SetRetentionAsync(session.Key, policy);

        var other = session.Through(await context.OpenAnotherAsync());

        Check.Sequence(await session.SnapshotAsync(), await other.SnapshotAsync(), "the session through another handle");
        Check.Equal(policy, (await other.RecordAsync()).Retention, "the policy through another handle");
    }

    private static async Task A_policy_is_kept_with_the_session(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        Check.Equal(null, (await session.RecordAsync()).Retention, "the policy of a new session");
        foreach (var policy in new RetentionPolicy?[]
        {
            new() { Ttl = TimeSpan.FromTicks(1) },
            new() { Ttl = TimeSpan.FromDays(2555), Immutable = false, AutoPrune = true },
            new() { AutoPrune = true, Strategy = RetentionStrategy.SlidingWindow, MaxMessages = 1000 },
            null,
            new(),
        })
        {
            var before = await session.RecordAsync();
            context.Clock.Advance(TimeSpan.FromSeconds(1));
            var set = await Port(context).SetRetentionAsync(session.Key, policy);
            Check.Equal(policy, set.Retention, "the policy that was set");
            Check.Equal(before with { Retention = policy, Details = set.Details }, (await session.RecordAsync()) with { Details = set.Details }, "the record after the policy was set");
        }

        await Check.Throws<SessionNotFoundException>(() => Port(context).SetRetentionAsync(context.NewKey(), new RetentionPolicy()).AsTask(), "setting the policy of a session that does not exist");
    }

    private static async Task A_policy_that_is_not_well_formed_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        foreach (var policy in new RetentionPolicy[]
        {
            new() { Ttl = TimeSpan.Zero },
            new() { Ttl = TimeSpan.FromDays(-1) },
            new() { Strategy = RetentionStrategy.KeepLast },
            new() { MaxMessages = 5 },
            new() { Strategy = RetentionStrategy.KeepLast, MaxMessages = 0 },
            new() { Strategy = new RetentionStrategy("no-such"), MaxMessages = 5 },
            new() { Immutable = true, AutoPrune = true },
        })
        {
            await Check.Throws<ArgumentException>(() => Port(context).SetRetentionAsync(session.Key, policy).AsTask(), $"setting the policy {policy}");
        }

        Check.Equal(null, (await session.RecordAsync()).Retention, "the policy after what was refused");
    }

    private static async Task Sessions_with_a_policy_are_listed_page_by_page(StoreCaseContext context)
    {
        SessionKey[] keys = [new("a", null, "app"), new("a", "ada", "app"), new("b", "ada", "app"), new("a", "ben", "app"), new("a", "ada", "other"), new("\uff5e", "ada", "other"), new("\U0001F600", "ada", "other")];
        foreach (var key in keys.Reverse().Append(new SessionKey("none", "ada", "app")))
        {
            await context.Store.CreateAsync(key);
            if (key.Id != "none")
                await Port(context).SetRetentionAsync(key, new RetentionPolicy { Ttl = Ttl });
        }

        for (var limit = 1; limit <= 8; limit++)
            Check.Sequence(keys, await ListAsync(context, SessionSelection.All, limit), $"the sessions with a policy, {limit} at a time");
        Check.Sequence(keys.Where(key => key.App == "app"), await ListAsync(context, SessionSelection.OfApp("app"), 2), "those of an application");
        Check.Sequence(keys.Where(key => key is { App: "app", User: "ada" }), await ListAsync(context, SessionSelection.OfOwner(new SessionOwner("ada", "app")), 1), "those of a user");
        Check.Sequence(keys.Take(1), await ListAsync(context, SessionSelection.OfUser(null)), "those of nobody");
        Check.Sequence(keys.Where(key => key.User == "ada"), await ListAsync(context, SessionSelection.OfUser("ada"), 2), "those of a user in all applications");
        Check.Sequence([keys[3]], await ListAsync(context, SessionSelection.OfSession(keys[3])), "one session");
        Check.Sequence([], await ListAsync(context, SessionSelection.OfSession(new SessionKey("none", "ada", "app"))), "a session without a policy");
        await Check.Throws<ArgumentOutOfRangeException>(() => Port(context).ListRetainedAsync(SessionSelection.All, limit: 0).AsTask(), "a page of no sessions");
        await Port(context).SetRetentionAsync(keys[2], null);
        Check.Sequence(keys.Where(key => key != keys[2]), await ListAsync(context, SessionSelection.All), "the sessions with a policy after one was taken away");
    }

    private static async Task Nothing_is_taken_away_from_an_immutable_session(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(4);
        await session.ForkAsync("other", new Position(2));
        await session.SwitchAsync(BranchHead.Main);
        var policy = new RetentionPolicy { Ttl = Ttl, Immutable = true };
        await Port(context).SetRetentionAsync(session.Key, policy);
        var until = (await session.RecordAsync()).UpdatedAt + Ttl;
        context.Clock.Advance(Ttl - TimeSpan.FromMinutes(1));

        await session.EnsureRefusedAsync<SessionImmutableException>(await DraftAsync(session, MessageKind, [], new PositionRange(new(1), new(2))), "a prune of an immutable session");
        await session.EnsureRefusedAsync<SessionImmutableException>(await session.DraftHeadsAsync([new BranchHead("other", null)]), "the deletion of a branch of an immutable session");
        var refused = await Check.Throws<SessionImmutableException>(() => session.Store.DeleteAsync(session.Key).AsTask(), "the deletion of an immutable session");
        Check.Equal((session.Key, (DateTimeOffset?)until), (refused.Key, refused.Until), "key and time of the refusal");
        Check.Equal(false, await Port(context).DeleteExpiredAsync(session.Key), "the answer to deleting an immutable session as expired");
        foreach (var weaker in new RetentionPolicy?[] { null, new(), new() { Ttl = Ttl }, policy with { Immutable = false }, policy with { Ttl = Ttl - TimeSpan.FromTicks(1) }, policy with { Ttl = TimeSpan.FromDays(999), Immutable = false } })
            await Check.Throws<SessionImmutableException>(() => Port(context).SetRetentionAsync(session.Key, weaker).AsTask(), $"weakening the policy to {weaker}");

        Check.Equal(policy, (await session.RecordAsync()).Retention, "the policy after what was refused");
        Check.Equal(6, (await session.LogAsync()).Count(entry => !entry.IsPruned), "the number of entries that say something");
    }

    private static async Task An_immutable_session_can_be_undone_and_its_policy_made_stronger(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(4);
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = Ttl, Immutable = true });

        await session.MoveHeadAsync(new Position(2));
        await session.SayAsync("another way");
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "titled" });
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = Ttl, Immutable = true, AutoPrune = true });
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = 2 * Ttl, Immutable = true });
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Immutable = true });

        Check.Equal(new RetentionPolicy { Immutable = true }, (await session.RecordAsync()).Retention, "the policy, made stronger");
        Check.Equal(6, (await session.LogAsync()).Count(entry => !entry.IsPruned), "the number of entries that say something");
    }

    private static async Task When_its_time_has_passed_anything_may_be_done(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(3);
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = Ttl, Immutable = true });
        context.Clock.Advance(Ttl / 2);
        await session.SayAsync("it is used once more");
        context.Clock.Advance(Ttl - TimeSpan.FromMinutes(1));
        await Check.Throws<SessionImmutableException>(() => session.Store.DeleteAsync(session.Key).AsTask(), "a deletion before the time since the last commit has passed");

        context.Clock.Advance(TimeSpan.FromMinutes(2));

        await PruneAsync(session, MessageKind, new PositionRange(new(1), new(2)));
        Check.Equal(true, (await session.LogAsync())[0].IsPruned, "whether an entry was pruned after its session's time");
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = TimeSpan.FromDays(1) });
        Check.Equal(true, await session.Store.DeleteAsync(session.Key), "the answer to deleting the session after its time");
    }

    private static async Task Without_a_time_it_is_immutable_for_ever(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(2);
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Immutable = true });
        context.Clock.Advance(TimeSpan.FromDays(36_500));

        var refused = await Check.Throws<SessionImmutableException>(() => session.Store.DeleteAsync(session.Key).AsTask(), "the deletion of a session that is immutable for ever");

        Check.Equal(null, refused.Until, "the time of the refusal");
        await Check.Throws<SessionImmutableException>(() => Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Immutable = true, Ttl = TimeSpan.FromDays(99_999) }).AsTask(), "giving it a time");
    }

    private static async Task Only_an_expired_session_is_deleted_as_expired(StoreCaseContext context)
    {
        var (used, unused, without) = (await context.NewSessionAsync(), await context.NewSessionAsync(), await context.NewSessionAsync());
        foreach (var session in new[] { used, unused, without })
            await session.SayAsync("hello");
        foreach (var session in new[] { used, unused })
            await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = Ttl });
        context.Clock.Advance(Ttl - TimeSpan.FromMinutes(1));
        await used.SayAsync("somebody comes back");
        Check.Equal(false, await Port(context).DeleteExpiredAsync(unused.Key), "the answer a minute before the time has passed");
        context.Clock.Advance(TimeSpan.FromMinutes(2));

        Check.Equal(false, await Port(context).DeleteExpiredAsync(used.Key), "the answer for a session to which somebody came back");
        Check.Equal(false, await Port(context).DeleteExpiredAsync(without.Key), "the answer for a session without a policy");
        Check.Equal(false, await Port(context).DeleteExpiredAsync(context.NewKey()), "the answer for a session that does not exist");
        await unused.TakeLeaseAsync(Short);
        await Check.Throws<SessionBusyException>(() => Port(context).DeleteExpiredAsync(unused.Key).AsTask(), "deleting an expired session on which a turn runs");
        context.Clock.Advance(Short);
        Check.Equal(true, await Port(context).DeleteExpiredAsync(unused.Key), "the answer for an expired session");

        Check.Equal(null, await context.Store.GetAsync(unused.Key), "the session that was deleted");
        Check.Equal(2, (await used.LogAsync()).Count, "the entries of the session that is used");
    }

    private static async Task A_session_made_again_has_no_policy(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(2);
        await PruneAsync(session, MessageKind, new PositionRange(new(1), new(1)));
        await Port(context).SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = Ttl });
        await session.Store.DeleteAsync(session.Key);

        var record = await context.Store.CreateAsync(session.Key);

        Check.Equal((null, Position.Start, 0L), (record.Retention, record.Pruned, record.Bytes), "policy, newest prune entry and size of a session made again");
        Check.Sequence([], await ListAsync(context, SessionSelection.All), "the sessions with a policy");
    }

    private static IRetention Port(StoreCaseContext context) => context.Store.Require<IRetention>();

    private static async Task PruneAsync(SessionUnderTest session, EntryKind[] kinds, params PositionRange[] ranges) => await session.CommitAsync(await DraftAsync(session, kinds, [], ranges));

    private static async Task<Commit> DraftAsync(SessionUnderTest session, EntryKind[] kinds, Digest[] blobs, params PositionRange[] ranges)
    {
        var writer = await session.WriterAsync();
        writer.Prune(new PruneBody { Strategy = "test", Ranges = ranges, Total = ranges, Kinds = [.. kinds.Select(kind => kind.Value)] }, blobs);
        return writer.TakeCommit(CommitId.New());
    }

    private static async Task<List<SessionKey>> ListAsync(StoreCaseContext context, SessionSelection selection, int limit = 100)
    {
        var found = new List<SessionKey>();
        for (SessionCursor? after = null; ;)
        {
            var page = await Port(context).ListRetainedAsync(selection, after, limit);
            found.AddRange(page.Sessions.Select(record => record.Key));
            Check.That(page.Sessions.Count <= limit, $"Expected at most {limit} sessions with a policy in a page, but found {page.Sessions.Count}.");
            if (page.Next is null)
                return found;
            after = page.Next;
        }
    }

    private static void Verify(SessionKey key, IEnumerable<Entry> log)
    {
        var chain = EntryHash.Seed(key);
        foreach (var entry in log)
        {
            entry.Verify(key, chain);
            chain = entry.Chain;
        }
    }
}
