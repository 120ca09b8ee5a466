namespace Colloquy.Import.Tests;

public sealed class AgentsDatabaseTests : ImportTest
{
    [Fact]
    public async Task Each_session_of_the_file_becomes_a_session()
    {
        var report = await ImportAsync(Make());

        Assert.Equal((ImportFormat.OpenAIAgents, 3, 3, 11), (report.Format, report.Conversations, report.Imported, report.Messages));
        Assert.Equal(
            [
                "user: The pump in hall 2 leaks.",
                "assistant: (Look at the pump and its parts.; ZW5j) | call_1 = find_pump(hall: 2) | call_2 = find_parts(for: pump)",
                "tool: call_1 -> P-77",
                "tool: call_2 -> seal, ring",
                "assistant: It is P-77.",
                "user: Find a shop.",
                "assistant: [kept: web_search_call] | Pumps Ltd",
            ],
            await ReadAsync("hall-2"));
        Assert.Equal(["user: What is this? | [https://sea.example/x.png]"], await ReadAsync("sea"));
        Assert.Empty(await ReadAsync("empty"));
    }

    [Fact]
    public async Task What_the_service_did_is_kept_and_reported_with_its_row()
    {
        var report = await ImportAsync(Make());

        Assert.Equal("agent_messages row 10: holds an item of type 'web_search_call', which is kept as it is and not shown to models", report.Notes.Single().ToString());
        Assert.Equal("hall-2", report.Notes[0].Conversation);
    }

    [Fact]
    public async Task Times_are_those_of_the_rows_in_UTC()
    {
        await ImportAsync(Make());

        var session = await FindAsync("hall-2");
        var items = await session.GetItemsAsync();

        Assert.Equal(new DateTimeOffset(2026, 8, 1, 9, 5, 20, TimeSpan.Zero), items[^1].At.AddSeconds(10));
        Assert.Equal("2026-08-01T09:00:00.000Z", session.Record.Details.Metadata["import.created"]);
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task Ids_of_items_are_kept_with_their_parts()
    {
        await ImportAsync(Make());

        var contents = (await (await FindAsync("hall-2")).GetItemsAsync())[1].Message.Contents;

        Assert.Equal(["rs_1", "fc_1", "fc_2"], contents.Select(content => content.AdditionalProperties!["id"]!.ToString()));
    }

    [Fact]
    public async Task A_file_that_has_grown_is_continued()
    {
        var path = Make();
        await ImportAsync(path);
        SqlFile.Run(path, """INSERT INTO agent_messages (session_id, message_data) VALUES ('sea', '{"content": "And that?", "role": "user"}'), ('empty', '{"content": "First", "role": "user"}');""");

        var report = await ImportAsync(path);

        Assert.Equal((2, 2, 11), (report.Messages, report.Imported + report.Continued, report.MessagesThere));
        Assert.Equal(["user: What is this? | [https://sea.example/x.png]", "user: And that?"], await ReadAsync("sea"));
        Assert.Equal(["user: First"], await ReadAsync("empty"));
    }

    [Fact]
    public async Task A_row_that_is_no_JSON_is_refused_with_its_number()
    {
        var path = Make();
        SqlFile.Run(path, "UPDATE agent_messages SET message_data = '{\"content\": ' WHERE id = 7;");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal((ImportFailure.Malformed, "agent_messages row 7"), (refused.Failure, refused.Place));
        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task A_row_with_bytes_that_are_not_UTF_8_is_refused_with_its_number()
    {
        var path = Make();
        SqlFile.Run(path, "UPDATE agent_messages SET message_data = CAST(X'7B2261223A22C328227D' AS TEXT) WHERE id = 7;");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal((ImportFailure.Malformed, "agent_messages row 7"), (refused.Failure, refused.Place));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(6_000)]
    public async Task A_file_that_was_cut_is_refused(int length)
    {
        var whole = await File.ReadAllBytesAsync(Make());
        var path = Write("cut.db", whole[..length]);

        await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task A_SQLite_file_of_something_else_is_refused()
    {
        var path = PathOf("other.db");
        SqlFile.Run(path, "CREATE TABLE notes (id INTEGER);");

        var found = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));
        var named = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path, ImportFormat.OpenAIAgents));

        Assert.Equal([ImportFailure.UnknownFormat, ImportFailure.UnknownFormat], new[] { found.Failure, named.Failure });
    }

    [Fact]
    public async Task The_file_is_left_as_it_was()
    {
        var path = Make();
        var before = await File.ReadAllBytesAsync(path);

        await ImportAsync(path);

        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    private string Make()
    {
        var path = PathOf("agents.db");
        SqlFile.Run(path, File.ReadAllText(Fixture("openai-agents.sql")));
        return path;
    }
}
