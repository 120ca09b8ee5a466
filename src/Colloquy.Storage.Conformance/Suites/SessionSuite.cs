namespace Colloquy.Storage.Conformance;

/// <summary>Sessions are created, found and deleted; a read creates nothing.</summary>
public sealed class SessionSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_new_session_is_empty),
        Case(A_session_that_is_created_again_is_returned_as_it_is),
        Case(A_session_is_found_through_another_handle),
        Case(What_does_not_exist_is_null_or_empty_and_reading_it_creates_nothing),
        Case(Writing_to_what_does_not_exist_is_refused_and_creates_nothing),
        Case(A_deleted_session_is_gone_and_all_that_belonged_to_it),
        Case(A_session_created_after_a_deletion_is_a_new_one),
        Case(A_handle_that_knew_a_deleted_session_sees_the_new_one),
        Case(Deleting_one_session_leaves_the_others),
    ];

    private static async Task A_new_session_is_empty(StoreCaseContext context)
    {
        var key = context.NewKey();

        var record = await context.Store.CreateAsync(key);

        var now = context.Clock.GetUtcNow();
        Check.Record(new SessionRecord { Key = key, CreatedAt = now, UpdatedAt = now, Chain = EntryHash.Seed(key) }, record, "the record of a new session");
        Check.Record(record, await context.Store.GetAsync(key), "the record of a new session, read again");
        Check.Equal(0, (await context.Store.ReadAsync(key, LogRead.All())).Entries.Count, "the number of entries of a new session");
        Check.Sequence([Rendering.Of(new BranchHead(BranchHead.Main, Position.Start))], (await context.Store.GetBranchesAsync(key)).Select(Rendering.Of), "the branches of a new session");
    }

    private static async Task A_session_that_is_created_again_is_returned_as_it_is(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("hello");
        await session.ForkAsync("other", new Position(1));
        var before = await session.RecordAsync();
        context.Clock.Advance(TimeSpan.FromHours(1));

        var again = await context.Store.CreateAsync(session.Key);

        Check.Record(before, again, "the record of a session that was created twice");
        Check.Equal(2, (await session.LogAsync()).Count, "the number of its entries");
    }

    private static async Task A_session_is_found_through_another_handle(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var other = await context.OpenAnotherAsync();
        await session.SayAsync("hello");

        Check.Record(await session.RecordAsync(), await other.GetAsync(session.Key), "the record that another handle reads");
        Check.Entries(await session.LogAsync(), await session.Through(other).LogAsync(), "the log that another handle reads");
    }

    private static async Task What_does_not_exist_is_null_or_empty_and_reading_it_creates_nothing(StoreCaseContext context)
    {
        var (store, key) = (context.Store, context.NewKey());

        Check.That(await store.GetAsync(key) is null, "Expected null for a session that was never created, but there is a record.");
        foreach (var read in new[] { LogRead.All(), LogRead.Back(Position.Start), LogRead.Back(new Position(7)), LogRead.Forth(new Position(7)) })
        {
            var page = await store.ReadAsync(key, read);
            Check.That(page.Entries.Count == 0 && page.Next is null, "Expected an empty page of a session that does not exist.");
        }

        Check.Equal(0, (await store.ReadStateAsync(key, new Position(7))).Count, "the number of state keys of a session that does not exist");
        Check.That(await store.GetBlobAsync(key, Digest.Of("x"u8)) is null, "Expected no blob in a session that does not exist.");
        Check.Equal(false, await store.DeleteAsync(key), "the answer to deleting a session that does not exist");

        await EnsureNothingWasCreated(store, key);
    }

    private static async Task Writing_to_what_does_not_exist_is_refused_and_creates_nothing(StoreCaseContext context)
    {
        var (store, key) = (context.Store, context.NewKey());
        var commit = await (await context.NewSessionAsync("ben")).DraftAsync(SessionUnderTest.Text("hello"));
        var acquire = LeaseRequest.Acquire("runner", TimeSpan.FromSeconds(30), LeasePlace.None);

        var refusals = new[]
        {
            await Check.Throws<SessionNotFoundException>(() => store.CommitAsync(key, commit).AsTask(), "a commit to a session that does not exist"),
            await Check.Throws<SessionNotFoundException>(() => store.LeaseAsync(key, acquire).AsTask(), "a lease of a session that does not exist"),
            await Check.Throws<SessionNotFoundException>(() => store.SetDetailsAsync(key, new SessionDetails()).AsTask(), "a title of a session that does not exist"),
            await Check.Throws<SessionNotFoundException>(() => store.GetBranchesAsync(key).AsTask(), "the branches of a session that does not exist"),
        };

        foreach (var refusal in refusals)
            Check.Equal(key, refusal.Key, "the key that the refusal names");
        await EnsureNothingWasCreated(store, key);
    }

    private static async Task A_deleted_session_is_gone_and_all_that_belonged_to_it(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.AddAsync(SessionUnderTest.Text("hello"), SessionUnderTest.State("color", 1));

        Check.Equal(true, await context.Store.DeleteAsync(session.Key), "the answer to deleting a session");

        await EnsureNothingWasCreated(context.Store, session.Key);
        Check.Equal(0, (await context.Store.ReadAsync(session.Key, LogRead.All())).Entries.Count, "the number of entries of a deleted session");
        Check.Equal(0, (await context.Store.ReadStateAsync(session.Key, new Position(2))).Count, "the number of state keys of a deleted session");
        Check.Equal(false, await context.Store.DeleteAsync(session.Key), "the answer to deleting a session again");
    }

    private static async Task A_session_created_after_a_deletion_is_a_new_one(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var (store, blob) = (session.Store, Blob.Of("kept"u8.ToArray()));
        var commit = await session.DraftWaitingAsync(SessionUnderTest.Text("hello"), SessionUnderTest.State("color", 1)) with { Blobs = [blob] };
        await session.CommitAsync(commit);
        await session.ForkAsync("side", new Position(1));
        await session.SwitchAsync(BranchHead.Main);
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", null)]));
        await store.SetDetailsAsync(session.Key, new SessionDetails { Title = "old" });
        await store.LeaseAsync(session.Key, LeaseRequest.Release(await session.TakeLeaseAsync()));
        await store.DeleteAsync(session.Key);
        context.Clock.Advance(TimeSpan.FromMinutes(1));

        var record = await store.CreateAsync(session.Key);

        var now = context.Clock.GetUtcNow();
        Check.Record(new SessionRecord { Key = session.Key, CreatedAt = now, UpdatedAt = now, Chain = EntryHash.Seed(session.Key) }, record, "the record of a session created after a deletion");
        Check.Equal(0, (await session.LogAsync()).Count, "the number of its entries");
        Check.That(await store.GetBlobAsync(session.Key, blob.Hash) is null, "Expected the content of the deleted session to be gone, but the new session has it.");
        var receipt = await session.CommitAsync(commit);
        Check.Equal(false, receipt.Repeated, "Repeated, of a commit whose id the deleted session had seen");
        await session.ForkAsync("side", new Position(1));
        Check.Equal("side", (await session.RecordAsync()).Branch, "the current branch, of a name that was deleted in the deleted session");
    }

    private static async Task A_handle_that_knew_a_deleted_session_sees_the_new_one(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var other = session.Through(await context.OpenAnotherAsync());
        await other.AddAsync(SessionUnderTest.Text("old"), SessionUnderTest.State("color", 1));
        await other.ForkAsync("side", new Position(1));
        await session.SnapshotAsync();
        await other.SnapshotAsync();

        await session.Store.DeleteAsync(session.Key);
        await session.Store.CreateAsync(session.Key);
        await session.AddAsync(SessionUnderTest.Text("new"), SessionUnderTest.State("size", 2), SessionUnderTest.Text("more"));

        Check.Sequence(await session.SnapshotAsync(), await other.SnapshotAsync(), "a session made again in the same moment, seen through a handle that knew the old one");
        Check.Equal(new Position(4), (await other.SayAsync("on"))[0].Position, "the position of what that handle adds");
    }

    private static async Task Deleting_one_session_leaves_the_others(StoreCaseContext context)
    {
        var (gone, kept) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        var blob = Blob.Of("shared"u8.ToArray());
        foreach (var session in new[] { gone, kept })
            await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("hello"), SessionUnderTest.State("color", 1)) with { Blobs = [blob] });
        var before = await kept.SnapshotAsync();

        await context.Store.DeleteAsync(gone.Key);

        Check.Sequence(before, await kept.SnapshotAsync(), "a session beside one that was deleted");
        Check.That(await context.Store.GetBlobAsync(kept.Key, blob.Hash) is not null, "Expected content that two sessions kept to stay when one of them is deleted, but it is gone.");
    }

    private static async Task EnsureNothingWasCreated(ISessionStore store, SessionKey key)
    {
        Check.That(await store.GetAsync(key) is null, $"Expected no session {key}, but there is one.");
        var listed = (await store.ListAsync(key.Owner, new SessionQuery())).Sessions.Where(record => record.Key == key);
        Check.Equal(0, listed.Count(), $"the number of times that session {key}, which is not there, is listed");
    }
}
