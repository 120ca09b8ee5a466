namespace Colloquy.Import.Tests;

public sealed class LangGraphTests : ImportTest
{
    [Fact]
    public async Task A_thread_becomes_a_session()
    {
        var report = await ImportAsync(Fixture("langgraph.db"));

        Assert.Equal((ImportFormat.LangGraph, 3, 3, 18), (report.Format, report.Conversations, report.Imported, report.Messages));
        Assert.Equal(
            [
                "system: You answer for the workshop.",
                "user: Which pump leaks?",
                "assistant: I look. | call_1 = find_pump(hall: 2)",
                "tool: call_1 -> P-77",
                "assistant: It is P-77.",
                "user: Thank you",
                "assistant: You said: Thank you",
            ],
            await ReadAsync("linear"));
    }

    [Fact]
    public async Task Usage_ids_names_and_channels_are_kept()
    {
        await ImportAsync(Fixture("langgraph.db"));

        var session = await FindAsync("linear");
        var items = await session.GetItemsAsync();
        var usage = await session.Usage.GetAsync();

        Assert.Equal((2, 150, 20, 32), (usage.Calls, usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens));
        Assert.Equal(("m-2", "ines"), (items[1].Message.MessageId, items[1].Message.AuthorName));
        Assert.Equal("2", session.Record.Details.Metadata["import.channel.hall"]);
        Assert.Equal("test-model", items[4].Message.AdditionalProperties!["model_name"]!.ToString());
        Assert.True(items[0].At <= items[2].At && items[2].At < items[5].At);
    }

    [Fact]
    public async Task A_thread_that_was_continued_from_an_earlier_checkpoint_has_a_branch()
    {
        var report = await ImportAsync(Fixture("langgraph.db"));

        var session = await FindAsync("forked");
        var branches = await session.Branches.ListAsync();
        var other = branches.Single(branch => branch.Name != BranchHead.Main);

        Assert.Equal(1, report.Branches);
        Assert.StartsWith("checkpoint-", other.Name, StringComparison.Ordinal);
        Assert.Equal(other.Name, session.Record.Branch);
        Assert.Equal(["user: Where to?", "assistant: You said: Where to?", "user: By train?", "assistant: You said: By train?"], await ReadAsync("forked", "main"));
        Assert.Equal(
            ["user: Where to?", "assistant: You said: Where to?", "user: By ship?", "assistant: You said: By ship?", "user: And the price?", "assistant: You said: And the price?"],
            await ReadAsync("forked"));
    }

    [Fact]
    public async Task What_the_graph_removed_does_not_come_back_and_is_reported()
    {
        var report = await ImportAsync(Fixture("langgraph.db"));

        Assert.Equal(["assistant: You said: one", "user: two", "assistant: You said: two"], await ReadAsync("edited"));
        Assert.Contains(report.Notes, note => note.Conversation == "edited" && note.Kind == ImportNoteKind.LeftOut && note.Problem.Contains("'x-1'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_thread_without_messages_is_reported()
    {
        var report = await ImportAsync(Fixture("langgraph.db"));

        Assert.Equal("checkpoints 'counter': has no channel 'messages', so it is no conversation", report.Notes.Single(note => note.Conversation == "counter").ToString());
        Assert.Null(await Store.FindAsync(new SessionKey("counter")));
    }

    [Fact]
    public async Task A_second_import_adds_nothing()
    {
        await ImportAsync(Fixture("langgraph.db"));

        var second = await ImportAsync(Fixture("langgraph.db"));

        Assert.Equal((0, 3, 18), (second.Messages, second.Unchanged, second.MessagesThere));
    }

    [Fact]
    public async Task A_checkpoint_in_another_serialization_is_refused_by_its_name()
    {
        var path = Copy();
        SqlFile.Run(path, "UPDATE checkpoints SET type = 'msgpack' WHERE thread_id = 'forked';");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal(ImportFailure.UnknownFormat, refused.Failure);
        Assert.Contains("'msgpack'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task A_checkpoint_that_is_no_JSON_is_refused_with_its_place()
    {
        var path = Copy();
        SqlFile.Run(path, "UPDATE checkpoints SET checkpoint = CAST('{\"v\": 4, ' AS BLOB) WHERE thread_id = 'edited';");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal(ImportFailure.Malformed, refused.Failure);
        Assert.StartsWith("checkpoints 'edited' ", refused.Place, StringComparison.Ordinal);
        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task A_file_that_has_grown_is_continued_also_by_a_branch()
    {
        var early = Copy();
        SqlFile.Run(early, """
            DELETE FROM checkpoints WHERE thread_id = 'forked' AND checkpoint_id > (SELECT checkpoint_id FROM checkpoints WHERE thread_id = 'forked' ORDER BY checkpoint_id LIMIT 1 OFFSET 5);
            DELETE FROM checkpoints WHERE thread_id = 'linear' AND checkpoint_id > (SELECT checkpoint_id FROM checkpoints WHERE thread_id = 'linear' ORDER BY checkpoint_id LIMIT 1 OFFSET 2);
            """);
        await ImportAsync(early);

        var report = await ImportAsync(Fixture("langgraph.db"));

        Assert.Equal((0, 2, 1, 1), (report.Imported, report.Continued, report.Unchanged, report.Branches));
        Assert.Equal(7, (await ReadAsync("linear")).Length);
        Assert.Equal(4, (await ReadAsync("forked", "main")).Length);
        Assert.Equal("user: By ship?", (await ReadAsync("forked"))[2]);
        Assert.Equal(2, (await (await FindAsync("linear")).Usage.GetAsync()).Calls);
    }

    [Fact]
    public async Task Writes_that_no_checkpoint_has_taken_in_are_reported()
    {
        var path = Copy();
        SqlFile.Run(path, """
            DELETE FROM checkpoints WHERE thread_id = 'linear' AND checkpoint_id = (SELECT MAX(checkpoint_id) FROM checkpoints WHERE thread_id = 'linear');
            """);

        var report = await ImportAsync(path);

        Assert.Contains(report.Notes, note => note.Conversation == "linear" && note.Problem.Contains("that no checkpoint has taken in", StringComparison.Ordinal));
        Assert.Equal(6, (await ReadAsync("linear")).Length);
    }

    private string Copy()
    {
        var path = PathOf("langgraph.db");
        File.Copy(Fixture("langgraph.db"), path);
        return path;
    }
}
