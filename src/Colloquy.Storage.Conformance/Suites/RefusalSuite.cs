namespace Colloquy.Storage.Conformance;

/// <summary>A commit is all or nothing: one that is refused or cancelled leaves nothing behind, not even a lock.</summary>
public sealed class RefusalSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_commit_at_an_old_tip_is_refused_with_both_tips),
        Case(A_commit_at_a_tip_that_is_not_there_yet_is_refused),
        Case(A_commit_written_for_a_deleted_session_is_refused_on_one_made_again),
        Case(A_commit_that_expects_another_version_of_title_and_metadata_is_refused),
        Case(A_refused_commit_leaves_nothing),
        Case(The_lease_is_looked_at_before_the_tip),
        Case(A_commit_that_is_cancelled_before_it_begins_writes_nothing),
        Case(A_commit_that_is_cancelled_on_its_way_is_there_as_a_whole_or_not_at_all),
    ];

    private static async Task A_commit_at_an_old_tip_is_refused_with_both_tips(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var stale = await session.DraftAsync(SessionUnderTest.Text("late"));
        await session.SayAsync("two", "three");

        var refusal = await Check.Throws<TipConflictException>(() => session.CommitAsync(stale), "a commit at tip 1 of a session at tip 3");

        Check.Equal((session.Key, new Position(1), new Position(3)), (refusal.Key, refusal.Expected, refusal.Actual), "key, expected and actual tip of the refusal");
    }

    private static async Task A_commit_at_a_tip_that_is_not_there_yet_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var writer = await session.WriterAsync();
        writer.Append(SessionUnderTest.Text("lost"));
        writer.TakeCommit(CommitId.New(context.Clock));
        writer.Append(SessionUnderTest.Text("next"));

        var refusal = await Check.Throws<TipConflictException>(() => session.CommitAsync(writer.TakeCommit(CommitId.New(context.Clock))), "a commit at tip 1 of an empty session");

        Check.Equal((new Position(1), Position.Start), (refusal.Expected, refusal.Actual), "expected and actual tip of the refusal");
        Check.Equal(0, (await session.LogAsync()).Count, "the number of entries after the refusal");
    }

    private static async Task A_commit_written_for_a_deleted_session_is_refused_on_one_made_again(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var stale = await session.DraftAsync(SessionUnderTest.Text("late"));
        await session.Store.DeleteAsync(session.Key);
        await session.Store.CreateAsync(session.Key);
        await session.SayAsync("other");

        await session.EnsureRefusedAsync<TipConflictException>(stale, "a commit at the tip, but not at the chain, of the session");
    }

    private static async Task A_commit_that_expects_another_version_of_title_and_metadata_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var record = await session.RecordAsync();
        var fitting = await session.DraftAsync(SessionUnderTest.Text("two")) with { ExpectedDetails = record.Details.Version };
        var receipt = await session.CommitAsync(fitting);
        await session.Store.SetDetailsAsync(session.Key, record.Details with { Title = "a title" });
        var late = await session.DraftAsync(SessionUnderTest.Text("late")) with { ExpectedDetails = record.Details.Version };

        await session.EnsureRefusedAsync<DetailsConflictException>(late, "a commit for the title and metadata of before");

        var refusal = await Check.Throws<DetailsConflictException>(() => session.CommitAsync(late), "a commit for the title and metadata of before");
        Check.Equal((session.Key, record.Details.Version, record.Details.Version + 1), (refusal.Key, refusal.Expected, refusal.Actual), "key, expected and actual version of the refusal");
        Check.Equal(receipt with { Repeated = true }, await session.CommitAsync(fitting), "the receipt of a repeated commit that fitted");
        await Check.Throws<TipConflictException>(() => session.CommitAsync(fitting with { Id = CommitId.New(context.Clock) }), "a commit at an old tip, for another title");
        Check.Equal(new Position(3), (await session.CommitAsync(late with { ExpectedDetails = record.Details.Version + 1 })).Last, "the position of a commit that expects the version that is there");
    }

    private static async Task A_refused_commit_leaves_nothing(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var blob = Blob.Of("unkept"u8.ToArray());
        var stale = await session.DraftAsync(SessionUnderTest.Text("late"), SessionUnderTest.State("color", 1)) with
        {
            Blobs = [blob],
            Activity = SessionActivity.Running,
            Heads = [new BranchHead(BranchHead.Main, new Position(3)), new BranchHead("side", new Position(1))],
            CurrentBranch = "side",
        };
        await session.SayAsync("two");
        var token = await session.TakeLeaseAsync();

        await session.EnsureRefusedAsync<TipConflictException>(stale with { Lease = token, ReleasesLease = true }, "a commit at an old tip");

        Check.That(await session.Store.GetBlobAsync(session.Key, blob.Hash) is null, "Expected no content of a refused commit, but it was kept.");
        var receipt = await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("three")) with { Lease = token });
        Check.Equal(new Position(3), receipt.Last, "the position of the commit after a refused one, under the lease that it would have released");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", new Position(1))]) with { Lease = token });
    }

    private static async Task The_lease_is_looked_at_before_the_tip(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var stale = await session.DraftAsync(SessionUnderTest.Text("late"));
        await session.SayAsync("one");
        await session.TakeLeaseAsync();

        await Check.Throws<SessionBusyException>(() => session.CommitAsync(stale), "a commit without a lease, at an old tip, while a lease lives");
    }

    private static async Task A_commit_that_is_cancelled_before_it_begins_writes_nothing(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"), SessionUnderTest.Text("two"));
        var before = await session.SnapshotAsync();

        await Check.Throws<OperationCanceledException>(() => session.Store.CommitAsync(session.Key, commit, new CancellationToken(canceled: true)).AsTask(), "a commit with a cancelled token");

        Check.Sequence(before, await session.SnapshotAsync(), "the session after a cancelled commit");
        Check.Equal(false, (await session.CommitAsync(commit)).Repeated, "Repeated, of the same commit made again");
    }

    private static async Task A_commit_that_is_cancelled_on_its_way_is_there_as_a_whole_or_not_at_all(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var written = new List<Entry>();
        for (var i = 0; i < 40; i++)
        {
            var commit = await session.DraftAsync([.. Enumerable.Range(0, 20).Select(number => SessionUnderTest.Text($"commit {i}, message {number}"))]);
            using var cancellation = new CancellationTokenSource();
            var committing = Task.Run(() => session.Store.CommitAsync(session.Key, commit, cancellation.Token).AsTask());
            for (var turns = 0; turns < i; turns++)
                await Crowd.LetOthersRunAsync();
            await cancellation.CancelAsync();
            try
            {
                await committing;
                written.AddRange(commit.Entries);
            }
            catch (OperationCanceledException)
            {
                Check.That((await session.RecordAsync()).Tip.Value % 20 == 0, "Expected a cancelled commit to be there as a whole or not at all, but a part of it is there.");
                await session.CommitAsync(commit);
                written.AddRange(commit.Entries);
            }
        }

        Check.Entries(written, await session.LogAsync(), "the log after commits that were cancelled and made again");
    }
}
