namespace Colloquy.Testing;

/// <summary>A commit is all or nothing: one that is refused or cancelled leaves nothing behind, not even a lock.</summary>
public sealed class RefusalSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_commit_at_an_old_tip_is_refused_with_both_tips),
        Case(A_commit_at_a_tip_that_is_not_there_yet_is_refused),
        Case(A_refused_commit_leaves_nothing),
        Case(A_commit_that_is_not_well_formed_is_refused),
        Case(A_commit_that_is_not_well_formed_is_refused_before_anything_else_is_looked_at),
        Case(A_head_beyond_the_commit_is_refused),
        Case(A_current_branch_that_does_not_exist_is_refused),
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

        await EnsureLeavesNothing<TipConflictException>(context, session, stale with { Lease = token, ReleasesLease = true }, "a commit at an old tip");

        Check.That(await session.Store.GetBlobAsync(session.Key, blob.Hash) is null, "Expected no content of a refused commit, but it was kept.");
        var receipt = await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("three")) with { Lease = token });
        Check.Equal(new Position(3), receipt.Last, "the position of the commit after a refused one, under the lease that it would have released");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", new Position(1))]) with { Lease = token });
    }

    private static async Task A_commit_that_is_not_well_formed_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        foreach (var (commit, what) in await IllFormed(session))
            await EnsureLeavesNothing<ArgumentException>(context, session, commit, what);
    }

    private static async Task A_commit_that_is_not_well_formed_is_refused_before_anything_else_is_looked_at(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var seen = await session.DraftAsync(SessionUnderTest.Text("one"));
        await session.CommitAsync(seen);
        var illFormed = seen with { Entries = [] };

        await Check.Throws<ArgumentException>(() => session.CommitAsync(illFormed), "an empty commit under an id that was seen");
        await Check.Throws<ArgumentException>(() => context.Store.CommitAsync(context.NewKey(), illFormed).AsTask(), "an empty commit to a session that does not exist");
    }

    private static async Task A_head_beyond_the_commit_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var commit = await session.DraftAsync(SessionUnderTest.Text("two"));

        await EnsureLeavesNothing<ArgumentException>(context, session, commit with { Heads = [new BranchHead(BranchHead.Main, new Position(3))] }, "a head at 3 in a commit that ends at 2");
        await EnsureLeavesNothing<ArgumentException>(context, session, commit with { Heads = [new BranchHead("side", new Position(3))] }, "a new branch at 3 in a commit that ends at 2");
    }

    private static async Task A_current_branch_that_does_not_exist_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");

        await EnsureLeavesNothing<ArgumentException>(context, session, await session.DraftAsync(SessionUnderTest.Text("two")) with { CurrentBranch = "nowhere" }, "a switch to a branch that was never made");
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

    private static async Task<(Commit Commit, string What)[]> IllFormed(SessionUnderTest session)
    {
        var commit = await session.DraftAsync(SessionUnderTest.Text("two"), SessionUnderTest.Text("three"));
        return
        [
            (commit with { Entries = [] }, "a commit without entries"),
            (commit with { Entries = [commit.Entries[1], commit.Entries[0]] }, "a commit with its entries in another order"),
            (commit with { Entries = [commit.Entries[1]] }, "a commit with a gap after the tip"),
            (commit with { Entries = [commit.Entries[0], commit.Entries[0]] }, "a commit with an entry twice"),
            (commit with { ExpectedTip = Position.Start }, "a commit whose entries do not follow the tip that it expects"),
            (commit with { ReleasesLease = true }, "a commit that releases a lease it does not name"),
        ];
    }

    private static async Task EnsureLeavesNothing<T>(StoreCaseContext context, SessionUnderTest session, Commit commit, string what)
        where T : Exception
    {
        var before = await session.SnapshotAsync();
        context.Clock.Advance(TimeSpan.FromSeconds(1));

        await Check.Throws<T>(() => session.CommitAsync(commit), what);

        Check.Sequence(before, await session.SnapshotAsync(), $"the session after {what} was refused");
    }
}
