using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Offline.Tests;

/// <summary>The stand-in sums up and scores, so that what windows and pruning keep of old messages is seen in its answers.</summary>
public sealed class OfflineCondensingTests
{
    [Fact]
    public async Task A_fact_that_was_summed_up_is_still_known()
    {
        var session = await OpenAsync();
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new OfflineChatClient(), messages: 4));

        var answer = await new Agent(new OfflineChatClient()).RunAsync("What is my name?", session);

        Assert.DoesNotContain(await session.GetItemsAsync(), item => item.Text.Contains("Ines", StringComparison.Ordinal) && item.Position < answer.TurnStart);
        Assert.Equal("Your name is Ines.", answer.Text);
    }

    [Fact]
    public async Task A_second_summary_has_the_first_in_it()
    {
        var session = await OpenAsync();
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new OfflineChatClient(), messages: 4));
        await FillAsync(session, "My order is 4711.");
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new OfflineChatClient(), messages: 4));

        Assert.Equal("Your name is Ines.", (await new Agent(new OfflineChatClient()).RunAsync("What is my name?", session)).Text);
    }

    [Fact]
    public async Task What_people_say_of_themselves_is_scored_as_important_and_kept()
    {
        var session = await OpenAsync();

        await session.Retention.PruneAsync(PruneStrategy.KeepImportant(new OfflineChatClient(), messages: 4));

        Assert.Equal(["My name is Ines.", "It rains.", "Well.", "It rains.", "Well."], (await session.GetItemsAsync()).Select(item => item.Text));
    }

    private static async Task<Session> OpenAsync()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await FillAsync(session, "My name is Ines.");
        return session;
    }

    private static async Task FillAsync(Session session, string first)
    {
        foreach (var said in (string[])[first, "It rains.", "It rains.", "It rains."])
            await session.AddAsync([new ChatMessage(ChatRole.User, said), new ChatMessage(ChatRole.Assistant, "Well.")]);
    }
}
