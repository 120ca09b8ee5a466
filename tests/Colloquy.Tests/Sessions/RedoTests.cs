using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class RedoTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task What_was_undone_step_by_step_is_redone_step_by_step()
    {
        var session = await OpenAsync("one", "two", "three");
        await session.State.SetAsync("step", 3);

        await session.UndoTurnAsync();
        await session.PopAsync();
        await session.ClearAsync();
        Assert.Equal("", await TextAsync(session));

        await session.RedoAsync();
        Assert.Equal("one, re one, two", await TextAsync(session));
        await session.RedoAsync();
        Assert.Equal("one, re one, two, re two", await TextAsync(session));
        Assert.Equal(0, await session.State.GetAsync<int>("step"));
        await session.RedoAsync();
        Assert.Equal("one, re one, two, re two, three, re three", await TextAsync(session));
        Assert.Equal(3, await session.State.GetAsync<int>("step"));
        Assert.Null(await session.RedoAsync());
    }

    [Fact]
    public async Task An_undo_after_a_redo_can_be_redone_and_what_lay_beneath_it_too()
    {
        var session = await OpenAsync("one", "two", "three");
        await session.UndoTurnAsync();
        await session.UndoTurnAsync();
        await session.RedoAsync();
        await session.UndoTurnAsync();

        await session.RedoAsync();
        await session.RedoAsync();

        Assert.Equal("one, re one, two, re two, three, re three", await TextAsync(session));
    }

    [Fact]
    public async Task Writing_ends_what_can_be_redone_but_the_history_of_heads_still_leads_there()
    {
        var session = await OpenAsync("one", "two");
        var lost = (await session.GetItemsAsync())[^1].Position;
        await session.UndoTurnAsync();
        await SayAsync(session, "instead");

        Assert.Null(await session.RedoAsync());
        await session.PopAsync();
        await session.RedoAsync();
        Assert.Null(await session.RedoAsync());
        var history = await session.Branches.GetHeadHistoryAsync().ToListAsync();
        var found = await session.Branches.ForkAtAsync(history[^1].From!.Value);

        Assert.Equal(["redo", "pop", "undo"], history.Select(move => move.Reason));
        Assert.Equal(lost, history[^1].From);
        Assert.Equal("one, re one, two, re two", await TextAsync(found));
    }

    [Fact]
    public async Task Each_branch_has_a_history_and_a_redo_of_its_own()
    {
        var session = await OpenAsync("one", "two");
        var fork = await session.Branches.ForkAsync("fork");
        await session.UndoTurnAsync();

        Assert.Null(await fork.RedoAsync());
        await fork.ClearAsync();
        await session.RedoAsync();

        Assert.Equal(["clear", "made"], (await fork.Branches.GetHeadHistoryAsync().ToListAsync()).Select(move => move.Reason));
        Assert.Equal(["redo", "undo"], (await session.Branches.GetHeadHistoryAsync().ToListAsync()).Select(move => move.Reason));
        Assert.Equal("one, re one, two, re two", await TextAsync(session));
    }

    [Fact]
    public async Task Redo_without_an_undo_is_refused_and_changes_nothing()
    {
        var session = await OpenAsync("one");
        var fork = await session.Branches.ForkAsync("fork");
        var tip = (await session.RefreshAsync()).Tip;

        Assert.Null(await session.RedoAsync());
        Assert.Null(await fork.RedoAsync());
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);
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
}
