using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Colloquy.Tests;

/// <summary>Sessions whose conversation the model's service keeps, on any store.</summary>
public abstract class ServiceKeptTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();

    protected ISessionStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await OpenAsync(_time);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    protected abstract Task<ISessionStore> OpenAsync(TimeProvider time);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Only_what_is_new_is_sent_and_the_id_follows_the_answers(bool grows, bool streams)
    {
        var (model, session) = (new KeepingChatClient(grows: grows), await OpenAsync());

        await RunAsync(new Agent(model), "one", session, streams);
        await RunAsync(new Agent(model), "two", await OpenAsync(), streams);
        var answer = await RunAsync(new Agent(model), "three", session, streams);

        string[] ids = grows ? ["resp_1", "resp_1", "resp_1"] : ["resp_1", "resp_2", "resp_3"];
        Assert.Equal(["-: user: one", $"{ids[0]}: user: two", $"{ids[1]}: user: three"], Enumerable.Range(0, 3).Select(model.Sent));
        Assert.Equal("3 from you: one, two, three", answer.Text);
        Assert.Equal(await Transcript.OfAsync(session), model.Kept(ids[2]).Replace(" | ", "\n", StringComparison.Ordinal));
        Assert.Equal((ids[2], ids[2], 0), (answer.ConversationId, (await session.GetServiceConversationAsync())?.Id, answer.CarriedIn));
        Assert.Equal((ids[2], grows, "keeper models.example.com"), await session.GetServiceConversationAsync() is { } kept ? (kept.Id, kept.GrowsInPlace, kept.Service) : default);
    }

    [Theory]
    [InlineData(Durability.Step, false)]
    [InlineData(Durability.Step, true)]
    [InlineData(Durability.Turn, false)]
    public async Task Results_of_tools_are_sent_alone_in_the_order_of_their_calls(Durability durability, bool parallel)
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        var agent = new Agent(model) { Tools = [Tool("look"), Tool("pay")], Durability = durability, ParallelTools = parallel };

        await agent.RunAsync("use look,pay", session);
        var answer = await agent.RunAsync("bye", session);

        Assert.Equal(["-: user: use look,pay", "resp_1: tool: #c1a=look done | tool: #c1b=pay done", "resp_2: user: bye"], Enumerable.Range(0, 3).Select(model.Sent));
        Assert.Equal("2 from you: use look,pay, bye", answer.Text);
    }

    [Fact]
    public async Task A_history_of_ones_own_is_sent_once_to_a_service_that_begins_to_keep_it()
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        await session.AddAsync([new(ChatRole.User, "one"), new(ChatRole.Assistant, "yes")]);

        await new Agent(model).RunAsync("two", session);
        await session.AddAsync(new ChatMessage(ChatRole.User, "aside"));
        var answer = await new Agent(model).RunAsync("three", session);

        Assert.Equal(["-: user: one | assistant: yes | user: two", "resp_1: user: aside | user: three"], Enumerable.Range(0, 2).Select(model.Sent));
        Assert.Equal("4 from you: one, two, aside, three", answer.Text);
        Assert.Equal(1, answer.CarriedIn);
    }

    [Fact]
    public async Task A_session_is_opened_by_the_id_of_a_services_conversation()
    {
        var model = new KeepingChatClient(grows: true);
        await new Agent(model).RunAsync("before", options: new() { ChatOptions = new() { ConversationId = "conv_9" } });
        var session = await OpenAsync("conv_9");

        var answer = await new Agent(model).RunAsync("one", session);
        var again = await OpenAsync("conv_9");
        var other = await Assert.ThrowsAsync<ServiceConversationException>(() => OpenAsync("conv_8"));

        Assert.Equal("2 from you: before, one", answer.Text);
        Assert.Equal("conv_9: user: one", model.Sent(1));
        Assert.Equal(("conv_9", "conv_8"), (other.ConversationId, other.GivenId));
        Assert.Equal("conv_9", (await again.GetServiceConversationAsync())?.Id);
    }

    [Fact]
    public async Task An_id_is_given_per_run_and_another_than_the_sessions_is_refused_before_anything_is_written()
    {
        var (model, session) = (new KeepingChatClient(grows: true), await OpenAsync());
        await new Agent(model).RunAsync("one", session, Given("conv_1"));
        await new Agent(model).RunAsync("two", session, Given("conv_1"));
        await new Agent(model).RunAsync("three", session);
        var tip = (await session.RefreshAsync()).Tip;

        var refused = await Assert.ThrowsAsync<ServiceConversationException>(() => new Agent(model).RunAsync("four", session, Given("conv_2")));
        await Assert.ThrowsAsync<ServiceConversationException>(() => new Agent(model) { ChatOptions = new() { ConversationId = "conv_3" } }.RunAsync("four", session));

        Assert.Equal(("conv_1", "conv_2", session.Key), (refused.ConversationId, refused.GivenId, refused.Key));
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);
        Assert.Equal(["conv_1: user: one", "conv_1: user: two", "conv_1: user: three"], Enumerable.Range(0, 3).Select(model.Sent));
        Assert.Equal(3, model.Requests.Count);
    }

    [Fact]
    public async Task A_session_with_a_history_of_its_own_is_not_put_into_a_services_conversation_unless_it_is_said_what_that_has()
    {
        var (model, session) = (new KeepingChatClient(grows: true), await OpenAsync());
        await session.AddAsync([new(ChatRole.User, "one"), new(ChatRole.Assistant, "yes")]);

        var refused = await Assert.ThrowsAsync<ServiceConversationException>(() => new Agent(model).RunAsync("two", session, Given("conv_1")));
        await Assert.ThrowsAsync<ServiceConversationException>(() => OpenAsync("conv_1"));
        await session.SetServiceConversationAsync("conv_1", sendHistory: true);
        await new Agent(model).RunAsync("two", session, Given("conv_1"));
        await session.SetServiceConversationAsync("conv_2");
        await new Agent(model).RunAsync("three", session);

        Assert.Null(refused.ConversationId);
        Assert.Equal(["conv_1: user: one | assistant: yes | user: two", "conv_2: user: three"], Enumerable.Range(0, 2).Select(model.Sent));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_without_the_id_is_a_typed_failure_and_is_kept(bool streams)
    {
        var model = new KeepingChatClient { OnAnswer = (call, response) => { response.ConversationId = call == 2 ? null : response.ConversationId; return response; } };
        var session = await OpenAsync();
        await RunAsync(new Agent(model), "one", session, streams);

        var missing = await Assert.ThrowsAsync<ServiceConversationException>(() => RunAsync(new Agent(model), "two", session, streams));
        await RunAsync(new Agent(model), "three", session, streams);

        Assert.Equal("resp_1", missing.ConversationId);
        Assert.Equal("2 from you: one, two", (await session.GetItemsAsync()).Single(item => item.Position == missing.Answer).Message.Text);
        Assert.Equal("resp_1: user: two | assistant: 2 from you: one, two | user: three", model.Sent(2));
        Assert.Equal([TurnStatus.Completed, TurnStatus.Failed, TurnStatus.Completed], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
    }

    [Fact]
    public async Task Undo_fork_retry_and_edit_go_on_from_the_answer_that_the_branch_has()
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        var agent = new Agent(model);
        await agent.RunAsync("one", session);
        await agent.RunAsync("two", session);
        var fork = await session.Branches.ForkAfterTurnAsync(1, "what-if");

        await session.UndoTurnAsync();
        Assert.Equal("2 from you: one, three", (await agent.RunAsync("three", session)).Text);
        Assert.Equal("2 from you: one, four", (await agent.RunAsync("four", fork)).Text);
        Assert.Equal("2 from you: one, three", (await agent.RetryTurnAsync(session)).Text);
        Assert.Equal("2 from you: one, five", (await agent.EditAndResendAsync("five", session)).Text);
        Assert.Equal("1 from you: six", (await agent.EditAndResendAsync("six", session, turnNumber: 1)).Text);

        Assert.Equal(["resp_1: user: three", "resp_1: user: four", "resp_1: user: three", "resp_1: user: five", "-: user: six"], Enumerable.Range(2, 5).Select(model.Sent));
        Assert.Equal("3 from you: one, four, seven", (await agent.RunAsync("seven", fork)).Text);
    }

    [Fact]
    public async Task A_conversation_that_grows_in_place_is_not_gone_back_in()
    {
        var (model, session) = (new KeepingChatClient("conv_", grows: true), await OpenAsync());
        var agent = new Agent(model);
        await agent.RunAsync("one", session);
        await agent.RunAsync("two", session);
        var calls = model.Requests.Count;
        await session.UndoTurnAsync();
        var tip = (await session.RefreshAsync()).Tip;

        var refused = await Assert.ThrowsAsync<ServiceConversationException>(() => agent.RunAsync("three", session));

        Assert.Equal(("conv_1", tip, calls), (refused.ConversationId, (await session.RefreshAsync()).Tip, model.Requests.Count));
        Assert.True(refused.Latest > refused.Position);

        await session.RedoAsync();
        Assert.Equal("3 from you: one, two, three", (await agent.RunAsync("three", session)).Text);
        await Assert.ThrowsAsync<ServiceConversationException>(() => agent.RetryTurnAsync(session));
        await Assert.ThrowsAsync<ServiceConversationException>(() => agent.EditAndResendAsync("other", session, turnNumber: 2));
        Assert.Equal("4 from you: one, two, three, four", (await agent.RunAsync("four", session)).Text);
    }

    [Fact]
    public async Task After_an_undo_the_history_is_sent_from_the_log_when_the_conversation_is_let_go()
    {
        var (model, session) = (new KeepingChatClient("conv_", grows: true), await OpenAsync());
        var agent = new Agent(model);
        await agent.RunAsync("one", session);
        await agent.RunAsync("two", session);
        await session.UndoTurnAsync();

        await session.SetServiceConversationAsync(null);
        Assert.Null(await session.GetServiceConversationAsync());
        Assert.Equal("2 from you: one, three", (await agent.RunAsync("three", session)).Text);

        Assert.Equal("-: user: one | assistant: 1 from you: one | user: three", model.Sent(2));
        Assert.Equal("conv_2", (await session.GetServiceConversationAsync())?.Id);
        await session.ClearAsync();
        Assert.Equal("1 from you: fresh", (await agent.RunAsync("fresh", session)).Text);
    }

    [Fact]
    public async Task Of_two_branches_only_the_one_that_goes_on_first_has_a_conversation_that_grows_in_place()
    {
        var (model, session) = (new KeepingChatClient("conv_", grows: true), await OpenAsync());
        var agent = new Agent(model);
        await agent.RunAsync("one", session);
        await agent.RunAsync("two", session);
        var fork = await session.Branches.ForkAsync("other");
        await agent.RunAsync("three", fork);

        await Assert.ThrowsAsync<ServiceConversationException>(() => agent.RunAsync("four", session));
        await session.Branches.DeleteAsync("other");
        await Assert.ThrowsAsync<ServiceConversationException>(() => agent.RunAsync("four", session));

        await session.ClearAsync();
        await Assert.ThrowsAsync<ServiceConversationException>(() => agent.RunAsync("four", session, Given("conv_1")));
        Assert.Equal("1 from you: four", (await agent.RunAsync("four", session)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_failed_call_was_to_send_is_sent_again(bool grows)
    {
        var log = new ListLogger();
        var model = new KeepingChatClient(grows: grows) { OnAnswer = (call, response) => call == 3 ? throw new HttpRequestException("down") : response };
        var session = await Store.OpenAsync(Key, new OpenSessionOptions { LoggerFactory = log });
        await new Agent(model).RunAsync("one", session);
        await new Agent(model).RunAsync("two", session);

        await Assert.ThrowsAsync<HttpRequestException>(() => new Agent(model).RunAsync("three", session));
        var answer = await new Agent(model).RunAsync("four", session);

        Assert.EndsWith(": user: three | user: four", model.Sent(3), StringComparison.Ordinal);
        Assert.Equal("4 from you: one, two, three, four", answer.Text);
        Assert.Equal(grows ? 1 : 0, log.Lines.Count(line => line.Contains("which may have what was sent", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_call_that_was_cut_off_is_answered_for_before_the_next_turn()
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        using var stop = new CancellationTokenSource();
        var agent = new Agent(model) { Tools = [AIFunctionFactory.Create(async () => { await stop.CancelAsync(); stop.Token.ThrowIfCancellationRequested(); }, "halt"), Tool("look")] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.RunAsync("use look,halt", session, cancellationToken: stop.Token));
        await agent.RunAsync("go on", session);

        Assert.Equal("resp_1: tool: #c1a=look done | tool: #c1b=No result of this call was recorded: it was cut off before it returned. Whether it took effect is unknown; check before you repeat it. | user: go on", model.Sent(1));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task A_turn_is_resumed_in_the_services_conversation(int commits, bool afterCommitting)
    {
        var model = new KeepingChatClient();
        var agent = new Agent(model) { Tools = [AgentTool.Create(() => "look done", "look", idempotent: true)] };
        await agent.RunAsync("one", await OpenAsync());
        var dying = new DyingStore(Store, commits, afterCommitting);
        await Assert.ThrowsAsync<ProcessDiedException>(async () => await agent.RunAsync("use look", await dying.OpenAsync(Key)));
        _time.Advance(TimeSpan.FromMinutes(1));

        var answer = await agent.ResumeAsync(await OpenAsync(), Given("resp_1"));

        Assert.Equal("2 from you: one, use look", answer!.Text);
        Assert.DoesNotContain(Enumerable.Range(1, model.Requests.Count - 1), call => model.Sent(call).Contains("user: one", StringComparison.Ordinal));
        Assert.Equal(2, model.Kept(answer.ConversationId!).Split("user: ").Length - 1);
        Assert.Equal(1, model.Kept(answer.ConversationId!).Split("tool: ").Length - 1);
    }

    [Fact]
    public async Task A_conversation_that_waits_for_what_the_log_does_not_have_is_let_go()
    {
        var log = new ListLogger();
        var (model, session) = (new KeepingChatClient(grows: true), await Store.OpenAsync(Key, new OpenSessionOptions { LoggerFactory = log }));
        var agent = new Agent(model) { Tools = [Tool("look")] };
        await agent.RunAsync("one", session);
        await agent.RunAsync("two", session);
        var dying = new DyingStore(Store, commitsToLive: 1, diesAfterCommitting: false);
        await Assert.ThrowsAsync<ProcessDiedException>(async () => await agent.RunAsync("use look", await dying.OpenAsync(Key)));
        _time.Advance(TimeSpan.FromMinutes(1));

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => agent.ResumeAsync(session));
        await session.SetServiceConversationAsync(null);
        var answer = await agent.RunAsync("go on", session);

        Assert.StartsWith("Calls and results do not match", refused.Message, StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Contains("which may have what the process that died had sent", StringComparison.Ordinal));
        Assert.Equal("4 from you: one, two, use look, go on", answer.Text);
    }

    [Fact]
    public async Task What_was_sent_is_explained_and_what_would_be_is_told()
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        var agent = new Agent(model) { Tools = [Tool("look"), Tool("pay")], ParallelTools = true, ContextProviders = [new Adding()] };
        await agent.RunAsync("one", session);
        await agent.RunAsync("use look,pay", session);
        await session.AddAsync(new ChatMessage(ChatRole.User, "aside"));

        var report = await session.Window.PreviewAsync();
        var answers = (await session.GetItemsAsync(role: ChatRole.Assistant)).Select(item => item.Position).ToList();

        Assert.Equal(model.Requests.Count, answers.Count);
        for (var i = 0; i < answers.Count; i++)
            Assert.Equal(Json(model.Requests[i].Messages), Json((await session.Window.ExplainAsync(answers[i])).Messages));
        Assert.Equal("resp_2", (await session.Window.ExplainAsync(answers[2])).Options?.GetProperty("conversationId").GetString());
        Assert.Equal("user: aside", Transcript.Of(report.Messages));
        Assert.Equal((false, "kept by the service as conversation 'resp_3'"), (report.Rows[0].IsShown, report.Rows[0].Reason));
        Assert.Contains("no strategy has a say", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_providers_add_is_sent_with_the_first_call_of_a_turn_and_histories_are_not_loaded()
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        var history = new ListHistory();
        var agent = new Agent(model) { Tools = [Tool("look")], ContextProviders = [new Adding(), history] };

        await agent.RunAsync("one", session);
        await agent.RunAsync("use look", session);

        Assert.Equal(["-: user: (context) | user: one", "resp_1: user: (context) | user: use look", "resp_2: tool: #c2a=look done"], Enumerable.Range(0, 3).Select(model.Sent));
        Assert.Equal((1, 2), (history.Loads, history.Stores));
    }

    [Fact]
    public async Task Calls_for_a_service_that_keeps_the_history_do_not_spoil_the_estimate_of_windows()
    {
        var (model, session) = (new KeepingChatClient(), await OpenAsync());
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        var before = (await session.Window.PreviewAsync()).Tokens;
        await session.ClearAsync();
        await session.SetServiceConversationAsync("resp_0", sendHistory: true);
        var growing = new KeepingChatClient("resp_", grows: true);
        await new Agent(growing).RunAsync("two", session);
        await session.SetServiceConversationAsync(null);
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));

        var rows = (await session.Window.PreviewAsync()).Rows;

        Assert.Equal(before, rows[^1].Tokens);
        model.Dispose();
    }

    protected static SessionKey Key { get; } = new("s", "ada");

    protected static RunOptions Given(string id) => new() { ChatOptions = new() { ConversationId = id } };

    protected static AITool Tool(string name) => AIFunctionFactory.Create(() => $"{name} done", name);

    protected Task<Session> OpenAsync(string? conversation = null) => Store.OpenAsync(Key, new OpenSessionOptions { ConversationId = conversation });

    protected static async Task<AgentAnswer> RunAsync(Agent agent, string input, Session session, bool streams) =>
        streams ? ((AnswerUpdate)await agent.RunStreamingAsync(input, session).LastAsync()).Answer : await agent.RunAsync(input, session);

    private static string Json(IEnumerable<ChatMessage> messages) => JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions);

    protected sealed class Adding : ContextProvider
    {
        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            request.AddMessage("(context)");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ListHistory : HistoryProvider
    {
        public int Loads { get; private set; }

        public int Stores { get; private set; }

        protected override ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken)
        {
            Loads++;
            return new([]);
        }

        protected override ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
        {
            Stores++;
            return default;
        }
    }
}
