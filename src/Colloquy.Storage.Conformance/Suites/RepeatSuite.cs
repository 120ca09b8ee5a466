namespace Colloquy.Storage.Conformance;

/// <summary>A commit made again under its id returns the first receipt and changes nothing, for ever.</summary>
public sealed class RepeatSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_repeated_commit_returns_the_first_receipt_and_changes_nothing),
        Case(A_commit_is_recognised_after_many_others),
        Case(Every_commit_of_a_long_session_is_recognised),
        Case(A_commit_is_recognised_through_another_handle),
        Case(A_commit_is_recognised_with_another_tip_and_other_entries),
        Case(A_commit_is_recognised_after_its_lease_is_lost),
        Case(A_commit_is_recognised_while_another_holds_the_lease),
        Case(A_repeat_does_not_release_the_next_lease),
        Case(The_same_id_in_another_session_is_a_commit_of_its_own),
        Case(A_refused_commit_may_be_made_under_the_same_id_at_the_new_tip),
    ];

    private static async Task A_repeated_commit_returns_the_first_receipt_and_changes_nothing(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("before");
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"), SessionUnderTest.Text("two"));
        var first = await session.CommitAsync(commit);
        var before = await session.SnapshotAsync();
        context.Clock.Advance(TimeSpan.FromMinutes(1));

        await EnsureRepeated(session, commit, first);
        await EnsureRepeated(session, commit, first);

        Check.Sequence(before, await session.SnapshotAsync(), "the session after a commit was repeated twice");
    }

    private static async Task A_commit_is_recognised_after_many_others(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("the first"));
        var first = await session.CommitAsync(commit);
        for (var i = 0; i < 50; i++)
            await session.SayAsync("another");
        await session.MoveHeadAsync(Position.Start);
        var before = await session.SnapshotAsync();

        await EnsureRepeated(session, commit, first);

        Check.Sequence(before, await session.SnapshotAsync(), "the session after an old commit was repeated");
    }

    private static async Task Every_commit_of_a_long_session_is_recognised(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var made = new List<(Commit Commit, CommitReceipt Receipt)>();

        foreach (var count in (int[])[1, 31, 32, 33, 64, 65, 97, 130])
        {
            while (made.Count < count)
                made.Add(await session.MakeAsync(made.Count));
            var before = await session.SnapshotAsync();

            await session.EnsureRepeatedAsync(made);

            Check.Sequence(before, await session.SnapshotAsync(), $"the session after each of its {count} commits was repeated");
        }
    }

    private static async Task A_commit_is_recognised_through_another_handle(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"));
        var first = await session.CommitAsync(commit);
        var other = session.Through(await context.OpenAnotherAsync());

        await EnsureRepeated(other, commit, first);

        Check.Entries(commit.Entries, await session.LogAsync(), "the log after a repeat through another handle");
    }

    private static async Task A_commit_is_recognised_with_another_tip_and_other_entries(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"));
        var first = await session.CommitAsync(commit);
        await session.SayAsync("two", "three");
        var before = await session.SnapshotAsync();

        await EnsureRepeated(session, await session.DraftAsync(SessionUnderTest.Text("rebased"), SessionUnderTest.Text("more")) with { Id = commit.Id }, first);

        Check.Sequence(before, await session.SnapshotAsync(), "the session after a repeat at another tip");
    }

    private static async Task A_commit_is_recognised_after_its_lease_is_lost(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync(TimeSpan.FromSeconds(10));
        var commit = await session.DraftAsync(SessionUnderTest.Text("one")) with { Lease = token };
        var first = await session.CommitAsync(commit);
        context.Clock.Advance(TimeSpan.FromSeconds(11));
        await session.TakeLeaseAsync();

        await EnsureRepeated(session, commit, first);

        Check.Entries(commit.Entries, await session.LogAsync(), "the log after a repeat by a writer that lost its lease");
    }

    private static async Task A_commit_is_recognised_while_another_holds_the_lease(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"));
        var first = await session.CommitAsync(commit);
        await session.TakeLeaseAsync();

        await EnsureRepeated(session, commit, first);
    }

    private static async Task A_repeat_does_not_release_the_next_lease(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one")) with { Lease = token, ReleasesLease = true };
        var first = await session.CommitAsync(commit);
        var next = await session.TakeLeaseAsync();

        await EnsureRepeated(session, commit, first);

        var receipt = await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("two")) with { Lease = next });
        Check.Equal(new Position(2), receipt.Last, "the position of what the next holder commits");
    }

    private static async Task The_same_id_in_another_session_is_a_commit_of_its_own(StoreCaseContext context)
    {
        var (one, two) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        var commit = await one.DraftAsync(SessionUnderTest.Text("one"));
        await one.CommitAsync(commit);
        var other = await two.DraftAsync(SessionUnderTest.Text("two")) with { Id = commit.Id };

        var receipt = await two.CommitAsync(other);

        Check.Equal(false, receipt.Repeated, "Repeated, of an id that only another session has seen");
        Check.Entries(other.Entries, await two.LogAsync(), "the log of the other session");
    }

    private static async Task A_refused_commit_may_be_made_under_the_same_id_at_the_new_tip(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("late"));
        await session.SayAsync("first");
        await Check.Throws<TipConflictException>(() => session.CommitAsync(commit), "a commit at an old tip");

        var again = await session.DraftAsync(SessionUnderTest.Text("late")) with { Id = commit.Id };
        var receipt = await session.CommitAsync(again);

        Check.Equal((new Position(2), false), (receipt.Last, receipt.Repeated), "last position and Repeated of a commit that was refused before");
        Check.Entries(again.Entries, (await session.LogAsync()).Skip(1), "the end of the log");
    }

    private static async Task EnsureRepeated(SessionUnderTest session, Commit commit, CommitReceipt first)
    {
        var receipt = await session.CommitAsync(commit);
        Check.Equal(first with { Repeated = true }, receipt, "the receipt of a repeated commit");
    }
}
