using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class BranchTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_fork_after_a_turn_has_the_turn_and_one_before_it_has_not()
    {
        var session = await OpenAsync("one", "two", "three");

        var after = await session.Branches.ForkAfterTurnAsync(2, "after");
        var before = await session.Branches.ForkBeforeTurnAsync(2, "before");
        var newest = await session.Branches.ForkAfterTurnAsync(3, "newest");
        var empty = await session.Branches.ForkBeforeTurnAsync(1, "empty");

        Assert.Equal("one, re one, two, re two", await TextAsync(after));
        Assert.Equal("one, re one", await TextAsync(before));
        Assert.Equal("one, re one, two, re two, three, re three", await TextAsync(newest));
        Assert.Equal("", await TextAsync(empty));
        Assert.Equal(["after", "before", "empty", "main", "newest"], (await session.Branches.ListAsync()).Select(branch => branch.Name));
        Assert.Equal(BranchHead.Main, session.Branch);
    }

    [Fact]
    public async Task Both_sides_of_a_fork_go_on_and_see_nothing_of_each_other()
    {
        var session = await OpenAsync("one", "two");
        var fork = await session.Branches.ForkAfterTurnAsync(1);

        await SayAsync(fork, "other");
        await SayAsync(session, "three");
        await fork.State.SetAsync("mood", "adventurous");

        Assert.Equal("one, re one, two, re two, three, re three", await TextAsync(session));
        Assert.Equal("one, re one, other, re other", await TextAsync(fork));
        Assert.Null(await session.State.GetAsync<string>("mood"));
        Assert.Equal("adventurous", await fork.State.GetAsync<string>("mood"));
        Assert.Equal([1, 2], (await fork.Turns.ReadAsync().ToListAsync()).Select(turn => turn.Number).Order());
    }

    [Fact]
    public async Task A_fork_carries_the_state_of_its_head()
    {
        var session = await OpenAsync("one");
        await session.State.SetAsync("step", 1);
        await SayAsync(session, "two");
        await session.State.SetAsync("step", 2);

        var fork = await session.Branches.ForkAfterTurnAsync(1);

        Assert.Equal(1, await fork.State.GetAsync<int>("step"));
        Assert.Equal(2, await session.State.GetAsync<int>("step"));
    }

    [Fact]
    public async Task A_fork_can_be_made_at_any_entry_of_a_line_also_at_what_was_undone()
    {
        var session = await OpenAsync("one", "two");
        var items = await session.GetItemsAsync();
        await session.UndoTurnAsync();

        var fork = await session.Branches.ForkAtAsync(items[2].Position, "found-again");

        Assert.Equal("one, re one, two", await TextAsync(fork));
        Assert.Equal("one, re one", await TextAsync(session));
    }

    [Fact]
    public async Task A_fork_before_a_text_ends_before_the_turn_of_the_first_message_that_contains_it()
    {
        var session = await OpenAsync("Hello", "What about a belt?", "And a BELT again?");

        var fork = await session.Branches.ForkBeforeTextAsync("belt");

        Assert.Equal("Hello, re Hello", await TextAsync(fork));
        var refused = await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Branches.ForkBeforeTextAsync("africa"));
        Assert.Contains("No message on branch 'main'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_current_branch_is_seen_by_every_handle()
    {
        var session = await OpenAsync("one", "two");
        await session.Branches.ForkAfterTurnAsync(1, "hiring");

        await session.Branches.SwitchToAsync("hiring");
        var other = (await _store.FindAsync(session.Key))!;
        await SayAsync(other, "Hiring");

        Assert.Equal("hiring", other.Branch);
        Assert.Equal("one, re one, Hiring, re Hiring", await TextAsync(session));
        Assert.Equal("one, re one, two, re two", await TextAsync(await session.Branches.OpenAsync("main")));
        await session.Branches.SwitchToAsync("main");
        Assert.Equal("one, re one, two, re two", await TextAsync(other));
    }

    [Fact]
    public async Task A_handle_that_is_bound_to_a_branch_stays_there_when_another_becomes_current()
    {
        var session = await OpenAsync("one");
        var fork = await session.Branches.ForkAsync("fork");

        await SayAsync(session, "two");
        await SayAsync(fork, "other");
        await session.Branches.SwitchToAsync("fork");
        await SayAsync(session, "more");

        Assert.Equal("one, re one, other, re other, more, re more", await TextAsync(fork));
        Assert.Equal("one, re one, two, re two", await TextAsync(await fork.Branches.OpenAsync("main")));
    }

    [Fact]
    public async Task Branches_are_listed_with_what_people_ask_of_them()
    {
        var session = await OpenAsync("one", "two");
        var fork = await session.Branches.ForkAfterTurnAsync(1, "hiring");
        await SayAsync(fork, "Hiring");
        await fork.UndoTurnAsync();
        await session.Branches.SwitchToAsync("hiring");

        var (hiring, main) = ((await session.Branches.ListAsync())[0], (await session.Branches.ListAsync())[1]);

        Assert.Equal(("hiring", true, 3L, 1, "main"), (hiring.Name, hiring.IsCurrent, hiring.Entries, hiring.Turns, hiring.Source));
        Assert.Equal((await fork.GetItemsAsync())[^1].Position, hiring.ForkedAt);
        Assert.Equal(("main", false, 6L, 2, null, null), (main.Name, main.IsCurrent, main.Entries, main.Turns, main.ForkedAt, main.Source));
        Assert.Equal(session.Record.CreatedAt, main.CreatedAt);
    }

    [Fact]
    public async Task A_deleted_branch_leaves_every_other_whole()
    {
        var session = await OpenAsync("one", "two");
        var parent = await session.Branches.ForkAfterTurnAsync(1, "parent");
        await SayAsync(parent, "from the parent");
        var child = await parent.Branches.ForkAsync("child");
        await SayAsync(child, "from the child");

        await session.Branches.DeleteAsync("parent");

        Assert.Equal(["child", "main"], (await session.Branches.ListAsync()).Select(branch => branch.Name));
        Assert.Equal("one, re one, from the parent, re from the parent, from the child, re from the child", await TextAsync(child));
        var gone = await Assert.ThrowsAsync<BranchNotFoundException>(() => parent.GetItemsAsync());
        Assert.True(gone.IsDeleted);
        await Assert.ThrowsAsync<BranchNotFoundException>(() => SayAsync(parent, "to nobody"));
        await Assert.ThrowsAsync<BranchConflictException>(() => session.Branches.ForkAsync("parent"));
    }

    [Fact]
    public async Task Main_is_not_deleted_and_the_current_branch_only_when_told_so()
    {
        var session = await OpenAsync("one");
        await session.Branches.ForkAsync("side");
        await session.Branches.SwitchToAsync("side");

        await Assert.ThrowsAsync<BranchConflictException>(() => session.Branches.DeleteAsync("main"));
        await Assert.ThrowsAsync<BranchConflictException>(() => session.Branches.DeleteAsync("main", evenIfCurrent: true));
        await Assert.ThrowsAsync<BranchConflictException>(() => session.Branches.DeleteAsync("side"));
        await session.Branches.DeleteAsync("side", evenIfCurrent: true);

        Assert.Equal("main", (await session.RefreshAsync()).Branch);
    }

    [Fact]
    public async Task What_cannot_be_forked_or_found_is_refused_in_a_sentence_and_changes_nothing()
    {
        var empty = await _store.OpenAsync(new SessionKey("empty"));
        var session = await OpenAsync("one");
        await session.Branches.ForkAsync("side");
        await session.ClearAsync();
        await session.RedoAsync();
        var tip = session.Record.Tip;

        await Assert.ThrowsAsync<BranchConflictException>(() => empty.Branches.ForkAsync());
        await Assert.ThrowsAsync<TurnNotFoundException>(() => empty.Branches.ForkAfterTurnAsync(1));
        Assert.Equal("Branch 'main' of session 's' in app 'default' has no turn 0: its turns are numbered from 1 to 1.", (await Assert.ThrowsAsync<TurnNotFoundException>(() => session.Branches.ForkBeforeTurnAsync(0))).Message);
        await Assert.ThrowsAsync<TurnNotFoundException>(() => session.Branches.ForkAfterTurnAsync(2));
        await Assert.ThrowsAsync<BranchConflictException>(() => session.Branches.ForkAsync("side"));
        await Assert.ThrowsAsync<InvalidKeyException>(() => session.Branches.ForkAsync(""));
        await Assert.ThrowsAsync<InvalidKeyException>(() => session.Branches.ForkAsync(new string('x', 513)));
        await Assert.ThrowsAsync<EntryNotFoundException>(() => empty.Branches.ForkAtAsync(default));
        await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Branches.ForkAtAsync(tip.Next));
        await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Branches.ForkAtAsync(tip));
        await Assert.ThrowsAsync<BranchNotFoundException>(() => session.Branches.SwitchToAsync("nowhere"));
        await Assert.ThrowsAsync<BranchNotFoundException>(() => session.Branches.OpenAsync("nowhere"));
        await Assert.ThrowsAsync<BranchNotFoundException>(() => session.Branches.DeleteAsync("nowhere"));
        await Assert.ThrowsAsync<BranchNotFoundException>(() => session.Branches.CompareAsync("main", "nowhere"));
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);
    }

    [Fact]
    public async Task What_a_branch_was_when_it_was_empty_can_be_forked()
    {
        var session = await OpenAsync("one");
        await session.ClearAsync();
        await session.RedoAsync();
        var redo = await session.Branches.GetHeadHistoryAsync().FirstAsync();

        var fork = await session.Branches.ForkAtAsync(redo.From!.Value);

        Assert.Equal(Position.Start, redo.From);
        Assert.Empty(await fork.GetItemsAsync());
        await SayAsync(fork, "another");
        Assert.Equal("another", (await fork.GetItemsAsync())[0].Text);
        Assert.Equal("one", (await session.GetItemsAsync())[0].Text);
    }

    [Fact]
    public async Task A_comparison_tells_the_common_history_and_what_each_added()
    {
        var session = await OpenAsync("one", "two");
        var fork = await session.Branches.ForkAfterTurnAsync(1, "fork");
        await SayAsync(fork, "Hiring");
        var nested = await fork.Branches.ForkBeforeTurnAsync(2, "nested");
        await SayAsync(nested, "Africa");

        var compared = await session.Branches.CompareAsync("main", "nested");

        Assert.Equal("one, re one", await TextAsync(compared.ReadCommonAsync()));
        Assert.Equal("two, re two", await TextAsync(compared.ReadUniqueToFirstAsync()));
        Assert.Equal("Africa, re Africa", await TextAsync(compared.ReadUniqueToSecondAsync()));
        Assert.False(compared.AreSame);
        Assert.True((await session.Branches.CompareAsync("fork", "fork")).AreSame);
        Assert.Equal(Position.Start, (await session.Branches.CompareAsync("main", (await session.Branches.ForkBeforeTurnAsync(1)).Branch)).Common);
    }

    [Fact]
    public async Task A_branch_without_a_name_gets_one_that_nobody_used()
    {
        var session = await OpenAsync("one");
        var next = session.Record.Tip.Next.Next;
        await session.Branches.ForkAsync($"branch-{next}");

        var fork = await session.Branches.ForkAsync();
        var another = await session.Branches.ForkAsync();

        Assert.Equal($"branch-{next}-2", fork.Branch);
        Assert.Equal($"branch-{next.Next}", another.Branch);
    }

    [Fact]
    public async Task Turns_are_found_by_their_number_however_many_there_are()
    {
        var session = await OpenAsync([.. Enumerable.Range(1, 57).Select(i => $"turn {i}")]);
        await session.UndoTurnAsync();
        await SayAsync(session, "turn 57 again");

        for (var turn = 1; turn <= 57; turn++)
        {
            var last = (await (await session.Branches.ForkAfterTurnAsync(turn)).GetItemsAsync(1))[0];
            Assert.Equal(turn == 57 ? "re turn 57 again" : $"re turn {turn}", last.Text);
        }
    }

    [Fact]
    public async Task A_list_of_branches_reads_the_entries_of_many_at_once()
    {
        const int Branches = 400;
        var store = new CountingStore(_store);
        var session = await store.OpenAsync(new SessionKey("s"));
        await SayAsync(session, "one");
        await SayAsync(session, "two");
        for (var i = 0; i < Branches; i++)
        {
            var branch = await session.Branches.ForkAfterTurnAsync((i % 2) + 1, $"b{i:000}");
            if (i % 3 != 0)
                await SayAsync(branch, "three");
            if (i % 5 == 0)
                await branch.UndoTurnAsync();
        }

        store.Reads = 0;
        var listed = await session.Branches.ListAsync();

        Assert.InRange(store.Reads, 1, Branches * 3 / 4);
        Assert.Equal([.. Enumerable.Range(0, Branches).Select(Describe), ("main", null, null, 2)], listed.Select(branch => (branch.Name, branch.Source, branch.ForkedAt is null ? (bool?)null : branch.ForkedAt < session.Record.Tip, branch.Turns)));

        (string, string?, bool?, int) Describe(int i) => ($"b{i:000}", "main", true, (i % 2) + 1 + (i % 3 != 0 ? 1 : 0) - (i % 5 == 0 ? 1 : 0));
    }

    [Fact]
    public async Task Branches_of_branches_are_listed_with_all_that_leads_to_them()
    {
        var store = new CountingStore(_store);
        var session = await store.OpenAsync(new SessionKey("s"));
        await SayAsync(session, "0");
        for (var depth = 1; depth <= 60; depth++)
        {
            session = await session.Branches.ForkAsync($"d{depth:00}");
            await SayAsync(session, $"{depth}");
        }

        store.Reads = 0;
        var listed = await session.Branches.ListAsync();

        // Each segment is read once, and not once for each branch that it is on.
        Assert.InRange(store.Reads, 1, 60 * 4);
        Assert.Equal([.. Enumerable.Range(1, 60).Select(depth => (depth + 1, 3L * (depth + 1))), (1, 3L)], listed.Select(branch => (branch.Turns, branch.Entries)));
    }

    private async Task<Session> OpenAsync(params string[] inputs)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        foreach (var input in inputs)
            await SayAsync(session, input);
        return session;
    }

    private static Task SayAsync(Session session, string text) => session.AddAsync([new(ChatRole.User, text), new(ChatRole.Assistant, $"re {text}")]);

    private static async Task<string> TextAsync(Session session) => string.Join(", ", (await session.GetItemsAsync()).Select(item => item.Text));

    private static async Task<string> TextAsync(IAsyncEnumerable<SessionItem> items) => string.Join(", ", (await items.ToListAsync()).Select(item => item.Text));
}
