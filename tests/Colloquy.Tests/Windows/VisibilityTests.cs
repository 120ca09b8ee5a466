using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class VisibilityTests
{
    [Fact]
    public async Task An_agent_sees_by_default_what_the_others_did_and_whose_words_they_are()
    {
        var sent = await RunAsync(window: null);

        Assert.Equal(["Read the records.", "", "", "Three records.", "Summarize."], sent.Select(message => message.Text));
        Assert.Equal("surveyor", sent[3].AuthorName);
    }

    [Fact]
    public async Task By_rule_it_sees_what_they_said_without_their_tools() =>
        Assert.Equal(["Read the records.", "Three records.", "Summarize."], (await RunAsync([Visibility.Answers])).Select(message => message.Text));

    [Fact]
    public async Task By_rule_it_sees_nothing_of_theirs() =>
        Assert.Equal(["Read the records.", "Summarize."], (await RunAsync([Visibility.Own])).Select(message => message.Text));

    [Fact]
    public async Task By_rule_it_sees_only_some()
    {
        Assert.Equal(2, (await RunAsync([Visibility.Of("editor")])).Count);
        Assert.Equal(5, (await RunAsync([Visibility.Of("surveyor")])).Count);
    }

    private static async Task<IReadOnlyList<ChatMessage>> RunAsync(WindowPipeline? window)
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var surveyor = new ScriptedChatClient(ScriptedChatClient.Call(("1", "search", "x")), ScriptedChatClient.Say("Three records."));
        await new Agent(surveyor) { Name = "surveyor", Tools = [AIFunctionFactory.Create((string value) => "3", "search")] }.RunAsync("Read the records.", session);

        var writer = new ScriptedChatClient(ScriptedChatClient.Say("Done."));
        await new Agent(writer) { Name = "writer", Window = window ?? WindowPipeline.Default }.RunAsync("Summarize.", session);
        return writer.Requests[0].Messages;
    }
}
