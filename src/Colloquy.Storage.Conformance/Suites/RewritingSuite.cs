namespace Colloquy.Storage.Conformance;

/// <summary>Tests that stored bytes are replaced by others at once, only where they are the expected ones, and that nothing else changes.</summary>
public sealed class RewritingSuite : StoreSuite
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SessionOwner Ada = new("ada");

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_session_has_other_payloads_and_is_otherwise_as_before, StoreTraits.Rewriting),
        Case(Only_a_session_with_the_expected_title_and_metadata_is_rewritten, StoreTraits.Rewriting),
        Case(Title_and_metadata_are_replaced_in_the_same_step, StoreTraits.Rewriting),
        Case(Pruned_entries_and_entries_of_another_size_stay, StoreTraits.Rewriting | StoreTraits.Retention),
        Case(Content_outside_the_log_moves_to_another_hash, StoreTraits.Rewriting | StoreTraits.Copy),
        Case(A_held_and_an_immutable_session_is_rewritten_and_stays_so, StoreTraits.Rewriting | StoreTraits.Retention),
        Case(Readers_see_the_bytes_from_before_or_from_after, StoreTraits.Rewriting),
        Case(A_rewrite_outlives_the_handle, StoreTraits.Rewriting | StoreTraits.Reopens),
        Case(A_value_of_state_keeps_its_version, StoreTraits.Rewriting | StoreTraits.State),
        Case(A_memory_keeps_its_version_and_times, StoreTraits.Rewriting | StoreTraits.Owners),
        Case(A_memory_is_not_rewritten_over_another_or_over_a_newer_text_or_vector, StoreTraits.Rewriting | StoreTraits.Owners),
    ];

    private static async Task A_session_has_other_payloads_and_is_otherwise_as_before(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.AddAsync(SessionUnderTest.Text("one"), SessionUnderTest.State("a", 1));
        var last = await session.DraftAsync(SessionUnderTest.State("a", 2), SessionUnderTest.Text("two"));
        var receipt = await session.CommitAsync(last);
        var (before, record) = (await session.LogAsync(), await session.RecordAsync());
        context.Clock.Advance(TimeSpan.FromMinutes(1));

        Check.That(await Port(context).RewriteSessionAsync(session.Key, new SessionRewrite { Expected = record.Details, Entries = [.. before.Take(3).Select(Turn)] }), "Expected the rewrite to be made.");

        Check.Entries([.. before.Take(3).Select(Turn), before[3]], await session.LogAsync(), "the log after three entries were rewritten");
        Check.Entries([Turn(before[2])], await session.Store.ReadStateAsync(session.Key, record.Tip), "the state after it was rewritten");
        Check.Record(record, await session.RecordAsync(), "the record after the rewrite");
        Check.Equal(receipt with { Repeated = true }, await session.CommitAsync(last), "the receipt of a commit whose entries were rewritten");
        await session.SayAsync("three");
    }

    private static async Task Only_a_session_with_the_expected_title_and_metadata_is_rewritten(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var stored = await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "title", Metadata = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } });
        var before = await session.LogAsync();
        SessionDetails[] others =
        [
            stored! with { Version = 0 }, stored with { Title = null }, stored with { Title = "Title" }, stored with { Metadata = new Dictionary<string, string>() },
            stored with { Metadata = new Dictionary<string, string> { ["a"] = "1", ["b"] = "3" } }, stored with { Metadata = new Dictionary<string, string> { ["a"] = "1", ["c"] = "2" } },
        ];

        foreach (var other in others)
            Check.That(!await Port(context).RewriteSessionAsync(session.Key, new SessionRewrite { Expected = other, Details = new SessionDetails { Title = "late" }, Entries = [Turn(before[0])] }), "Expected a rewrite for other details not to be made.");
        Check.That(!await Port(context).RewriteSessionAsync(context.NewKey(), new SessionRewrite { Expected = new SessionDetails() }), "Expected a rewrite of no session not to be made.");

        Check.Entries(before, await session.LogAsync(), "the log after refused rewrites");
        Check.Equal(("title", 1L), await session.RecordAsync() is var record ? (record.Details.Title, record.Details.Version) : default, "the title after refused rewrites");
    }

    private static async Task Title_and_metadata_are_replaced_in_the_same_step(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var before = await session.RecordAsync();
        var other = new SessionDetails { Title = "other", Metadata = new Dictionary<string, string> { ["b"] = "2" } };

        Check.That(await Port(context).RewriteSessionAsync(session.Key, new SessionRewrite { Expected = before.Details, Details = other }), "Expected the rewrite to be made.");

        Check.Record(before with { Details = other with { Version = before.Details.Version + 1 } }, await session.RecordAsync(), "the record after the rewrite");
        await session.EnsureRefusedAsync<DetailsConflictException>(await session.DraftAsync(SessionUnderTest.Text("late")) with { ExpectedDetails = before.Details.Version }, "a commit for the title of before");
        await session.SayAsync("two");
    }

    private static async Task Pruned_entries_and_entries_of_another_size_stay(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var before = await session.SayManyAsync(3);
        var details = (await session.RecordAsync()).Details;
        var writer = await session.WriterAsync();
        PositionRange[] first = [new(new(1), new(1))];
        writer.Prune(new PruneBody { Strategy = "test", Ranges = first, Total = first, Kinds = [EntryKind.Message.Value] }, []);
        await session.CommitAsync(writer.TakeCommit(CommitId.New(context.Clock)));
        var size = (await session.RecordAsync()).Bytes;

        Check.That(await Port(context).RewriteSessionAsync(session.Key, new SessionRewrite { Expected = details, Entries = [Turn(before[0]), before[1] with { Payload = "[]"u8.ToArray() }, Turn(before[2])] }), "Expected the rewrite to be made.");

        Check.Entries([before[0] with { Payload = default, Salt = default }, before[1], Turn(before[2])], (await session.LogAsync()).Take(3), "the log after the rewrite");
        Check.Equal(size, (await session.RecordAsync()).Bytes, "the size of the log after the rewrite");
    }

    private static async Task Content_outside_the_log_moves_to_another_hash(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var (old, other, kept, gone) = (Blob.Of("old 1"u8.ToArray()), Blob.Of("old 22"u8.ToArray()), Blob.Of("kept"u8.ToArray()), Blob.Of("gone"u8.ToArray()));
        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("one")) with { Blobs = [old, other, kept] });
        var record = await session.RecordAsync();
        var fresh = Blob.Of("new 1"u8.ToArray());

        Check.That(await Port(context).RewriteSessionAsync(session.Key, new SessionRewrite { Expected = record.Details, Blobs = [new(old.Hash, fresh), new(other.Hash, kept), new(gone.Hash, gone)] }), "Expected the rewrite to be made.");

        var found = (await SessionPart.CollectAsync(session.Store.Require<ISessionCopy>().CopyAsync(session.Key))).Blobs;
        Check.Sequence(["kept", "new 1"], found.Select(blob => System.Text.Encoding.UTF8.GetString(blob.Bytes.Span)).Order(StringComparer.Ordinal), "the content after the rewrite");
        Check.That(await session.Store.GetBlobAsync(session.Key, old.Hash) is null && await session.Store.GetBlobAsync(session.Key, fresh.Hash) is not null, "Expected the content under its new hash only.");
        Check.Record(record with { BytesOutsideLog = record.BytesOutsideLog - other.Bytes.Length }, await session.RecordAsync(), "the record after the rewrite");
        await session.SayAsync("two");
    }

    private static async Task A_held_and_an_immutable_session_is_rewritten_and_stays_so(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var retention = session.Store.Require<IRetention>();
        await retention.SetRetentionAsync(session.Key, new RetentionPolicy { Immutable = true });
        await retention.HoldAsync(session.Key, new LegalHold("case 17", "Requested by the court", Time));
        var (before, record) = (await session.LogAsync(), await session.RecordAsync());

        Check.That(await Port(context).RewriteSessionAsync(session.Key, new SessionRewrite { Expected = record.Details, Entries = [Turn(before[0])] }), "Expected the rewrite to be made.");

        Check.Entries([Turn(before[0])], await session.LogAsync(), "the log after the rewrite");
        var policy = (await session.RecordAsync()).Retention!;
        Check.Equal((true, "case 17"), (policy.Immutable, Check.Single(policy.Holds ?? [], "the holds after the rewrite").Name), "the policy after the rewrite");
        await Check.Throws<SessionHeldException>(async () => await session.Store.DeleteAsync(session.Key), "a deletion after the rewrite");
    }

    private static async Task Readers_see_the_bytes_from_before_or_from_after(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var straight = await session.SayManyAsync(20);
        var turned = straight.Select(Turn).ToList();
        var details = (await session.RecordAsync()).Details;
        var rewriting = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await Port(context).RewriteSessionAsync(session.Key, new SessionRewrite { Expected = details, Entries = i % 2 == 0 ? turned : straight });
        });

        for (var i = 0; i < 50 || !rewriting.IsCompleted; i++)
        {
            var page = (await session.Store.ReadAsync(session.Key, LogRead.All())).Entries;
            var isTurned = page[0].Payload.Span.SequenceEqual(turned[0].Payload.Span);
            Check.Entries(isTurned ? turned : straight, page, "a page that is read while the session is rewritten");
        }

        await rewriting;
    }

    private static async Task A_rewrite_outlives_the_handle(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var before = await session.SayManyAsync(2);
        var details = (await session.RecordAsync()).Details;

        await Port(context).RewriteSessionAsync(session.Key, new SessionRewrite { Expected = details, Details = new SessionDetails { Title = "other" }, Entries = [.. before.Select(Turn)] });

        var again = session.Through(await context.OpenAnotherAsync());
        Check.Entries(before.Select(Turn), await again.LogAsync(), "the log through another handle");
        Check.Equal("other", (await again.RecordAsync()).Details.Title, "the title through another handle");
        await again.SayAsync("three");
        await session.SayAsync("four");
    }

    private static async Task A_value_of_state_keeps_its_version(StoreCaseContext context)
    {
        var states = context.Store.Require<IOwnerState>();
        await states.PutAsync(new StatePut { Owner = Ada, Key = "a", Value = "1"u8.ToArray() });
        await states.PutAsync(new StatePut { Owner = Ada, Key = "b", Value = "2"u8.ToArray() });
        var stored = (await states.ListAsync(Ada))[0];

        var isMade = await Port(context).RewriteStateAsync(Ada, new StateRewrite(stored, "one"u8.ToArray()));

        Check.That(isMade, "Expected the rewrite to be made.");
        foreach (var other in (StoredState[])[stored, stored with { Version = new StateVersion(2), Value = "one"u8.ToArray() }, stored with { Key = "c" }])
            Check.That(!await Port(context).RewriteStateAsync(Ada, new StateRewrite(other, "late"u8.ToArray())), "Expected a rewrite of another value not to be made.");
        Check.That(!await Port(context).RewriteStateAsync(new SessionOwner("ben"), new StateRewrite(stored, "late"u8.ToArray())), "Expected a rewrite of another owner's value not to be made.");
        Check.Sequence(["a@1=one", "b@2=2"], (await states.ListAsync(Ada)).Select(Show), "the state after the rewrite");
        Check.Equal(new StateVersion(3), await states.PutAsync(new StatePut { Owner = Ada, Key = "a", Expected = new StateVersion(1), Value = "3"u8.ToArray() }), "the version of the next write");
        await Check.Throws<ArgumentException>(async () => await Port(context).RewriteStateAsync(Ada, new StateRewrite(stored, default)), "a rewrite to a removal");
    }

    private static async Task A_memory_keeps_its_version_and_times(StoreCaseContext context)
    {
        var memories = context.Store.Require<IMemoryStore>();
        var vector = new MemoryVector("letters", [1, 2, 3]);
        await memories.PutAsync(Put("drink", "likes tea"));
        var before = await memories.PutAsync(Put("drink", "likes coffee") with { At = Time.AddDays(1), Vector = vector, Source = new MemorySource(new SessionKey("one", "ada"), new Position(7)) });

        Check.That(await Port(context).RewriteMemoryAsync(Ada, new MemoryRewrite(before, vector, "k", "x y", new Dictionary<string, string> { ["a"] = "b" }, new MemoryVector("other", [4]))), "Expected the rewrite to be made.");

        var after = Check.Single((await memories.ListAsync(new MemoryListing(Ada))).Items, "the memory after the rewrite");
        Check.Equal((before.Id, "k", "x y", before.Version, before.CreatedAt, before.UpdatedAt, before.Source), (after.Id, after.Key, after.Text, after.Version, after.CreatedAt, after.UpdatedAt, after.Source), "the memory after the rewrite");
        Check.Equal("b", after.Metadata["a"], "its metadata");
        Check.Equal("other", (await context.Store.Require<IOwnerCopy>().ReadVectorsAsync(Ada, [before.Id]))[0]?.Model, "the model of its vector");
        Check.Equal((null, before.Id), ((await memories.FindAsync(Ada, "drink"))?.Id, (await memories.FindAsync(Ada, "k"))?.Id), "what is found by the old and the new key");
        Check.Equal(0, (await memories.MatchAsync(Ada, [new SearchTerm(["coffee"], false)], anyTerm: false, 10)).Found.Count, "the memories found by a word of the old text");
        Check.Equal(3L, (await memories.PutAsync(Put("k", "next"))).Version, "the version of the next write");
        Check.That(await memories.ForgetAsync(Ada, before.Id) && (await memories.ListAsync(new MemoryListing(Ada))).Items.Count == 0, "Expected the memory to be forgotten.");
    }

    private static async Task A_memory_is_not_rewritten_over_another_or_over_a_newer_text_or_vector(StoreCaseContext context)
    {
        var memories = context.Store.Require<IMemoryStore>();
        await memories.PutAsync(Put("taken", "likes tea"));
        var old = await memories.PutAsync(Put("drink", "likes water"));
        var item = await memories.PutAsync(Put("drink", "likes coffee"));
        var rewrite = new MemoryRewrite(item, null, "k", "x", new Dictionary<string, string>(), null);

        var refused = new List<bool>
        {
            await Port(context).RewriteMemoryAsync(Ada, rewrite with { Key = "taken" }),
            await Port(context).RewriteMemoryAsync(Ada, rewrite with { Expected = old }),
            await Port(context).RewriteMemoryAsync(Ada, rewrite with { ExpectedVector = new MemoryVector("letters", [1]) }),
            await Port(context).RewriteMemoryAsync(new SessionOwner("ben"), rewrite),
        };
        await memories.SetVectorAsync(Ada, item.Id, item.Version, new MemoryVector("letters", [1]));
        refused.Add(await Port(context).RewriteMemoryAsync(Ada, rewrite));

        Check.Sequence([false, false, false, false, false], refused, "the rewrites that were made");
        Check.Sequence(["likes coffee", "likes tea"], (await memories.ListAsync(new MemoryListing(Ada))).Items.Select(memory => memory.Text), "the memories after refused rewrites");
        Check.That(await Port(context).RewriteMemoryAsync(Ada, rewrite with { ExpectedVector = new MemoryVector("letters", [1]) }), "Expected a rewrite with the vector that is there to be made.");
        Check.Equal(null, (await context.Store.Require<IOwnerCopy>().ReadVectorsAsync(Ada, [item.Id]))[0], "the vector after a rewrite without one");
    }

    private static IContentRewriting Port(StoreCaseContext context) => context.Store.Require<IContentRewriting>();

    private static MemoryPut Put(string key, string text) => new() { Owner = Ada, Key = key, Text = text, Words = MemoryPut.WordsOf(key, text), At = Time, MaxMemories = 100 };

    private static string Show(StoredState stored) => $"{stored.Key}@{stored.Version}={System.Text.Encoding.UTF8.GetString(stored.Value.Span)}";

    /// <summary>The entry with other bytes of the same number.</summary>
    private static Entry Turn(Entry entry) => entry with { Salt = Enumerable.Repeat((byte)7, 5).ToArray(), Payload = entry.Payload.ToArray().Reverse().ToArray() };
}
