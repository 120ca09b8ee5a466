namespace Colloquy.Import.Tests;

/// <summary>An import can be repeated: it adds what is new, and nothing twice.</summary>
public sealed class RepeatTests : ImportTest
{
    [Theory]
    [InlineData("chat-completions.json")]
    [InlineData("anthropic.jsonl")]
    public async Task A_second_import_adds_nothing(string fixture)
    {
        var first = await ImportAsync(Fixture(fixture));
        var before = await TipsAsync();

        var second = await ImportAsync(Fixture(fixture));

        Assert.Equal((0, 0, first.Conversations, first.Messages), (second.Imported, second.Messages, second.Unchanged, second.MessagesThere));
        Assert.Equal(before, await TipsAsync());
    }

    [Fact]
    public async Task A_source_that_has_grown_is_continued()
    {
        var path = Write("chat.jsonl", Lines(0, 700));
        await ImportAsync(path);
        File.AppendAllText(path, Lines(700, 1_000));

        var report = await ImportAsync(path);

        Assert.Equal((0, 1, 300, 700), (report.Imported, report.Continued, report.Messages, report.MessagesThere));
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"user: {i}"), await ReadAsync("chat"));
        Assert.Equal(1_000, await (await FindAsync("chat")).Turns.CountAsync());
    }

    [Fact]
    public async Task A_dry_run_reports_the_same_and_writes_nothing()
    {
        var planned = await ImportAsync(Fixture("chat-completions.json"), dryRun: true);
        var isThere = await CountSessionsAsync();

        var done = await ImportAsync(Fixture("chat-completions.json"));

        Assert.Equal(0, isThere);
        Assert.True(planned.DryRun);
        Assert.Equivalent(planned with { DryRun = false }, done);
    }

    [Fact]
    public async Task A_source_whose_past_was_changed_is_not_continued()
    {
        var path = Write("chat.jsonl", Lines(0, 5));
        await ImportAsync(path);
        File.WriteAllText(path, Lines(0, 2) + """{"role":"user","content":"edited"}""" + "\n" + Lines(3, 8));

        var report = await ImportAsync(path);

        Assert.Equal((1, 0), (report.NotImported, report.Messages));
        Assert.Equal("line 1: was not imported further: its source was changed since the last import, within the first 5 messages of branch 'main'", report.Notes.Single().ToString());
        Assert.Equal(5, (await ReadAsync("chat")).Length);
    }

    [Fact]
    public async Task A_source_that_has_lost_messages_is_not_continued()
    {
        var path = Write("chat.jsonl", Lines(0, 5));
        await ImportAsync(path);
        File.WriteAllText(path, Lines(0, 3));

        var report = await ImportAsync(path);

        Assert.Equal(1, report.NotImported);
        Assert.Contains("has 3 messages of branch 'main' now, and had 5 at the last import", report.Notes.Single().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_has_gone_on_by_itself_is_not_mixed_with_what_the_source_has_gained()
    {
        var path = Write("chat.jsonl", Lines(0, 5));
        await ImportAsync(path);
        await (await FindAsync("chat")).AddAsync(new Microsoft.Extensions.AI.ChatMessage(Microsoft.Extensions.AI.ChatRole.User, "here"));

        var unchanged = await ImportAsync(path);
        File.AppendAllText(path, Lines(5, 6));
        var refused = await ImportAsync(path);

        Assert.Equal((1, 0), (unchanged.Unchanged, unchanged.NotImported));
        Assert.Equal((1, 0), (refused.NotImported, refused.Messages));
        Assert.Equal(6, (await ReadAsync("chat")).Length);
    }

    [Fact]
    public async Task A_session_that_was_undone_is_not_imported_again()
    {
        var path = Write("chat.jsonl", Lines(0, 5));
        await ImportAsync(path);
        await (await FindAsync("chat")).ClearAsync();

        var report = await ImportAsync(path);

        Assert.Equal(1, report.NotImported);
        Assert.Empty(await ReadAsync("chat"));
    }

    [Fact]
    public async Task A_session_of_the_same_key_that_comes_from_elsewhere_is_left_alone()
    {
        var session = await Store.OpenAsync(new SessionKey("chat"));
        await session.AddAsync(new Microsoft.Extensions.AI.ChatMessage(Microsoft.Extensions.AI.ChatRole.User, "here"));

        var report = await ImportAsync(Write("chat.jsonl", Lines(0, 2)));

        Assert.Equal((1, 0, 0), (report.NotImported, report.Imported, report.Messages));
        Assert.Contains("comes from elsewhere", report.Notes.Single().Problem, StringComparison.Ordinal);
        Assert.Equal(["user: here"], await ReadAsync("chat"));
        Assert.Empty((await FindAsync("chat")).Record.Details.Metadata);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task An_import_that_was_cut_off_goes_on_where_it_was(int commits)
    {
        var path = Write("chat.jsonl", Lines(0, 1_500));
        var inner = Store;
        Store = new LosingStore(inner, commits);
        await Assert.ThrowsAsync<IOException>(() => ImportAsync(path));
        Store = inner;

        var report = await ImportAsync(path);

        Assert.Equal(1_500, report.Messages + report.MessagesThere);
        Assert.Equal(Enumerable.Range(0, 1_500).Select(i => $"user: {i}"), await ReadAsync("chat"));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_not_made_twice()
    {
        var path = Write("chat.jsonl", Lines(0, 300));
        var inner = Store;
        Store = new LosingStore(inner, 0) { LosesAnswer = true };
        await Assert.ThrowsAsync<IOException>(() => ImportAsync(path));
        Store = inner;

        await ImportAsync(path);

        Assert.Equal(300, (await ReadAsync("chat")).Length);
    }

    [Fact]
    public async Task Two_imports_at_once_write_each_message_once()
    {
        var path = Write("chat.jsonl", Lines(0, 2_000));
        var store = await Sqlite.SqliteSessionStore.OpenAsync(PathOf("store.db"));
        await using var closing = store;
        Store = store;

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => ImportAsync(path))));
        var last = await ImportAsync(path);

        Assert.Equal((0, 2_000), (last.NotImported, last.Messages + last.MessagesThere));
        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => $"user: {i}"), await ReadAsync("chat"));
    }

    private static string Lines(int from, int to) => string.Concat(Enumerable.Range(from, to - from).Select(i => $$"""{"role":"user","content":"{{i}}"}""" + "\n"));

    private async Task<Dictionary<string, Digest>> TipsAsync()
    {
        var tips = new Dictionary<string, Digest>();
        await foreach (var record in Store.ListSessionsAsync(new SessionOwner(null)))
            tips[record.Key.Id] = record.Chain;
        return tips;
    }
}
