using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Offline.Tests;

/// <summary>What the stand-in is given besides the conversation shows in its answers, and so does what it is not given.</summary>
public sealed class OfflineContextTests
{
    [Theory]
    [InlineData("Reader: Ines, favourites: sea stories, no crime.", "Which book would you suggest?", "Something that suits you: sea stories, no crime (by the context that I was given).")]
    [InlineData("Be kind.\nHome port: Gdynia", "What is my home port?", "Your home port is Gdynia (by the context that I was given).")]
    [InlineData("Known of the user:\n- trade_licences: Welding, crane driving\n- city: Kraków", "Which trade licences do I have?", "Your trade licences are Welding, crane driving (by the context that I was given).")]
    [InlineData("name: Ines, shift: night", "What do you know about me?", "I know your name: Ines and your shift: night (by the context that I was given).")]
    public async Task Facts_of_the_instructions_are_answered_from(string instructions, string asked, string expected) =>
        Assert.Equal(expected, await AskAsync(asked, instructions));

    [Theory]
    [InlineData("Which book would you suggest?")]
    [InlineData("What is my home port?")]
    [InlineData("Which trade licences do I have?")]
    [InlineData("What do you know about me?")]
    public async Task Without_them_it_knows_nothing_of_the_kind(string asked) =>
        Assert.DoesNotContain("context that I was given", await AskAsync(asked, "Be kind."), StringComparison.Ordinal);

    [Fact]
    public async Task Facts_of_messages_that_were_added_are_answered_from()
    {
        ChatMessage[] messages = [new(ChatRole.User, "Memories:\n- favourite tea: Assam"), new(ChatRole.User, "Which tea do I like?")];

        Assert.Equal("Your favourite tea is Assam (by the context that I was given).", (await new OfflineChatClient().GetResponseAsync(messages)).Text);
    }

    [Fact]
    public async Task What_others_found_is_put_together_under_their_names()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.User, "Inspect the ship."),
            new(ChatRole.Assistant, "Rust at two frames.") { AuthorName = "hull" },
            new(ChatRole.Assistant, "The engine is sound.") { AuthorName = "engine" },
            new(ChatRole.User, "Write the report"),
        ];

        Assert.Equal("What was found:\n- hull: Rust at two frames.\n- engine: The engine is sound.", (await new OfflineChatClient().GetResponseAsync(messages)).Text);
        Assert.Equal("Nothing that others found is in what I was sent.", (await new OfflineChatClient().GetResponseAsync(messages[^1..])).Text);
    }

    private static async Task<string> AskAsync(string asked, string instructions) =>
        (await new OfflineChatClient().GetResponseAsync([new ChatMessage(ChatRole.User, asked)], new ChatOptions { Instructions = instructions })).Text;
}
