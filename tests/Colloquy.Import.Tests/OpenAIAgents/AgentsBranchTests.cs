namespace Colloquy.Import.Tests;

public sealed class AgentsBranchTests : ImportTest
{
    private static readonly string[] Ship = ["user: Where to?", "assistant: Lisbon.", "user: By ship?", "assistant: call_1 = ships()", "tool: call_1 -> four days", "assistant: Four days."];

    [Fact]
    public async Task Branches_become_branches_that_share_what_they_shared()
    {
        var report = await ImportAsync(Make());

        Assert.Equal((1, 10, 3), (report.Imported, report.Messages, report.Branches));
        Assert.Equal(["user: Where to?", "assistant: Lisbon.", "user: By train?", "assistant: Two days."], await ReadAsync("trip", "main"));
        Assert.Equal(Ship, await ReadAsync("trip", "ship"));
        Assert.Equal((string[])[.. Ship, "user: And the price?"], await ReadAsync("trip", "price"));
        Assert.Equal(["user: Somewhere else!"], await ReadAsync("trip", "anew"));
    }

    [Fact]
    public async Task What_branches_share_is_stored_once()
    {
        await ImportAsync(Make());

        var comparison = await (await FindAsync("trip")).Branches.CompareAsync("main", "ship");

        Assert.Equal(["user: Where to?", "assistant: Lisbon."], await comparison.ReadCommonAsync().Select(Describe).ToListAsync());
    }

    [Fact]
    public async Task Usage_of_turns_counts_once_whatever_branch_it_is_on()
    {
        var report = await ImportAsync(Make());

        var session = await FindAsync("trip");
        var usage = await session.Usage.GetAsync();

        var call = (await (await session.Branches.OpenAsync("ship")).GetItemsAsync())[3];

        Assert.Equal(3, report.ModelCalls);
        Assert.Equal("2", call.Message.AdditionalProperties!["usage_requests"]!.ToString());
        Assert.Equal((3, 800, 80, 64, 4), (usage.Calls, usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens, usage.ReasoningTokens));
    }

    [Fact]
    public async Task A_message_on_no_branch_is_reported()
    {
        var report = await ImportAsync(Make());

        Assert.Equal((ImportNoteKind.LeftOut, "agent_messages row 11"), (report.Notes.Single().Kind, report.Notes[0].Place));
    }

    [Fact]
    public async Task A_second_import_adds_nothing_and_branches_that_have_grown_are_continued()
    {
        var path = Make();
        await ImportAsync(path);
        var before = (await FindAsync("trip")).Record.Chain;

        var second = await ImportAsync(path);
        var between = (await FindAsync("trip")).Record.Chain;
        SqlFile.Run(path, """
            INSERT INTO agent_messages (id, session_id, message_data) VALUES (12, 'trip', '{"content": "Ninety.", "role": "assistant"}'), (13, 'trip', '{"content": "Too dear.", "role": "user"}');
            INSERT INTO message_structure (session_id, message_id, branch_id, message_type, sequence_number) VALUES
            ('trip', 12, 'price', 'assistant', 19), ('trip', 1, 'late', 'user', 20), ('trip', 2, 'late', 'assistant', 21), ('trip', 13, 'late', 'user', 22);
            """);
        var third = await ImportAsync(path);

        Assert.Equal((0, 1, before), (second.Messages, second.Unchanged, between));
        Assert.Equal((2, 1, 1), (third.Messages, third.Continued, third.Branches));
        Assert.Equal((string[])[.. Ship, "user: And the price?", "assistant: Ninety."], await ReadAsync("trip", "price"));
        Assert.Equal(["user: Where to?", "assistant: Lisbon.", "user: Too dear."], await ReadAsync("trip", "late"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task An_import_that_was_cut_off_goes_on_where_it_was(int commits)
    {
        var path = Make();
        var inner = Store;
        Store = new LosingStore(inner, commits);
        await Assert.ThrowsAsync<IOException>(() => ImportAsync(path));
        Store = inner;

        await ImportAsync(path);

        Assert.Equal(Ship, await ReadAsync("trip", "ship"));
        Assert.Equal((string[])[.. Ship, "user: And the price?"], await ReadAsync("trip", "price"));
        Assert.Equal(["user: Somewhere else!"], await ReadAsync("trip", "anew"));
        Assert.Equal(3, (await (await FindAsync("trip")).Usage.GetAsync()).Calls);
    }

    [Fact]
    public async Task Two_messages_of_one_position_are_refused()
    {
        var path = Make();
        SqlFile.Run(path, "UPDATE message_structure SET sequence_number = 3 WHERE sequence_number = 4;");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal((ImportFailure.Duplicate, "message_structure of session 'trip', branch 'main'"), (refused.Failure, refused.Place));
        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task A_branch_with_a_message_that_is_not_there_is_refused()
    {
        var path = Make();
        SqlFile.Run(path, "PRAGMA foreign_keys = OFF; DELETE FROM agent_messages WHERE id = 7;");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal(ImportFailure.Malformed, refused.Failure);
        Assert.Contains("names message 7", refused.Message, StringComparison.Ordinal);
    }

    private string Make()
    {
        var path = PathOf("advanced.db");
        SqlFile.Run(path, File.ReadAllText(Fixture("openai-agents-advanced.sql")));
        return path;
    }
}
