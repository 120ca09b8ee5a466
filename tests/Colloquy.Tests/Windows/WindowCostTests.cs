using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>A window costs what it shows, not what the session has.</summary>
public sealed class WindowCostTests : WindowTest
{
    [Fact]
    public async Task The_window_of_a_long_session_reads_about_what_it_shows()
    {
        var store = new CountingStore(Store);
        var session = await store.OpenAsync(new SessionKey("s"));
        for (var i = 0; i < 20; i++)
            await AddTurnsAsync(session, 2_500, from: (i * 2_500) + 1);
        await session.Window.PinAsync(new Position(2));
        store.EntriesRead = store.Reads = 0;
        var model = Answering();

        await new Agent(model) { Window = [new TokenBudgetStrategy(8_000)] }.RunAsync("next", session);

        Assert.InRange(model.Requests[0].Count, 50, 60);
        Assert.InRange(store.EntriesRead, 50, 350);
        Assert.InRange(store.Reads, 1, 8);
    }

    [Fact]
    public async Task A_turn_of_many_steps_reads_the_line_once()
    {
        var store = new CountingStore(Store);
        var session = await store.OpenAsync(new SessionKey("s"));
        await AddTurnsAsync(session, 50);
        store.EntriesRead = store.Reads = 0;
        var step = 0;
        using var model = new AnsweringChatClient(_ => ++step <= 20 ? Calls($"{step}") : new ChatMessage(ChatRole.Assistant, "done"));

        await new Agent(model) { Tools = [AIFunctionFactory.Create(() => "x", "look")] }.RunAsync("next", session);

        Assert.Equal(21, model.Requests.Count);
        Assert.InRange(store.EntriesRead, 100, 110);
    }
}
