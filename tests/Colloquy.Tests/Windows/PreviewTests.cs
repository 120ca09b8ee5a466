using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class PreviewTests : WindowTest
{
    [Fact]
    public async Task A_preview_tells_of_each_message_whether_it_is_in_and_why()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 200);
        await session.Window.PinAsync(new Position(2));

        var report = await session.Window.PreviewAsync([new TokenBudgetStrategy(1_000)]);

        Assert.Equal((1_000, false, "before the cut of the budget of 1,000 tokens"), (report.Budget, report.Rows[0].IsShown, report.Rows[0].Reason));
        Assert.Equal((new PositionRange(new Position(2), new Position(2)), true, "pinned"), (report.Rows[1].Positions!.Value, report.Rows[1].IsShown, report.Rows[1].Reason));
        Assert.Equal("nothing leaves it out", report.Rows[^1].Reason);
        Assert.StartsWith("answer 200", report.Rows[^1].Preview, StringComparison.Ordinal);
        Assert.Equal(report.Tokens, report.Rows.Sum(row => row.Tokens));
        Assert.Equal(report.Messages.Count, report.Rows.Count(row => row.IsShown));
        Assert.Equal(report.Cut, report.Rows.Where(row => row.IsShown).ElementAt(1).Positions!.Value.First);
    }

    [Fact]
    public async Task A_preview_is_what_the_next_call_is_sent_but_for_its_input()
    {
        var session = await OpenAsync();
        var model = Answering();
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(5_000)] };
        for (var turn = 1; turn <= 10; turn++)
            await agent.RunAsync(Text($"question {turn}", 75), session);

        var report = await session.Window.PreviewAsync(agent.Window);
        await agent.RunAsync("next", session);

        Assert.Equal(AnsweringChatClient.Json(report.Messages), AnsweringChatClient.Json(model.Requests[^1].SkipLast(1)));
    }

    [Fact]
    public async Task An_empty_session_and_a_broken_answer_are_told_too()
    {
        var session = await OpenAsync();
        Assert.Empty((await session.Window.PreviewAsync()).Rows);
        using var model = new HaltingChatClient("half an", new InvalidOperationException("broke"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in new Agent(model).RunStreamingAsync("hi", session))
            {
            }
        });

        var report = await session.Window.PreviewAsync();

        Assert.Equal("hi", Names(report.Messages));
        Assert.Equal((false, "what had arrived of an answer that broke off", "half an"), (report.Rows[1].IsShown, report.Rows[1].Reason, report.Rows[1].Preview));
    }
}
