using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>What the stand-in is given besides the conversation shows in its answers, and so does what it is not given.</summary>
public sealed class OfflineContextTests
{
    [Theory]
    [InlineData("User profile: Alice, preferences: science fiction, no horror.", "What should I watch tonight?", "Something that suits you: science fiction, no horror (by the context that I was given).")]
    [InlineData("Be kind.\nTimezone: Europe/Warsaw", "What is my timezone?", "Your timezone is Europe/Warsaw (by the context that I was given).")]
    [InlineData("Known of the user:\n- medication_allergies: Penicillin, sulfa drugs\n- city: Kraków", "Which medication allergies do I have?", "Your medication allergies are Penicillin, sulfa drugs (by the context that I was given).")]
    [InlineData("name: Alice, plan: gold", "What do you know about me?", "I know your name: Alice and your plan: gold (by the context that I was given).")]
    public async Task Facts_of_the_instructions_are_answered_from(string instructions, string asked, string expected) =>
        Assert.Equal(expected, await AskAsync(asked, instructions));

    [Theory]
    [InlineData("What should I watch tonight?")]
    [InlineData("What is my timezone?")]
    [InlineData("Which medication allergies do I have?")]
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
    public async Task Findings_are_put_together_by_the_name_of_who_found_them()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.User, "Find papers."),
            new(ChatRole.Assistant, "Three papers on surface codes.") { AuthorName = "literature_reviewer" },
            new(ChatRole.Assistant, "Two libraries.") { AuthorName = "code_analyzer" },
            new(ChatRole.User, "Synthesize findings"),
        ];

        Assert.Equal("Findings:\n- literature_reviewer: Three papers on surface codes.\n- code_analyzer: Two libraries.", (await new OfflineChatClient().GetResponseAsync(messages)).Text);
        Assert.Equal("There are no findings in what I was sent.", (await new OfflineChatClient().GetResponseAsync(messages[^1..])).Text);
    }

    private static async Task<string> AskAsync(string asked, string instructions) =>
        (await new OfflineChatClient().GetResponseAsync([new ChatMessage(ChatRole.User, asked)], new ChatOptions { Instructions = instructions })).Text;
}
