using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Transcripts;

/// <summary>What is to be known of messages and turns besides what was said.</summary>
public sealed class TurnEndTests : ReadableTest
{
    [Theory]
    [InlineData(TranscriptFormat.Html)]
    [InlineData(TranscriptFormat.Markdown)]
    public async Task A_turn_that_failed_says_so_and_a_tool_that_failed_too(TranscriptFormat format)
    {
        var session = await OpenAsync();
        var agent = new Agent(new ScriptedChatClient(Call(("c1", "look", "outside")), Throw(new TimeoutException("too late"))))
        {
            Name = "weather",
            Tools = [AIFunctionFactory.Create((string value) => value.Length > 0 ? throw new ToolFailedException("the window is shut") : "", "look")],
        };

        await Assert.ThrowsAsync<TimeoutException>(() => agent.RunAsync("How is it?", session));

        var text = await WriteAsync(session, format);
        Assert.Contains("the window is shut", text, StringComparison.Ordinal);
        Assert.Contains("The turn failed: System.TimeoutException", text, StringComparison.Ordinal);
        Assert.Single(text.Split("Turn 1").Skip(1));
    }

    [Fact]
    public async Task A_transcript_of_all_branches_says_where_it_goes_to_another_line()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 2);
        await session.UndoTurnAsync();
        await AddTurnsAsync(session, 1, from: 3);

        var all = await WriteAsync(session, TranscriptFormat.Markdown, options => options.AllBranches = true);
        var branch = await WriteAsync(session, TranscriptFormat.Markdown);

        Assert.Contains("*Here the log continues another line of the conversation, the one that begins at position 8.*", all, StringComparison.Ordinal);
        Assert.DoesNotContain("another line", branch, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TranscriptFormat.Html)]
    [InlineData(TranscriptFormat.Markdown)]
    public async Task A_transcript_says_what_was_selected(TranscriptFormat format)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 3);

        var text = await WriteAsync(session, format, options => (options.FirstTurn, options.LastTurn, options.Roles) = (2, 3, [ChatRole.User]));

        Assert.Contains("of branch main; from turn 2 to turn 3; by user only", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Turn 1", text, StringComparison.Ordinal);
        Assert.Contains("2 messages", text, StringComparison.Ordinal);
    }
}
