namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>What a session can hold that a test cannot repeat: the test ends before it, or there is none, and a sentence says why.</summary>
public sealed class SessionContentTests : IDisposable
{
    private readonly Tapes _tapes = new();
    private readonly InMemorySessionStore _store = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task A_handoff_is_repeated()
    {
        Agent Office(IChatClient client) => new(client)
        {
            Name = "office",
            Instructions = "You answer the radio.",
            Handoffs = [new Agent(client) { Name = "berths", Instructions = "You are the berth officer." }],
        };
        var session = await OpenAsync();
        var model = new ScriptedModel(messages => messages[^1] switch
        {
            { Role: var role } when role == ChatRole.Tool => new(ChatRole.Assistant, "Berth four is free."),
            { Text: "A longer quay, please." } => new(ChatRole.Assistant, [new FunctionCallContent("h", "transfer_to_berths", null)]),
            _ => new(ChatRole.Assistant, $"Good day after {messages.Count} messages."),
        });
        foreach (var text in (string[])["Good day", "A longer quay, please.", "Thanks"])
            await Office(model).RunAsync(text, session);

        var test = await SessionTest.CreateAsync(session);
        var path = test.Write(_tapes.Folder)[1];
        await using var conversation = await Conversation.StartAsync(test.Name, conversation => conversation.UseCassette(path, CassetteMode.Replay).UseAgent(parts => Office(parts.Client(NoModel))));
        await conversation.SayAsync("Good day");
        var quay = await conversation.SayAsync("A longer quay, please.");
        var last = await conversation.SayAsync("Thanks");

        Assert.Empty(test.Notes);
        Assert.Contains("turn.Expect.Success().OnlyToolsInOrder(\"transfer_to_berths\");", test.Source, StringComparison.Ordinal);
        quay.Expect.Success().OnlyToolsInOrder("transfer_to_berths").Text("Berth four is free.");
        Assert.Equal("berths", last.Agent);
        Assert.StartsWith("Good day after", last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_ends_before_a_turn_with_an_attachment()
    {
        var session = await OpenAsync();
        var agent = new Agent(Answering);
        await agent.RunAsync("Good day", session);
        await agent.RunAsync([new ChatMessage(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])], session);

        await AssertEndsAsync(session, "turn 2 of the session, which is said with content that a test class does not hold: image/png.");
    }

    [Fact]
    public async Task A_session_that_begins_with_an_attachment_is_refused()
    {
        var session = await OpenAsync();
        await new Agent(Answering).RunAsync([new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1, 2, 3 }, "image/png")])], session);

        var error = await Assert.ThrowsAsync<SessionTestException>(() => SessionTest.CreateAsync(session));

        Assert.Equal((session.Key, "main", 1), (error.Key, error.Branch, error.Turn));
        Assert.EndsWith("turn 1 of the branch 'main' is said with content that a test class does not hold: image/png. A test begins with the first turn, since later answers depend on it.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_ends_before_a_turn_whose_process_was_lost_between_a_call_and_its_result()
    {
        var till = new Till();
        await using var conversation = await Conversation.StartAsync("till", till.Configure);
        await conversation.SayAsync("hello");
        till.AfterPaying = () => conversation.LoseProcessAsync();
        await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("pay 5"));
        await conversation.RestartAsync();
        await AssertEndsAsync(conversation.Session!, "turn 2 of the session, which has no end: its process ended, or it still runs.");

        till.AfterPaying = null;
        await conversation.SayAsync("hello");

        await AssertEndsAsync(conversation.Session!, "turn 2 of the session, which ended as interrupted, so its answer is not whole.", turnsOfLog: 3);
    }

    [Fact]
    public async Task A_test_ends_before_a_turn_that_was_resumed_after_its_process_was_lost()
    {
        var till = new Till();
        await using var conversation = await Conversation.StartAsync("till", till.Configure);
        await conversation.SayAsync("hello");
        till.AfterPaying = () => conversation.LoseProcessAsync();
        await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("pay 5"));
        await conversation.ResumeAsync();

        await AssertEndsAsync(conversation.Session!, "turn 2 of the session, which has a call of the tool 'pay' that was not made, or whose result was lost with the process of the turn.");
    }

    [Fact]
    public async Task A_test_ends_before_a_turn_in_which_an_agent_was_a_tool()
    {
        var session = await OpenAsync();
        var clerk = new Agent(Answering) { Name = "clerk" };
        var lead = new Agent(new ScriptedModel(messages => messages[^1] is { Role: var role, Text: "Ask the clerk." } && role == ChatRole.User
            ? new(ChatRole.Assistant, [new FunctionCallContent("1", "clerk", new Dictionary<string, object?> { ["task"] = "Say good day." })])
            : new(ChatRole.Assistant, "Good day to you."))) { Name = "lead", Tools = [clerk.AsTool("clerk", "Asks the clerk.")] };
        await lead.RunAsync("Good day", session);
        await lead.RunAsync("Ask the clerk.", session);

        await AssertEndsAsync(session, "turn 2 of the session, which has a call of the tool 'clerk', an agent whose model calls are in a session of its own.");
    }

    [Fact]
    public async Task A_test_ends_before_a_turn_that_broke_off()
    {
        var session = await OpenAsync();
        await new Agent(Answering).RunAsync("Good day", session);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var _ in new Agent(new BreakingModel()).RunStreamingAsync("Tell me more", session))
            {
            }
        });

        await AssertEndsAsync(session, "turn 2 of the session, which has an answer that broke off.");
    }

    [Fact]
    public async Task A_test_ends_before_messages_that_the_application_added()
    {
        var session = await OpenAsync();
        await new Agent(Answering).RunAsync("Good day", session);
        await session.AddAsync([new ChatMessage(ChatRole.User, "By the way"), new ChatMessage(ChatRole.Assistant, "Yes?")]);

        await AssertEndsAsync(session, "turn 2 of the session, which has a message of the assistant that the application added (position 8).");
    }

    [Fact]
    public async Task A_test_ends_before_a_turn_whose_approvals_it_cannot_repeat()
    {
        var agent = new Agent(new ScriptedModel(messages => messages[^1] is { Role: var role } last && role == ChatRole.User && last.Text == "Close both."
            ? new(ChatRole.Assistant, [new FunctionCallContent("1", "close", new Dictionary<string, object?> { ["account"] = "a" }), new FunctionCallContent("2", "close", new Dictionary<string, object?> { ["account"] = "b" })])
            : new(ChatRole.Assistant, "Done.")))
        {
            Tools = [AIFunctionFactory.Create((string account) => $"{account} is closed", "close")],
            Approvals = [ApprovalRule.Always("close")],
        };
        var (mixed, withdrawn) = (await OpenAsync("mixed"), await OpenAsync("withdrawn"));
        foreach (var session in (Session[])[mixed, withdrawn])
        {
            await agent.RunAsync("Good day", session);
            await agent.RunAsync("Close both.", session);
        }

        var waiting = await mixed.Approvals.ListAsync();
        await mixed.Approvals.ApproveAsync(waiting[0]);
        await mixed.Approvals.RefuseAsync(waiting[1]);
        await agent.ResumeAsync(mixed);
        await agent.RunAsync("Never mind.", withdrawn, new RunOptions { WhenWaiting = WhenWaiting.Withdraw });

        await AssertEndsAsync(mixed, "turn 2 of the session, which has calls of which some were approved and others refused; a test approves or refuses all.");
        await AssertEndsAsync(withdrawn, "of the session, which has an approval that was withdrawn, since the conversation went on without an answer.", turnsOfLog: 3);
    }

    [Fact]
    public async Task A_call_of_a_model_that_failed_and_was_made_again_is_noted_only()
    {
        var session = await OpenAsync();
        var calls = 0;
        var agent = new Agent(new ScriptedModel(_ => ++calls == 1 ? throw new HttpRequestException("Busy.", null, System.Net.HttpStatusCode.ServiceUnavailable) : new(ChatRole.Assistant, "Good day.")));
        await Assert.ThrowsAnyAsync<Exception>(() => agent.RunAsync("Good day", session));
        await agent.RunAsync("Good day", session);

        var error = await Assert.ThrowsAsync<SessionTestException>(() => SessionTest.CreateAsync(session));

        Assert.Contains("turn 1 of the branch 'main' ended as failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_of_more_than_500_turns_is_refused_and_its_beginning_becomes_a_test()
    {
        var session = await OpenAsync();
        var agent = new Agent(Answering) { Window = [new TokenBudgetStrategy(400)] };
        for (var i = 1; i <= 501; i++)
            await agent.RunAsync($"This is number {i}.", session);

        var error = await Assert.ThrowsAsync<SessionTestException>(() => SessionTest.CreateAsync(session));
        var test = await SessionTest.CreateAsync(session, new SessionTestOptions { FirstTurn = 499, LastTurn = 500 });

        Assert.EndsWith("it has more than 500 turns, and a test class has at most 500. Say with which turn the test ends: set LastTurn, or --turns on the command line.", error.Message, StringComparison.Ordinal);
        Assert.Equal((500, 500), (test.TurnCount, test.ModelCallCount));
        Assert.Equal(2, test.Source.Split("turn.Expect.Success()").Length - 1);
        Assert.Contains("SayAsync(\"This is number 500.\")", test.Source, StringComparison.Ordinal);
    }

    private static ScriptedModel Answering => new(messages => new(ChatRole.Assistant, "Good day to you."));

    private static IChatClient NoModel() => throw new InvalidOperationException("There is no key.");

    private async Task<Session> OpenAsync(string id = "case") => await _store.OpenAsync(new SessionKey(id));

    /// <summary>Asserts that the test has the first turn only, and that a note and the class say why.</summary>
    private static async Task AssertEndsAsync(Session session, string note, int turnsOfLog = 2)
    {
        Assert.Equal(turnsOfLog, await session.Turns.ReadAsync().CountAsync());

        var test = await SessionTest.CreateAsync(session);

        Assert.EndsWith(note, Assert.Single(test.Notes), StringComparison.Ordinal);
        Assert.StartsWith("The test ends before turn ", test.Notes[0], StringComparison.Ordinal);
        Assert.Equal((1, 1), (test.TurnCount, test.ModelCallCount));
        Assert.Contains($"// Note: {test.Notes[0]}", test.Source, StringComparison.Ordinal);
        Assert.Single(test.Cassette.Split('\n'), line => line == "    answer:");
    }

    /// <summary>Breaks off in the middle of its answer.</summary>
    private sealed class BreakingModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, "It all beg") { MessageId = "1" };
            throw new IOException("The stream was cut.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
