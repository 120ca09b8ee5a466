namespace Colloquy.Storage.Conformance;

/// <summary>Branches are names that move: forks, switches, undo and deletion touch nothing that another branch sees.</summary>
public sealed class BranchSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_fork_copies_nothing_and_both_sides_go_on),
        Case(The_current_branch_is_seen_through_another_handle),
        Case(An_undo_moves_one_head_and_the_next_entry_begins_a_segment),
        Case(A_head_moves_back_and_forth),
        Case(A_head_may_point_at_an_entry_of_its_own_commit),
        Case(A_commit_may_move_several_heads_and_the_current_one_among_them),
        Case(The_entry_that_moved_a_branch_last_is_kept_with_it),
        Case(A_session_waits_while_one_of_its_branches_does),
        Case(One_branch_is_found_by_its_name),
        Case(A_deleted_branch_leaves_every_other_whole),
        Case(The_name_of_a_deleted_branch_is_not_used_again),
        Case(Branches_are_told_apart_and_ordered_byte_by_byte),
        Case(Branches_belong_to_their_session),
    ];

    private static async Task A_fork_copies_nothing_and_both_sides_go_on(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var main = await session.SayAsync("one", "two", "three");

        await session.ForkAsync("side", new Position(2));
        var side = await session.SayAsync("side three");
        await session.SwitchAsync(BranchHead.Main);
        var more = await session.SayAsync("four");

        Check.Equal(4 + 3, (await session.LogAsync()).Count, "the number of entries after a fork, an entry on it, a switch and an entry");
        Check.Entries([main[0], main[1], side[0]], await session.ReadAsync(LogRead.Forth(side[0].Position)), "the line of the fork");
        Check.Entries([.. main, more[0]], await session.ReadAsync(LogRead.Forth(more[0].Position)), "the line of main");
        Check.Sequence(["\"main\" at 7", "\"side\" at 5"], await session.BranchesAsync(), "the branches");
    }

    private static async Task The_current_branch_is_seen_through_another_handle(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one", "two");
        var other = session.Through(await context.OpenAnotherAsync());
        await other.RecordAsync();

        await session.ForkAsync("side", new Position(1));

        var record = await other.RecordAsync();
        Check.Equal(("side", new Position(1), new Position(1)), (record.Branch, record.Head, record.HeadSegment), "branch, head and segment seen through another handle");
        await other.SayAsync("on the side");
        Check.Equal(new Position(4), (await session.RecordAsync()).Head, "the head after the other handle wrote");
    }

    private static async Task An_undo_moves_one_head_and_the_next_entry_begins_a_segment(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var main = await session.SayAsync("one", "two", "three");
        await session.ForkAsync("side", new Position(3));

        await session.MoveHeadAsync(new Position(1));
        var record = await session.RecordAsync();
        var edited = await session.SayAsync("two, edited");

        Check.Equal((new Position(1), new Position(1)), (record.Head, record.HeadSegment), "head and segment after an undo");
        Check.Entries([main[0], edited[0]], await session.ReadAsync(LogRead.Forth(edited[0].Position)), "the line after an undo and an entry");
        Check.Sequence(["\"main\" at 3", "\"side\" at 6, moved by 5"], await session.BranchesAsync(), "the branches");
    }

    private static async Task A_head_moves_back_and_forth(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one", "two");
        foreach (var (to, segment) in new[] { (0L, 0L), (2, 1), (1, 1), (2, 1), (0, 0) })
        {
            await session.MoveHeadAsync(new Position(to));

            var record = await session.RecordAsync();
            Check.Equal((new Position(to), new Position(segment)), (record.Head, record.HeadSegment), "head and segment after a move");
            Check.Equal((int)to, (await session.ReadAsync(LogRead.Back(record.Head))).Count, "the number of entries on the line");
        }
    }

    private static async Task A_head_may_point_at_an_entry_of_its_own_commit(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"), SessionUnderTest.Text("two"), SessionUnderTest.Text("three"));

        await session.CommitAsync(commit with { Heads = [new BranchHead(BranchHead.Main, new Position(2)), new BranchHead("whole", new Position(3))] });

        Check.Sequence(["\"main\" at 2", "\"whole\" at 3"], await session.BranchesAsync(), "the branches");
        var record = await session.RecordAsync();
        Check.Equal((new Position(2), new Position(1), new Position(3)), (record.Head, record.HeadSegment, record.Tip), "head, segment and tip");
    }

    private static async Task A_commit_may_move_several_heads_and_the_current_one_among_them(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one", "two", "three");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("a", new Position(1)), new BranchHead("b", new Position(2)), new BranchHead("c", Position.Start)]));

        await session.CommitAsync(await session.DraftHeadsAsync(
            [new BranchHead("a", new Position(3)), new BranchHead(BranchHead.Main, new Position(1)), new BranchHead("b", null), new BranchHead("d", new Position(2))], "d"));

        Check.Sequence(["\"a\" at 3", "\"b\" at nothing, deleted", "\"c\" at 0", "\"d\" at 2", "\"main\" at 1"], await session.BranchesAsync(), "the branches");
        var record = await session.RecordAsync();
        Check.Equal(("d", new Position(2), new Position(1)), (record.Branch, record.Head, record.HeadSegment), "branch, head and segment");
    }

    private static async Task The_entry_that_moved_a_branch_last_is_kept_with_it(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one", "two");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", new Position(1)) { LastMove = new Position(3) }, new BranchHead("gone", new Position(1))]));
        await session.MoveHeadAsync(new Position(1));
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("gone", null) { LastMove = new Position(5) }], "side"));
        var onSide = await session.RecordAsync();

        await session.SayAsync("on the side");
        await session.SwitchAsync(BranchHead.Main);
        var other = session.Through(await context.OpenAnotherAsync());
        await other.SayAsync("on main");

        Check.Equal(new Position(3), onSide.LastMove, "the entry that moved the branch that became current");
        Check.Equal(new Position(4), (await other.RecordAsync()).LastMove, "the entry that moved the branch that became current again");
        Check.Sequence(["\"gone\" at nothing, deleted, moved by 5", "\"main\" at 8, moved by 4", "\"side\" at 6, moved by 3"], await other.BranchesAsync(), "the branches");
    }

    private static async Task A_session_waits_while_one_of_its_branches_does(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.CommitAsync(await session.DraftWaitingAsync(SessionUnderTest.Text("asked on main")));
        await session.ForkAsync("side", new Position(1));
        await Ensure(SessionActivity.Waiting, waits: false, branches: 1, "after a fork and a switch");
        await session.CommitAsync(await session.DraftWaitingAsync(SessionUnderTest.Text("asked on the side")));
        await Ensure(SessionActivity.Waiting, waits: true, branches: 2, "when both branches wait");

        await session.CommitAsync(await session.DraftAsync(SessionUnderTest.Text("runs")) with { Activity = SessionActivity.Running });
        await Ensure(SessionActivity.Running, waits: true, branches: 2, "while a turn runs");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", new Position(3))]) with { Activity = SessionActivity.Idle });
        await Ensure(SessionActivity.Waiting, waits: false, branches: 1, "when main alone waits, after a turn on the side");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("third", new Position(1)) { IsWaiting = true }]));
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead(BranchHead.Main, new Position(1))]));
        await Ensure(SessionActivity.Waiting, waits: false, branches: 1, "when a third branch alone waits");
        await session.CommitAsync(await session.DraftHeadsAsync([]) with { Activity = SessionActivity.Closed });
        await Ensure(SessionActivity.Closed, waits: false, branches: 1, "when it is closed");
        await session.CommitAsync(await session.DraftHeadsAsync([]) with { Activity = SessionActivity.Idle });
        await Ensure(SessionActivity.Waiting, waits: false, branches: 1, "when it is open again");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("third", null)]));
        await Ensure(SessionActivity.Idle, waits: false, branches: 0, "when the branch that waited is deleted");

        async Task Ensure(SessionActivity activity, bool waits, int branches, string when)
        {
            var record = await session.Through(await context.OpenAnotherAsync()).RecordAsync();
            Check.Equal((activity, waits, branches), (record.Activity, record.IsWaiting, record.WaitingBranches), $"activity, whether the current branch waits, and how many do, {when}");
        }
    }

    private static async Task One_branch_is_found_by_its_name(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", new Position(1)), new BranchHead("gone", new Position(1))]));
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("gone", null)]));
        foreach (var (name, expected) in new[] { ("main", "\"main\" at 1"), ("side", "\"side\" at 1"), ("gone", "\"gone\" at nothing, deleted"), ("Side", null), ("sid%", null) })
            Check.Sequence(expected is null ? [] : [expected], (await context.Store.GetBranchesAsync(session.Key, name)).Select(Rendering.Of), $"the branches of the name {Rendering.Of(name)}");
    }

    private static async Task A_deleted_branch_leaves_every_other_whole(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var main = await session.SayAsync("one", "two");
        await session.ForkAsync("parent", new Position(1));
        var parent = await session.SayAsync("parent two");
        await session.ForkAsync("child", parent[0].Position);
        var child = await session.SayAsync("child three");

        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("parent", null)]));

        Check.Entries([main[0], parent[0], child[0]], await session.ReadAsync(LogRead.Forth(child[0].Position)), "the line of a fork whose parent was deleted");
        Check.Sequence(["\"child\" at 6", "\"main\" at 2", "\"parent\" at nothing, deleted"], await session.BranchesAsync(), "the branches");
        Check.Equal(7, (await session.LogAsync()).Count, "the number of entries");
    }

    private static async Task The_name_of_a_deleted_branch_is_not_used_again(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", new Position(1))]));
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", null)]));
        var before = await session.SnapshotAsync();
        var blob = Blob.Of("unkept"u8.ToArray());
        var commit = await session.DraftHeadsAsync([new BranchHead("free", new Position(1)), new BranchHead("side", new Position(1))], "side") with { Blobs = [blob] };

        await Check.Throws<ArgumentException>(() => session.CommitAsync(commit), "a commit that makes a branch of a deleted name");

        Check.Sequence(before, await session.SnapshotAsync(), "the session after a deleted name was refused");
        Check.That(await session.Store.GetBlobAsync(session.Key, blob.Hash) is null, "Expected no content of a refused commit, but it was kept.");
        await session.ForkAsync("Side", new Position(1));
    }

    private static async Task Branches_are_told_apart_and_ordered_byte_by_byte(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        string[] ordered =
        [
            " a", "%", "'; --", "../up", "A", "Main", "a", "a ", "e\u0301", "main", "\u00C9", "\u00E9", new string('\u00E9', 255) + "xy", new string('\u00E9', 255) + "xz", "\u200Fa", "\uFF5E", "\U0001F600",
        ];
        var heads = ordered.Where(name => name != BranchHead.Main).Select((name, index) => new BranchHead(name, new Position(index + 1))).ToArray();
        await session.SayManyAsync(20);

        await session.CommitAsync(await session.DraftHeadsAsync([.. heads.Reverse()]));

        var expected = ordered.Select(name => heads.FirstOrDefault(head => head.Name == name) ?? new BranchHead(name, new Position(20)));
        Check.Sequence(expected.Select(Rendering.Of), await session.BranchesAsync(), "the branches");
        foreach (var head in heads)
        {
            await session.SwitchAsync(head.Name);
            var record = await session.RecordAsync();
            Check.Equal((head.Name, head.Head), (record.Branch, record.Head), "the current branch and its head");
        }
    }

    private static async Task Branches_belong_to_their_session(StoreCaseContext context)
    {
        var (one, two) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        foreach (var session in new[] { one, two })
            await session.SayAsync("one", "two");
        await one.CommitAsync(await one.DraftHeadsAsync([new BranchHead("side", new Position(1)), new BranchHead("gone", new Position(1))]));
        await one.CommitAsync(await one.DraftHeadsAsync([new BranchHead("gone", null)]));

        await two.ForkAsync("gone", new Position(2));

        Check.Sequence(["\"gone\" at 2", "\"main\" at 2"], await two.BranchesAsync(), "the branches of the second session");
        Check.Sequence(["\"gone\" at nothing, deleted", "\"main\" at 2", "\"side\" at 1"], await one.BranchesAsync(), "the branches of the first session");
    }
}
