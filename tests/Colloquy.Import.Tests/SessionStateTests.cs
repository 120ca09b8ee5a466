using Microsoft.Extensions.AI;

namespace Colloquy.Import.Tests;

/// <summary>Sessions that cannot take what a source has gained are left as they are, and say why.</summary>
public sealed class SessionStateTests : ImportTest
{
    [Fact]
    public async Task A_closed_session_is_not_continued()
    {
        var path = await GrowAsync(async session => await session.CloseAsync());

        var report = await ImportAsync(path);

        Assert.Equal((1, 0), (report.NotImported, report.Messages));
        Assert.EndsWith("is closed", report.Notes.Single().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_on_which_a_turn_runs_is_continued_by_the_next_import()
    {
        var lease = default(LeaseAnswer);
        var path = await GrowAsync(async session => lease = await Store.LeaseAsync(session.Key, LeaseRequest.Acquire("runner", TimeSpan.FromHours(1), LeasePlace.None)));

        var refused = await ImportAsync(path);
        await Store.LeaseAsync(new SessionKey("chat"), LeaseRequest.Release(lease!.Token!.Value));
        var done = await ImportAsync(path);

        Assert.Contains("a turn is running", refused.Notes.Single().Problem, StringComparison.Ordinal);
        Assert.Equal((1, 0, 1), (refused.NotImported, refused.Messages, done.Messages));
    }

    [Fact]
    public async Task A_branch_that_was_deleted_does_not_come_back()
    {
        var path = PathOf("advanced.db");
        SqlFile.Run(path, File.ReadAllText(Fixture("openai-agents-advanced.sql")));
        await ImportAsync(path);
        await (await FindAsync("trip")).Branches.DeleteAsync("anew");

        var report = await ImportAsync(path);

        Assert.Equal(1, report.NotImported);
        Assert.Contains("branch 'anew' of session 'trip' in app 'default' was deleted", report.Notes[^1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_sets_no_policy()
    {
        var path = await GrowAsync(_ => Task.CompletedTask);

        await ImportAsync(path, new ConversationImportOptions { DryRun = true, Session = new OpenSessionOptions { Retention = new RetentionPolicy { MaxMessages = 5 } } });

        Assert.Null((await FindAsync("chat")).Record.Retention);
    }

    [Fact]
    public async Task Content_that_is_larger_than_a_session_takes_is_refused_with_its_place_before_anything_is_written()
    {
        var path = Write("chat.jsonl", """{"role":"user","content":"a"}""" + "\n" + $$$"""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Convert.ToBase64String(new byte[70_000])}}}"}}]}""");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path, new ConversationImportOptions { Session = new OpenSessionOptions { MaxAttachmentBytes = 65_536 } }));

        Assert.Equal((ImportFailure.TooLarge, "line 2"), (refused.Failure, refused.Place));
        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task Calls_without_results_and_results_without_calls_do_not_reach_a_model()
    {
        var path = Write("chat.jsonl", """
            {"role":"user","content":"a"}
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}
            {"role":"user","content":"b"}
            {"role":"tool","tool_call_id":"call_9","content":"lost"}
            """);
        await ImportAsync(path);
        using var model = new SeeingModel();

        await new Agent(model) { Name = "desk" }.RunAsync("c", await FindAsync("chat"));

        var calls = model.Seen.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId).ToHashSet();
        Assert.True(calls.SetEquals(model.Seen.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.CallId)));
    }

    private async Task<string> GrowAsync(Func<Session, Task> between)
    {
        var path = Write("chat.jsonl", """{"role":"user","content":"a"}""" + "\n");
        await ImportAsync(path);
        await between(await FindAsync("chat"));
        await File.AppendAllTextAsync(path, """{"role":"user","content":"b"}""" + "\n");
        return path;
    }

    /// <summary>A model that keeps what it was shown.</summary>
    private sealed class SeeingModel : IChatClient
    {
        public List<ChatMessage> Seen { get; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Seen.AddRange(messages);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
