using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.Import.Tests;

public sealed class AgentFrameworkTests : ImportTest
{
    [Fact]
    public async Task The_fixture_is_what_Agent_Framework_writes() => await LibraryFixture.CheckAsync("agent-framework.json", await SerializeAsync());

    [Fact]
    public async Task A_serialized_session_becomes_a_session()
    {
        var report = await ImportAsync(Fixture("agent-framework.json"));

        Assert.Equal((ImportFormat.AgentFramework, 1, 6, 0), (report.Format, report.Imported, report.Messages, report.NoteCount));
        Assert.Equal(
            [
                "user: Which pump leaks?",
                "assistant: (A call is needed.) | call_1 = find_pump(hall: 7)",
                "tool: call_1 -> P-77",
                "assistant: It is P-77.",
                "user: And this? | [image/png, 3 bytes]",
                "assistant: A seal.",
            ],
            await ReadAsync("agent-framework"));
    }

    [Fact]
    public async Task Names_ids_and_the_rest_of_the_state_bag_are_kept()
    {
        await ImportAsync(Fixture("agent-framework.json"));

        var session = await FindAsync("agent-framework");
        var items = await session.GetItemsAsync();

        Assert.Equal(("desk", "m1"), (items[1].Message.AuthorName, items[1].Message.MessageId));
        Assert.Equal("\"2\"", session.Record.Details.Metadata["import.state.hall"]);
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task A_second_import_adds_nothing_and_a_session_that_went_on_is_continued()
    {
        var path = Write("desk.json", await SerializeAsync());
        await ImportAsync(path);
        var second = await ImportAsync(path);
        await File.WriteAllTextAsync(path, await SerializeAsync("What does it cost?"));

        var third = await ImportAsync(path);

        Assert.Equal((0, 6, 1), (second.Messages, second.MessagesThere, second.Unchanged));
        Assert.Equal((2, 6, 1), (third.Messages, third.MessagesThere, third.Continued));
        Assert.Equal("user: What does it cost?", (await ReadAsync("desk"))[6]);
    }

    [Fact]
    public async Task Content_of_an_unknown_type_is_kept_and_usage_in_a_message_counts()
    {
        var path = Write("desk.json", """
            {"stateBag": {"InMemoryChatHistoryProvider": {"messages": [
              {"role": "user", "contents": [{"$type": "hologram", "frames": 3}]},
              {"role": "assistant", "contents": [{"$type": "text", "text": "A seal."}, {"$type": "usage", "details": {"inputTokenCount": 7, "outputTokenCount": 2}}]}]}}}
            """);

        var report = await ImportAsync(path);

        Assert.Equal("line 1.stateBag['InMemoryChatHistoryProvider'].messages[0].contents[0]", report.Notes.Single().Place);
        Assert.Equal("assistant: A seal.", (await ReadAsync("desk"))[1]);
        Assert.Equal(7, (await (await FindAsync("desk")).Usage.GetAsync()).InputTokens);
    }

    [Fact]
    public async Task A_history_that_the_service_keeps_is_reported()
    {
        var report = await ImportAsync(Write("desk.json", """{"conversationId": "conv_1", "stateBag": {}}"""));

        Assert.Equal((ImportNoteKind.LeftOut, "line 1.conversationId"), (report.Notes.Single().Kind, report.Notes[0].Place));
        Assert.Equal("conv_1", (await FindAsync("desk")).Record.Details.Metadata["import.conversationId"]);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_refused_with_its_place()
    {
        var path = Write("desk.json", """{"stateBag": {"InMemoryChatHistoryProvider": {"messages": [{"role": "user", "contents": 7}]}}}""");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal((ImportFailure.Malformed, "line 1.stateBag['InMemoryChatHistoryProvider'].messages[0]"), (refused.Failure, refused.Place));
        Assert.Equal(0, await CountSessionsAsync());
    }

    /// <summary>Lets an agent of the library answer twice, or once more, and serializes its session.</summary>
    private static async Task<string> SerializeAsync(string? more = null)
    {
        var agent = new PumpModel().AsAIAgent(instructions: "Be short.", name: "desk", tools: [AIFunctionFactory.Create((int hall) => $"P-7{hall}", "find_pump")]);
        var session = await agent.CreateSessionAsync();
        await agent.RunAsync("Which pump leaks?", session);
        session.StateBag.SetValue("hall", "2");
        await agent.RunAsync([new ChatMessage(ChatRole.User, [new TextContent("And this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]) { AuthorName = "ines" }], session);
        if (more is not null)
            await agent.RunAsync(more, session);
        return (await agent.SerializeSessionAsync(session)).GetRawText();
    }
}
