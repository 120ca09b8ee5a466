using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Offline.Tests;

/// <summary>The stand-in hands over, takes over, works for others, and answers with values.</summary>
public sealed class OfflineHandoffTests
{
    private enum Category
    {
        General,
        Berths,
        Pilots,
    }

    [Theory]
    [InlineData("We need a longer quay.", "berths")]
    [InlineData("Where can a barge of 40 metres moor?", "berths")]
    [InlineData("Is the channel too shallow at noon?", "pilots")]
    public async Task A_request_is_handed_over_to_whom_it_is_for_and_they_say_who_they_are(string said, string to)
    {
        var answer = await CreateTeam().RunAsync(said);

        Assert.Equal(to, answer.Agent);
        Assert.Equal($"This is the {to} officer. You said: \"{said}\"", answer.Text);
    }

    [Fact]
    public async Task What_is_for_nobody_is_kept()
    {
        var answer = await CreateTeam().RunAsync("Good morning!");

        Assert.Equal("office", answer.Agent);
        Assert.Empty(answer.ToolCalls);
    }

    [Fact]
    public async Task Without_the_earlier_messages_the_specialist_says_nothing_of_them()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await CreateTeam().RunAsync("My name is Ines.", session);

        var whole = await CreateTeam().RunAsync("We need a longer quay.", await session.Branches.ForkAsync());
        var filtered = await CreateTeam([new NewestTurnsStrategy(1)]).RunAsync("We need a longer quay.", await session.Branches.ForkAsync());

        Assert.EndsWith("I have read what you said before (1 message).", whole.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("I have read", filtered.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_a_tool_is_given_the_task_and_its_answer_is_told()
    {
        var helper = new Agent(new OfflineChatClient()) { Name = "arithmetic" };
        var lead = new Agent(new OfflineChatClient()) { Tools = [helper.AsTool("calculate_sum", "Calculates sums.")] };

        var answer = await lead.RunAsync("calculate sum: what is 2 + 3?");

        Assert.Contains("2 + 3", answer.ToolCalls[0].Arguments!["task"]!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(answer.ToolCalls[0].ChildSession);
    }

    [Theory]
    [InlineData("Which jetty is free?", Category.Berths, false)]
    [InlineData("We need a tug, it is urgent!", Category.Pilots, true)]
    [InlineData("Hello there, 3 times.", Category.General, false)]
    public async Task Values_are_filled_from_what_was_said(string said, object category, bool urgent)
    {
        var routing = await new Agent(new OfflineChatClient()).RunAsync<Routing>(said);

        Assert.Equal(((Category)category, urgent, said), (routing.Value.Category, routing.Value.Urgent, routing.Value.Text));
        Assert.Equal(said.Contains('3', StringComparison.Ordinal) ? 3 : 0, routing.Value.Count);
    }

    private static Agent CreateTeam(WindowPipeline? window = null) => new(new OfflineChatClient())
    {
        Name = "office",
        Handoffs =
        [
            new Handoff(new Agent(new OfflineChatClient()) { Name = "berths", Instructions = "You are the berths officer." }) { Window = window },
            new Agent(new OfflineChatClient()) { Name = "pilots", Instructions = "You are the pilots officer." },
        ],
    };

    private sealed record Routing(Category Category, bool Urgent, string Text, int Count);
}
