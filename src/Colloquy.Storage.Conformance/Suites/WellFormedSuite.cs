namespace Colloquy.Storage.Conformance;

/// <summary>Tests that a store refuses entries that do not fit together, names that break the rules, and branches that do not exist.</summary>
public sealed class WellFormedSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_commit_that_is_not_well_formed_is_refused),
        Case(A_commit_that_is_not_well_formed_is_refused_before_anything_else_is_looked_at),
        Case(A_head_beyond_the_commit_is_refused),
        Case(A_current_branch_that_does_not_exist_is_refused),
        Case(A_deleted_branch_cannot_be_current),
        Case(A_branch_that_never_was_cannot_be_deleted),
        Case(Names_that_break_the_rules_are_refused),
        Case(Headers_that_are_not_Unicode_are_refused),
    ];

    private static async Task A_commit_that_is_not_well_formed_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        foreach (var (commit, what) in await IllFormed(session))
            await session.EnsureRefusedAsync<ArgumentException>(commit, what);
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

        await session.EnsureRefusedAsync<ArgumentException>(commit with { Heads = [new BranchHead(BranchHead.Main, new Position(3))] }, "a head at 3 in a commit that ends at 2");
        await session.EnsureRefusedAsync<ArgumentException>(commit with { Heads = [new BranchHead("side", new Position(3))] }, "a new branch at 3 in a commit that ends at 2");
    }

    private static async Task A_current_branch_that_does_not_exist_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");

        await session.EnsureRefusedAsync<ArgumentException>(await session.DraftAsync(SessionUnderTest.Text("two")) with { CurrentBranch = "nowhere" }, "a switch to a branch that was never made");
    }

    private static async Task A_deleted_branch_cannot_be_current(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("side", new Position(1))]));

        await session.EnsureRefusedAsync<ArgumentException>(await session.DraftHeadsAsync([new BranchHead(BranchHead.Main, null)]), "the deletion of the current branch");
        await session.EnsureRefusedAsync<ArgumentException>(await session.DraftHeadsAsync([new BranchHead("side", null)], "side"), "a switch to a branch that the same commit deletes");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead(BranchHead.Main, null)], "side"));
        await session.EnsureRefusedAsync<ArgumentException>(await session.DraftHeadsAsync([], BranchHead.Main), "a switch to a branch that was deleted");
        Check.Sequence(["\"main\" at nothing, deleted", "\"side\" at 1"], await session.BranchesAsync(), "the branches");
    }

    private static async Task A_branch_that_never_was_cannot_be_deleted(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");

        await session.EnsureRefusedAsync<ArgumentException>(await session.DraftHeadsAsync([new BranchHead("never", null)]), "the deletion of a branch that never was");

        await session.ForkAsync("never", new Position(1));
    }

    private static async Task Names_that_break_the_rules_are_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"));
        foreach (var name in new[] { "", "a\u0000b", "line\nbreak", "\u0085", "\uD800", new string('\u00E9', 257) })
            await session.EnsureRefusedAsync<InvalidKeyException>(commit with { Heads = [new BranchHead(name, new Position(1))] }, $"a branch of the name {Rendering.Of(name)}");
    }

    private static async Task Headers_that_are_not_Unicode_are_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("one"));
        foreach (var text in new[] { "\uD800", "a\uDC00", "\uDC00\uD800" })
        {
            await session.EnsureRefusedAsync<ArgumentException>(commit with { Entries = [commit.Entries[0] with { Author = text }] }, "an author with a lone surrogate");
            await session.EnsureRefusedAsync<ArgumentException>(commit with { Entries = [commit.Entries[0] with { Subject = text }] }, "a subject with a lone surrogate");
            await session.EnsureRefusedAsync<ArgumentException>(commit with { Entries = [commit.Entries[0] with { Kind = new EntryKind(text) }] }, "a kind with a lone surrogate");
        }
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
            (commit with { Entries = [commit.Entries[0] with { Parent = new Position(2) }] }, "an entry that continues from itself"),
            (commit with { Entries = [commit.Entries[0] with { Parent = new Position(3) }] }, "an entry that continues from a later one"),
            (commit with { Entries = [commit.Entries[0] with { Segment = new Position(3) }] }, "an entry in a segment that begins later"),
            (commit with { Entries = [commit.Entries[0] with { Segment = Position.Start }] }, "an entry in no segment"),
            (commit with { Entries = [commit.Entries[0] with { Kind = EntryKind.State, Subject = null }] }, "a state write without a key"),
            (commit with { Heads = [new BranchHead("a", new Position(1)), new BranchHead("a", new Position(2))] }, "a commit that moves a branch twice"),
            (commit with { Activity = SessionActivity.Waiting }, "a commit that says that the session waits"),
            (commit with { Heads = [new BranchHead("a", null) { IsWaiting = true }] }, "a commit that deletes a branch that waits on"),
        ];
    }
}
