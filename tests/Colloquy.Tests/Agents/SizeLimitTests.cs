using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>Sessions, answers, results and attachments that would become too large.</summary>
public sealed class SizeLimitTests
{
    private readonly InMemorySessionStore _store = new();

    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, null)]
    [InlineData(null, 3)]
    [InlineData(100, 3)]
    [InlineData(3, 100)]
    public async Task The_tighter_limit_of_store_and_session_holds_for_messages_and_state(int? ofStore, int? ofSession)
    {
        var store = new InMemorySessionStore(limits: new SessionLimits(ofStore));
        var session = await store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { MaxEntries = ofSession });
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        await session.State.SetAsync("a", 1);

        var failure = await Assert.ThrowsAsync<SizeLimitException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "two")));
        await Assert.ThrowsAsync<SizeLimitException>(async () => await session.State.SetAsync("a", 2));

        Assert.Equal((SizeLimit.SessionEntries, 3L), (failure.Kind, failure.Limit));
        Assert.Contains("Prune it", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await session.State.GetAsync<int>("a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_session_is_undone_redone_branched_closed_reopened_pruned_and_deleted(bool byStore)
    {
        var store = new InMemorySessionStore(limits: byStore ? new SessionLimits(MaxEntries: 4) : null);
        var session = await store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { MaxEntries = byStore ? null : 4 });
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "two"));

        await session.UndoTurnAsync();
        await session.RedoAsync();
        await session.Branches.ForkAsync("other");
        await session.Branches.DeleteAsync("other");
        await session.CloseAsync();
        await session.ReopenAsync();
        await Assert.ThrowsAsync<SizeLimitException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "more")));

        Assert.Equal(1, (await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Say("in short")), 1))).Messages);
        Assert.Equal(["two"], (await session.GetItemsAsync()).Select(item => item.Text));
        Assert.True(await store.DeleteAsync(session.Key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_waits_is_answered_though_the_session_is_full(bool behindNewInput)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        Agent Till(params Step[] steps) => new(new ScriptedChatClient(steps)) { Tools = [new ApprovalRequiredAIFunction(AgentTool.Create((string value) => $"refunded {value}", "refund"))] };
        await Till(Call(("a", "refund", "1"), ("b", "refund", "2"))).RunAsync("Refund.", session);
        if (behindNewInput)
            await Till(Say("Hi.")).RunAsync("hello", session);
        var full = await _store.OpenAsync(session.Key, new OpenSessionOptions { MaxEntries = 1 });

        await full.Approvals.RefuseAsync((await full.Approvals.ListAsync())[0], "too much");
        await full.Approvals.ApproveAsync(Assert.Single(await full.Approvals.ListAsync()), RememberApproval.Tool);

        Assert.Empty(await full.Approvals.ListAsync());
        await Assert.ThrowsAsync<SizeLimitException>(() => Till().ResumeAsync(full));
        Assert.Equal("One of two.", (await Till(Say("One of two.")).ResumeAsync(session))!.Text);
    }

    [Fact]
    public async Task Pruning_makes_room_for_another_turn()
    {
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { MaxBytes = 20_000 });
        for (var turn = 0; turn < 4; turn++)
            await session.AddAsync(new ChatMessage(ChatRole.User, new string('x', 4_000)));
        var agent = new Agent(new ScriptedChatClient(Say("never"), Say("Hello.")));
        await Assert.ThrowsAsync<SizeLimitException>(() => agent.RunAsync(new string('y', 4_000), session));

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(1));

        Assert.Equal("never", (await agent.RunAsync(new string('y', 4_000), session)).Text);
    }

    [Theory]
    [InlineData(Durability.Step)]
    [InlineData(Durability.Turn)]
    public async Task A_turn_for_which_there_is_no_room_ends_as_failed_and_gives_the_session_back(Durability durability)
    {
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { MaxBytes = 20_000 });
        var agent = new Agent(new ScriptedChatClient(Call(("1", "look", "x")), Say("done"))) { Durability = durability, Tools = [AIFunctionFactory.Create((string value) => new string('r', 30_000), "look")] };

        await Assert.ThrowsAsync<SizeLimitException>(() => agent.RunAsync("Look.", session));

        var record = await session.RefreshAsync();
        Assert.Equal((SessionActivity.Idle, null), (record.Activity, record.LeasedUntil));
        var turns = await session.Turns.ReadAsync().ToListAsync();
        Assert.Equal(durability == Durability.Step ? [TurnStatus.Failed] : [], turns.Select(turn => turn.Status));
        Assert.Equal(durability == Durability.Step ? 15 : 30, (await session.Usage.GetAsync()).TotalTokens);
        Assert.Equal("Hello.", (await new Agent(new ScriptedChatClient(Say("Hello."))).RunAsync("Anybody?", session)).Text);
    }

    [Fact]
    public async Task An_answer_for_which_there_is_no_room_ends_the_turn_as_failed()
    {
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { MaxBytes = 20_000 });

        await Assert.ThrowsAsync<SizeLimitException>(() => new Agent(new ScriptedChatClient(Say(new string('a', 30_000)))).RunAsync("Speak.", session));

        var turn = await session.Turns.GetAsync(1);
        Assert.Equal(TurnStatus.Failed, turn.Status);
        Assert.Contains("is full", turn.Error, StringComparison.Ordinal);
        Assert.Equal(["Speak."], (await session.GetItemsAsync()).Select(item => item.Text));
        Assert.Equal(15, (await session.Usage.GetAsync()).TotalTokens);
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_read_no_further_than_the_limit_and_kept_as_partial()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        using var model = new EndlessChatClient("word \ud83d\ude00 ");
        var agent = new Agent(model) { Limits = new() { AnswerCharacters = 1_000 } };
        var heard = 0;

        var failure = await Assert.ThrowsAsync<SizeLimitException>(async () =>
        {
            await foreach (var update in agent.RunStreamingAsync("Speak.", session))
                heard += update.Text.Length;
        });

        Assert.Equal((SizeLimit.Answer, 1_000L), (failure.Kind, failure.Limit));
        Assert.InRange(heard, 700, 1_000);
        Assert.InRange(model.Sent, 100, 200);
        Assert.Equal(TurnStatus.Failed, (await session.Turns.GetAsync(1)).Status);
        var partial = Assert.Single((await session.GetItemsAsync()), item => item.Message.Role == ChatRole.Assistant);
        Assert.True(partial.IsPartial);
        Assert.InRange(partial.Text.Length, 700, 1_000);
        Assert.Equal("Hello.", (await new Agent(new ScriptedChatClient(Say("Hello."))).RunAsync("Go on.", session)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_session_an_answer_that_is_too_long_names_none_and_keeps_nothing(bool isStreamed)
    {
        var agent = new Agent(new ScriptedChatClient(Say(new string('a', 2_000)))) { Limits = new() { AnswerCharacters = 1_000 } };

        var failure = await Assert.ThrowsAsync<SizeLimitException>(async () =>
        {
            if (isStreamed)
                await agent.RunStreamingAsync("Speak.").ToListAsync();
            else
                await agent.RunAsync("Speak.");
        });

        Assert.Null(failure.Key);
        Assert.DoesNotContain("session", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("kept", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Updates_that_say_nothing_end_too()
    {
        using var model = new EndlessChatClient("");

        await Assert.ThrowsAsync<SizeLimitException>(async () => await new Agent(model) { Limits = new() { AnswerCharacters = 1_000 } }.RunStreamingAsync("Speak.", await _store.OpenAsync(new SessionKey("s"))).ToListAsync());

        Assert.InRange(model.Sent, 1_000, 1_002);
    }

    [Fact]
    public async Task A_whole_answer_that_is_too_long_is_kept_in_part_and_paid_for()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));

        await Assert.ThrowsAsync<SizeLimitException>(() => new Agent(new ScriptedChatClient(Say(new string('a', 999) + "\ud83d\ude00"))) { Limits = new() { AnswerCharacters = 1_000 } }.RunAsync("Speak.", session));

        var partial = (await session.GetItemsAsync())[^1];
        Assert.Equal((true, new string('a', 999)), (partial.IsPartial, partial.Text));
        Assert.Equal(15, (await session.Usage.GetAsync()).TotalTokens);
    }

    [Fact]
    public async Task A_summary_that_is_too_long_is_none()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync(Enumerable.Range(1, 6).Select(number => new ChatMessage(ChatRole.User, $"question {number}")));
        var model = new ScriptedChatClient(Say("Hello."));
        var summarizer = new ScriptedChatClient(Say(new string('a', Longest + 1)));

        await new Agent(model) { Window = [new NewestTurnsStrategy(2), new SummarizeOldStrategy(summarizer)] }.RunAsync("next", session);

        Assert.Equal("question 6", model.Requests[0].Messages[0].Text);
    }

    [Fact]
    public async Task A_result_that_is_too_long_is_cut_with_a_sentence_for_the_model_and_the_log()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new ScriptedChatClient(Call(("1", "text", "x"), ("2", "json", "x"), ("3", "mixed", "x"), ("4", "fail", "x")), Say("done"));
        var agent = new Agent(model)
        {
            Limits = new() { ResultCharacters = 100 },
            Tools =
            [
                AIFunctionFactory.Create((string value) => new string('t', 99) + "\ud83d\ude00", "text"),
                AIFunctionFactory.Create((string value) => Enumerable.Range(0, 100).ToArray(), "json"),
                AIFunctionFactory.Create(IEnumerable<AIContent> (string value) => [new TextContent(new string('a', 80)), new DataContent(new byte[] { 1 }, "image/png"), new TextContent(new string('b', 80))], "mixed"),
                AIFunctionFactory.Create(string (string value) => throw new ToolFailedException(new string('e', 500)), "fail"),
            ],
        };

        var answer = await agent.RunAsync("Look.", session);

        Assert.InRange(answer.ToolCalls[3].Error!.Length, 1, 300);
        var results = model.Requests[1].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result).ToList();
        Assert.Equal(new string('t', 99) + "\n[The result has 101 characters, of which this shows the first 100: the rest is not kept. Ask for less at a time.]", results[0]);
        Assert.StartsWith("[", results[1]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("characters, of which this shows the first 100", results[1]!.ToString(), StringComparison.Ordinal);
        var mixed = Assert.IsType<List<AIContent>>(results[2]);
        Assert.Equal(80, ((TextContent)mixed[0]).Text.Length);
        Assert.IsType<DataContent>(mixed[1]);
        Assert.StartsWith(new string('b', 20) + "\n[The result has 80 characters", ((TextContent)mixed[2]).Text, StringComparison.Ordinal);
        Assert.Contains("characters, of which this shows the first 100", results[3]!.ToString(), StringComparison.Ordinal);
        Assert.InRange(results[3]!.ToString()!.Length, 1, 300);
        Assert.DoesNotContain(await session.GetItemsAsync(), item => item.Message.Contents.OfType<FunctionResultContent>().Any(result => result.Result is string text && text.Length > 300));
    }

    [Fact]
    public async Task The_answer_of_an_agent_that_is_a_tool_is_cut_as_any_result()
    {
        var model = new ScriptedChatClient((_, _, _) => Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", "desk", new Dictionary<string, object?> { ["task"] = "speak" })]))), Say("done"));
        var agent = new Agent(model) { Limits = new() { ResultCharacters = 100 }, Tools = [new Agent(new ScriptedChatClient(Say(new string('q', 500)))) { Name = "desk" }.AsTool()] };

        await agent.RunAsync("Ask.", await _store.OpenAsync(new SessionKey("s")));

        var result = model.Requests[1].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result;
        Assert.Equal(new string('q', 100) + "\n[The result has 500 characters, of which this shows the first 100: the rest is not kept. Ask for less at a time.]", result);
    }

    [Fact]
    public async Task An_attachment_that_is_too_large_is_refused_before_anything_is_written()
    {
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { MaxAttachmentBytes = 100_000 });
        ChatMessage large = new(ChatRole.User, [new TextContent("Look."), new DataContent(new byte[100_001], "image/png")]);

        var added = await Assert.ThrowsAsync<SizeLimitException>(() => session.AddAsync([new(ChatRole.User, "one"), large]));
        await Assert.ThrowsAsync<SizeLimitException>(() => new Agent(new ScriptedChatClient(Say("never"))).RunAsync([large], session));

        Assert.Equal((SizeLimit.Attachment, "image/png", 100_001L, 100_000L), (added.Kind, added.Item, added.Size, added.Limit));
        Assert.Equal((0L, null), ((await session.RefreshAsync()).Entries, (await session.RefreshAsync()).LeasedUntil));
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "image/png")]));
    }

    [Fact]
    public async Task A_tools_attachment_that_is_too_large_becomes_a_sentence_and_a_models_ends_the_turn()
    {
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { MaxAttachmentBytes = 100_000 });
        var model = new ScriptedChatClient(Call(("1", "draw", "x")), (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new DataContent(new byte[100_001], "image/png")]))));
        var agent = new Agent(model) { Tools = [AIFunctionFactory.Create(AIContent (string value) => new DataContent(new byte[100_001], "image/png"), "draw")] };

        await Assert.ThrowsAsync<SizeLimitException>(() => agent.RunAsync("Draw.", session));

        var result = model.Requests[1].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single();
        Assert.Equal("[content of type image/png of 100,001 bytes, which is not kept: the most is 100,000]", Assert.IsType<TextContent>(Assert.Single(Assert.IsType<List<AIContent>>(result.Result))).Text);
        Assert.Equal(TurnStatus.Failed, (await session.Turns.GetAsync(1)).Status);
    }

    private const int Longest = 2_000_000;

    /// <summary>A model that says a word for ever.</summary>
    private sealed class EndlessChatClient(string word) : IChatClient
    {
        public int Sent { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            while (true)
            {
                await Task.Yield();
                if (Sent++ == 100_000)
                    throw new InvalidOperationException("The answer was read on and on.");
                yield return new ChatResponseUpdate(ChatRole.Assistant, word);
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
