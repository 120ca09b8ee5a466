using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class PinTests : WindowTest
{
    [Fact]
    public async Task A_pinned_message_is_in_every_window_with_its_whole_exchange()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "look"), Calls("a", "b"), Result("a", "1"), Result("b", new string('2', 2_000))]);
        await AddTurnsAsync(session, 300);
        var result = (await session.GetItemsAsync(role: ChatRole.Tool))[0].Position;

        Assert.True(await session.Window.PinAsync(result));

        var report = await session.Window.PreviewAsync([new CollapseToolResultsStrategy(0), new TokenBudgetStrategy(1_000)]);
        Assert.Equal($"assistant: look#a() look#b()\ntool: #a=1\ntool: #b={new string('2', 2_000)}", Transcript.Of(report.Messages.Take(3)));
        Assert.InRange(report.Tokens, 500, 1_000);
        Assert.Equal([result], await session.Window.ListPinsAsync());
        Assert.False(await session.Window.PinAsync(result));
    }

    [Fact]
    public async Task A_pin_that_is_taken_away_is_gone()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 30);
        await session.Window.PinAsync(new Position(2));

        Assert.True(await session.Window.UnpinAsync(new Position(2)));

        Assert.False(await session.Window.UnpinAsync(new Position(2)));
        Assert.Empty(await session.Window.ListPinsAsync());
        Assert.DoesNotContain((await session.Window.PreviewAsync([new NewestTurnsStrategy(1)])).Messages, message => message.Text.StartsWith("question 1 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pins_follow_undo_and_outlive_closing()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        await session.Window.PinAsync(new Position(2));
        await AddTurnsAsync(session, 1);
        await session.Window.PinAsync(new Position(3));

        await session.UndoTurnAsync();
        Assert.Equal([new Position(2)], await session.Window.ListPinsAsync());
        await session.State.SetAsync("mine", 1);
        await session.CloseAsync();
        await session.ReopenAsync();

        Assert.Equal([new Position(2)], await session.Window.ListPinsAsync());
        Assert.Empty(await session.State.ListAsync());
    }

    [Theory]
    [InlineData(0, "is not on the branch, whose head is 7")]
    [InlineData(1, "holds an entry of kind 'turn-start', not a message")]
    [InlineData(5, "is not on the branch")]
    [InlineData(99, "is not on the branch, whose head is 7")]
    public async Task What_is_no_message_of_the_branch_cannot_be_pinned(int position, string problem)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 1);
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "more"));
        await session.PopAsync();
        await session.AddAsync([new ChatMessage(ChatRole.Assistant, "other"), new ChatMessage(ChatRole.Assistant, "last")]);

        var refused = await Assert.ThrowsAsync<EntryNotFoundException>(() => session.Window.PinAsync(new Position(position)));

        Assert.Equal($"Position {position} of session 's' in app 'default' {problem}. Name the position of a message, as SessionItem.Position and `colloquy sessions show` tell it.", refused.Message);
        Assert.Empty(await session.Window.ListPinsAsync());
    }

    [Fact]
    public async Task Keys_of_Colloquys_own_are_not_listed_and_not_written()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 1);
        await session.Window.PinAsync(new Position(2));

        var refused = await Assert.ThrowsAsync<InvalidKeyException>(() => session.State.SetAsync("colloquy.pins", 1));

        Assert.Equal("The state key begins with 'colloquy.'. Such keys are reserved; choose another name.", refused.Message);
        await Assert.ThrowsAsync<InvalidKeyException>(() => session.State.RemoveAsync("colloquy.pins"));
        await Assert.ThrowsAsync<InvalidKeyException>(() => session.State.IncrementAsync("colloquy.x"));
        await Assert.ThrowsAsync<InvalidKeyException>(() => session.State.TrySetAsync("colloquy.x", 1, null));
        Assert.Empty(await session.State.ListAsync());
        Assert.Single(await session.Window.ListPinsAsync());
    }
}
