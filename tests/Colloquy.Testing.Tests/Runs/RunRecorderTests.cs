using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Testing.Tests.Runs;

public sealed class RunRecorderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunRecorder _recorder;

    public RunRecorderTests() => _recorder = NewRecorder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_turn_that_follows_an_approval_is_recorded_as_such()
    {
        await using (var conversation = await Conversation.StartAsync(new ConversationBuilder("approvals").AddExtension(_recorder.CreateExtension("approvals")), conversation => conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools, Approvals = [ApprovalRule.Always("add")] })))
        {
            await conversation.SayAsync("add 2");
            await conversation.RefuseAsync();
        }

        await _recorder.CompleteAsync(TestContext.Current.CancellationToken);
        var file = Assert.Single(_recorder.Folder.ListFiles());
        Assert.Equal([null, false], (await RunFolder.ReadAsync(file, TestContext.Current.CancellationToken)).Conversations[0].Turns.Select(turn => turn.Approved));
        Assert.Empty(RunSchema.Validate("colloquy-run.v1.schema.json", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_run_is_written_with_its_turns_calls_checks_and_totals()
    {
        await using (var conversation = await StartAsync("counting", "model-a"))
        {
            var turn = await conversation.SayAsync("add 2", name: "Add");
            turn.Record(new CheckResult { Name = "text contains", Outcome = CheckOutcome.Passed, Score = 1, Expected = "The answer contains '2'." });
            await conversation.SayAsync("hello", name: "Greet");
        }

        var run = await _recorder.CompleteAsync(TestContext.Current.CancellationToken);

        var read = await RunFolder.ReadAsync(Assert.Single(_recorder.Folder.ListFiles()), TestContext.Current.CancellationToken);
        Assert.Equal((run.Id, TestOutcome.Passed, "tests of counting"), (read.Id, read.Verdict, read.Name));
        Assert.Equal((1, 2, 2, 1, 3), (read.Totals.Conversations, read.Totals.Tests, read.Totals.Passed, read.Totals.ToolCalls, read.Totals.ModelCalls));
        Assert.Equal((30, 6), (read.Totals.Usage.Input, read.Totals.Usage.Output));
        var recorded = Assert.Single(read.Conversations);
        Assert.Equal(("counting[model-a]", AnswerOrigin.Live, "counter"), (recorded.FullName, recorded.Origin, Assert.Single(recorded.ToolHosts)));
        var add = recorded.Turns[0];
        Assert.Equal((1, "Add", "add 2", "It is 2.", 0, 4, 4), (add.Number, add.Name, add.Input, add.Answer, add.CarriedIn, add.MessagesAdded, add.MessagesTotal));
        var call = Assert.Single(add.ToolCalls);
        Assert.Equal(("counter", "add", """{"by":2}""", "2", true), (call.Host, call.Tool, call.Arguments.GetRawText(), call.Result, call.WasExecuted));
        Assert.Equal("text contains", Assert.Single(add.Checks).Name);
        Assert.Equal((4, 2, 6), (recorded.Turns[1].CarriedIn, recorded.Turns[1].MessagesAdded, recorded.Turns[1].MessagesTotal));
    }

    [Fact]
    public async Task What_is_written_is_valid_by_the_schema_of_the_repository()
    {
        await using (var conversation = await StartAsync("counting", "model-a", streams: true))
        {
            var turn = await conversation.SayAsync("add 2", name: "Add");
            turn.Record(new CheckResult { Name = "helpful", Outcome = CheckOutcome.Error, Score = 0, Expected = "A judge says so.", Actual = "The judge answered nothing.", Reasoning = "None.", Version = "2", Computation = "0 / 1", Details = [new CheckDetail { Subject = "turn 1", Verdict = "lost", Turn = 1, Score = 0, Reasoning = "It forgot." }], Spend = new ModelSpend(1, new UsageDetails { InputTokenCount = 50, OutputTokenCount = 5 }, 0.002m) });
            conversation.Record(new CheckResult { Name = "no repetition", Outcome = CheckOutcome.Passed, Score = 1, Expected = "No answer is repeated." });
        }

        var failing = _recorder.CreateExtension("failing", trial: 2);
        (failing.Blame, failing.Cassette) = (Blame.ToolHost, "failing.yaml");
        failing.Fail(new InvalidOperationException("The host did not start."));
        failing.Block("Second", "It needs the turn First, which has no answer.");
        var run = await _recorder.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0.002m, 55), (run.Totals.JudgeCost, run.Totals.JudgeUsage.Total));

        var json = await File.ReadAllTextAsync(Assert.Single(_recorder.Folder.ListFiles()), TestContext.Current.CancellationToken);

        Assert.Empty(RunSchema.Validate("colloquy-run.v1.schema.json", json));
        Assert.NotEmpty(RunSchema.Validate("colloquy-run.v1.schema.json", json.Replace("\"verdict\":", "\"verdikt\":", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failed_check_fails_its_turn_its_conversation_and_the_run()
    {
        await using (var conversation = await StartAsync("counting"))
        {
            var turn = await conversation.SayAsync("hello", name: "Greet");
            turn.Record(new CheckResult { Name = "text contains", Outcome = CheckOutcome.Failed, Score = 0, Expected = "The answer contains 'Lisbon'.", Actual = "It does not." });
            await conversation.SayAsync("add 1", name: "Add");
        }

        var run = _recorder.ToRecord();

        Assert.Equal((TestOutcome.Failed, TestOutcome.Failed), (run.Verdict, run.Conversations[0].Outcome));
        Assert.Equal([TestOutcome.Failed, TestOutcome.Passed], run.Conversations[0].Turns.Select(turn => turn.Outcome));
        Assert.Equal((2, 1, 1), (run.Totals.Tests, run.Totals.Passed, run.Totals.Failed));
    }

    [Fact]
    public async Task A_check_of_the_conversation_is_a_test_more()
    {
        await using (var conversation = await StartAsync("counting"))
        {
            await conversation.SayAsync("hello", name: "Greet");
            conversation.Record(new CheckResult { Name = "role adherence", Outcome = CheckOutcome.Error, Score = 0, Expected = "The agent keeps its role.", Actual = "The judge failed." });
        }

        var run = _recorder.ToRecord();

        Assert.Equal((TestOutcome.Error, 2, 1, 1), (run.Verdict, run.Totals.Tests, run.Totals.Passed, run.Totals.Errors));
    }

    [Fact]
    public async Task A_turn_without_an_answer_is_an_error_unless_its_test_expected_it()
    {
        var recordings = new[] { "unexpected", "expected" }.Select(name => _recorder.CreateExtension(name)).ToList();
        foreach (var recording in recordings)
        {
            var builder = new ConversationBuilder("silent").AddExtension(recording);
            await using var conversation = await Conversation.StartAsync(builder, one => one.UseAgent(parts => new Agent(parts.Client(ScriptedModel.Throwing("The service is away.")))), TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello", name: "Greet"));
        }

        recordings[1].Pass("Greet");
        var run = _recorder.ToRecord();

        Assert.Equal(TestOutcome.Error, run.Verdict);
        Assert.Equal([("expected", TestOutcome.Passed), ("unexpected", TestOutcome.Error)], run.Conversations.Select(one => (one.Name, one.Outcome)));
        Assert.All(run.Conversations, one => Assert.Contains("The service is away.", one.Turns[0].Problem!.Message));
    }

    [Fact]
    public async Task What_a_test_framework_says_is_recorded_blocked_turns_too()
    {
        var recording = _recorder.CreateExtension("counting");
        await using (var conversation = await StartAsync(recording))
            await conversation.SayAsync("hello", name: "Greet");

        recording.Fail("Greet", new Xunit.Sdk.XunitException("Assert.Equal() failed"));
        recording.Block("Add", "It needs the turn Greet.");
        recording.Skip("Later", "Not today.");
        var run = _recorder.ToRecord();

        var turns = run.Conversations[0].Turns;
        Assert.Equal([("Greet", TestOutcome.Failed, "Assert.Equal() failed"), ("Add", TestOutcome.Blocked, "It needs the turn Greet."), ("Later", TestOutcome.Skipped, "Not today.")], turns.Select(turn => (turn.Name, turn.Outcome, turn.Reason)));
        Assert.Equal((3, 0, 1, 1, 1), (run.Totals.Tests, run.Totals.Passed, run.Totals.Failed, run.Totals.Blocked, run.Totals.Skipped));
    }

    [Fact]
    public async Task A_check_that_failed_stays_so_although_the_test_says_that_it_passed()
    {
        var recording = _recorder.CreateExtension("counting");
        await using (var conversation = await StartAsync(recording))
        {
            var turn = await conversation.SayAsync("hello", name: "Greet");
            turn.Record(new CheckResult { Name = "called", Outcome = CheckOutcome.Failed, Score = 0, Expected = "add is called." });
        }

        recording.Pass("Greet");

        Assert.Equal(TestOutcome.Failed, _recorder.ToRecord().Verdict);
    }

    [Fact]
    public void A_run_without_tests_is_an_error_and_a_blocked_turn_is_not_green()
    {
        Assert.Equal(TestOutcome.Error, _recorder.ToRecord().Verdict);

        _recorder.CreateExtension("counting").Block("Add", "It needs the turn Greet.");

        Assert.Equal(TestOutcome.Blocked, _recorder.ToRecord().Verdict);
    }

    [Fact]
    public async Task A_fork_is_recorded_with_its_own_turns_and_is_no_test()
    {
        await using (var conversation = await StartAsync("counting"))
        {
            await conversation.SayAsync("add 2", name: "Add");
            await using var fork = await conversation.ForkAsync(cancellationToken: TestContext.Current.CancellationToken);
            await fork.SayAsync("add 5", name: "Instead");
        }

        var run = _recorder.ToRecord();

        Assert.Equal([(false, "Add"), (true, "Instead")], run.Conversations.Select(one => (one.IsFork, Assert.Single(one.Turns).Name)));
        Assert.Equal((1, 1, 2), (run.Totals.Conversations, run.Totals.Tests, run.Totals.ToolCalls));
    }

    [Fact]
    public async Task Conversations_that_run_in_parallel_are_all_recorded_in_an_order_of_their_own()
    {
        await Parallel.ForAsync(0, 40, TestContext.Current.CancellationToken, async (i, token) =>
        {
            await using var conversation = await StartAsync($"c{i:00}", i % 2 == 0 ? "even" : null);
            for (var turn = 0; turn < 3; turn++)
                await conversation.SayAsync($"add {i}", name: $"T{turn}", cancellationToken: token);
        });

        var run = await _recorder.CompleteAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"c{i:00}"), run.Conversations.Select(one => one.Name));
        Assert.Equal((120, 120), (run.Totals.Tests, run.Totals.ToolCalls));
        Assert.All(run.Conversations, one => Assert.Equal(["T0", "T1", "T2"], one.Turns.Select(turn => turn.Name)));
    }

    [Fact]
    public async Task A_turn_that_ran_for_later_ones_only_is_recorded_and_is_no_test()
    {
        await using (var conversation = await StartAsync("counting"))
        {
            conversation.IsPrelude = true;
            await conversation.SayAsync("add 2", name: "Add");
            conversation.IsPrelude = false;
            await conversation.SayAsync("add 3", name: "AddMore");
        }

        var run = _recorder.ToRecord();

        Assert.Equal([("Add", true), ("AddMore", false)], run.Conversations[0].Turns.Select(turn => (turn.Name, turn.IsPrelude)));
        Assert.Equal((1, 1, 2), (run.Totals.Tests, run.Totals.Passed, run.Totals.ToolCalls));
    }

    [Fact]
    public async Task A_conversation_that_the_simulated_user_spoilt_is_not_green_and_says_what_is_to_blame()
    {
        await using (var conversation = await StartAsync("counting"))
        {
            await conversation.SayAsync("add 2", name: "Add");
            conversation.Invalidate(Blame.Simulator, "The user invented an account.");
        }

        var run = _recorder.ToRecord();

        Assert.Equal((TestOutcome.Error, Blame.Simulator, "The user invented an account."), (run.Verdict, run.Conversations[0].Blame, run.Conversations[0].Reason));
    }

    [Fact]
    public async Task The_state_of_the_session_is_recorded_after_each_turn()
    {
        await using (var conversation = await StartAsync("counting"))
        {
            await conversation.SayAsync("hello", name: "Greet");
            await conversation.Session!.State.SetAsync("city", "Lisbon");
            await conversation.SayAsync("again", name: "Again");
        }

        var turns = _recorder.ToRecord().Conversations[0].Turns;

        Assert.False(turns[0].State!.ContainsKey("city"));
        Assert.Equal("Lisbon", turns[1].State!["city"].GetString());
    }

    [Fact]
    public async Task What_the_test_saw_of_the_state_of_a_tool_host_is_recorded_with_its_turn()
    {
        await using (var conversation = await StartAsync("counting"))
        {
            await conversation.ToolHost("counter").CallAsync("value");
            await conversation.SayAsync("add 2", name: "Add");
            await conversation.ToolHost("counter").CallAsync("value");
            await conversation.ToolHost("counter").CallAsync("value");
            await conversation.SayAsync("add 3", name: "AddMore");
            await conversation.ToolHost("counter").CallAsync("value");
        }

        var run = await _recorder.CompleteAsync(TestContext.Current.CancellationToken);

        var turns = run.Conversations[0].Turns;
        Assert.All(turns, turn => Assert.Equal(("counter", "value", "{}"), (Assert.Single(turn.HostState).Host, turn.HostState[0].Tool, turn.HostState[0].Arguments.GetRawText())));
        Assert.Equal(["2", "5"], turns.Select(turn => turn.HostState[0].Result.GetRawText()));
        Assert.Empty(RunSchema.Validate("colloquy-run.v1.schema.json", await File.ReadAllTextAsync(Assert.Single(_recorder.Folder.ListFiles()), TestContext.Current.CancellationToken)));
        Assert.Contains("<dt>counter.value()</dt><dd>5</dd>", HtmlReport.Render(run));
    }

    [Fact]
    public async Task Secrets_are_removed_and_what_is_too_long_is_cut_and_says_so()
    {
        var recorder = NewRecorder(options => (options.Redact, options.MaxTextLength) = (text => text.Replace("hunter2", "***", StringComparison.Ordinal), 200));
        await using (var conversation = await StartAsync(recorder.CreateExtension("secret")))
        {
            await conversation.SayAsync("my password is hunter2", name: "Tell");
            await conversation.SayAsync(new string('x', 1_000_000) + "\ud800", name: "Long");
        }

        var turns = recorder.ToRecord().Conversations[0].Turns;

        Assert.Equal("my password is ***", turns[0].Input);
        Assert.Contains("my password is ***", turns[0].Answer);
        Assert.Equal(new string('x', 200) + "\n[… cut: 200 of 1,000,001 characters]", turns[1].Input);
    }

    [Fact]
    public async Task Half_a_character_is_recorded_as_a_replacement_that_is_seen()
    {
        await using (var conversation = await StartAsync("half"))
            await conversation.SayAsync("a\ud800b", name: "Half");

        await _recorder.CompleteAsync(TestContext.Current.CancellationToken);
        var run = await RunFolder.ReadAsync(Assert.Single(_recorder.Folder.ListFiles()), TestContext.Current.CancellationToken);

        Assert.Equal("a\ufffdb", run.Conversations[0].Turns[0].Input);
    }

    private RunRecorder NewRecorder(Action<RunRecorderOptions>? configure = null)
    {
        var options = new RunRecorderOptions { Name = "tests of counting", Root = _folder.Path, TimeProvider = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero)) };
        configure?.Invoke(options);
        return new RunRecorder(options);
    }

    private Task<Conversation> StartAsync(string name, string? variant = null, bool streams = false) => StartAsync(_recorder.CreateExtension(name, variant), streams);

    private static Task<Conversation> StartAsync(ConversationRecording recording, bool streams = false) => Conversation.StartAsync(
        new ConversationBuilder("counting").AddExtension(recording),
        conversation =>
        {
            conversation.Streams = streams;
            conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools });
        },
        TestContext.Current.CancellationToken);
}
