namespace Colloquy.Testing.Tests.Runs;

/// <summary>What is left of a run that does not end: a file for each conversation that had ended.</summary>
public sealed class UnfinishedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunRecorder _recorder;

    public UnfinishedRunTests() => _recorder = new RunRecorder(new RunRecorderOptions { Name = "tests", Root = _folder.Path, RunsKept = 2 });

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversations_that_have_ended_can_be_read_before_the_run_ends()
    {
        await HoldAsync("first");
        await using var running = await StartAsync(_recorder.CreateExtension("running"));
        await running.SayAsync("hello");

        var file = Assert.Single(_recorder.Folder.ListFiles());
        var run = await RunFolder.ReadAsync(file, Token);

        Assert.Equal((_recorder.Id, _recorder.Id, true, TestOutcome.Error), (RunFolder.IdOf(file), run.Id, run.IsUnfinished, run.Verdict));
        Assert.Equal(("first", TestOutcome.Passed), (Assert.Single(run.Conversations).Name, run.Conversations[0].Outcome));
        Assert.Equal((1, 1), (run.Totals.Tests, run.Totals.Passed));
        Assert.Empty(RunSchema.Validate("colloquy-run.v1.schema.json", await File.ReadAllTextAsync(file, Token)));
    }

    [Fact]
    public async Task What_a_test_framework_says_after_a_conversation_has_ended_is_left_too()
    {
        var recording = _recorder.CreateExtension("first");
        await using (var conversation = await StartAsync(recording))
            await conversation.SayAsync("hello", name: "Greet");
        recording.Fail("Greet", new Xunit.Sdk.XunitException("Assert.Equal() failed"));

        var run = await RunFolder.ReadAsync(Assert.Single(_recorder.Folder.ListFiles()), Token);

        Assert.Equal((TestOutcome.Failed, "Assert.Equal() failed"), (run.Verdict, run.Conversations[0].Turns[0].Reason));
    }

    [Fact]
    public async Task A_run_that_ends_is_one_file()
    {
        await HoldAsync("first");

        var run = await _recorder.CompleteAsync(Token);

        Assert.False(run.IsUnfinished);
        Assert.Equal([$"{run.Id}.json"], Directory.GetFileSystemEntries(_folder.Of("tests", "runs")).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task A_run_that_did_not_end_is_listed_and_is_the_baseline_of_none()
    {
        await HoldAsync("first");
        var later = new RunRecorder(new RunRecorderOptions { Name = "tests", Root = _folder.Path, TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1)) });

        var history = await later.Folder.ReadHistoryAsync(before: later.Id, cancellationToken: Token);

        Assert.Equal((_recorder.Id, true, 1), (Assert.Single(history.Runs).Id, history.Runs[0].IsUnfinished, history.Runs[0].Totals.Tests));
        Assert.Null(await later.Folder.ReadLatestAsync(later.Id, Token));
    }

    [Fact]
    public async Task Runs_that_did_not_end_are_removed_as_others_are()
    {
        await HoldAsync("first");
        foreach (var hours in new[] { 1, 2 })
            await new RunFolder(_folder.Path, "tests").WriteAsync(_recorder.ToRecord() with { Id = $"99990101-00000{hours}" }, Token);

        Assert.Equal(1, _recorder.Folder.RemoveOldest(2));

        Assert.Equal(["99990101-000002", "99990101-000001"], _recorder.Folder.ListFiles().Select(RunFolder.IdOf));
        Assert.Empty(Directory.GetDirectories(_folder.Of("tests", "runs")));
    }

    [Fact]
    public async Task A_run_that_was_killed_while_it_ended_is_whole_and_does_not_come_back_when_it_is_removed()
    {
        await HoldAsync("first");
        var folder = new RunFolder(_folder.Path, "tests");
        await folder.WriteAsync(_recorder.ToRecord(), Token);

        var isUnfinished = (await RunFolder.ReadAsync(Assert.Single(folder.ListFiles()), Token)).IsUnfinished;
        await folder.WriteAsync(_recorder.ToRecord() with { Id = "99990101-000001" }, Token);
        folder.RemoveOldest(1);

        Assert.False(isUnfinished);
        Assert.Equal("99990101-000001", RunFolder.IdOf(Assert.Single(folder.ListFiles())));
    }

    [Fact]
    public async Task A_conversation_whose_file_is_damaged_is_named()
    {
        await HoldAsync("first");
        await File.WriteAllTextAsync(_folder.Of("tests", "runs", _recorder.Id, "00001.json"), "{\"name\":", Token);

        var error = await Assert.ThrowsAsync<RunUnreadableException>(() => RunFolder.ReadAsync(Assert.Single(_recorder.Folder.ListFiles()), Token));

        Assert.StartsWith($"The file '00001.json' of the run '{_recorder.Id}', which did not end, is no conversation, or is not whole", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_report_of_a_run_that_did_not_end_is_green()
    {
        await HoldAsync("first");
        var run = await RunFolder.ReadAsync(Assert.Single(_recorder.Folder.ListFiles()), Token);

        Assert.StartsWith("### ❗ The run did not end: 1 test passed until then\n", MarkdownReport.Render(run), StringComparison.Ordinal);
        Assert.Contains("verdict e", HtmlReport.Render(run), StringComparison.Ordinal);
        Assert.Contains("The run did not end, so tests are missing.", JUnitReport.Render(run), StringComparison.Ordinal);
        Assert.Equal(GateOutcome.Undecided, run.Evaluate(GateFile.Parse("""{ "version": 1, "all": { "passRate": 1 } }""")).Outcome);
    }

    private async Task HoldAsync(string name)
    {
        await using var conversation = await StartAsync(_recorder.CreateExtension(name));
        await conversation.SayAsync("hello");
    }

    private static Task<Conversation> StartAsync(ConversationRecording recording) =>
        Conversation.StartAsync(new ConversationBuilder("counting").AddExtension(recording), one => one.UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting))), Token);
}
