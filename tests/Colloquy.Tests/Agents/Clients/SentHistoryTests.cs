using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Clients;

/// <summary>Callers that keep a list of their own and send all of it each time: what the session has is not recorded again.</summary>
public sealed class SentHistoryTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly ChatMessage _system = new(ChatRole.System, "Be kind.");
    private readonly List<ChatMessage> _list;

    public SentHistoryTests() => _list = [_system];

    public static TheoryData<bool, long> Ways => new() { { false, 0 }, { false, 1 << 24 }, { true, 0 }, { true, 1 << 24 } };

    [Theory, MemberData(nameof(Ways))]
    public async Task A_list_that_is_sent_whole_each_time_is_recorded_once(bool isStreamed, long cacheBytes)
    {
        _store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = cacheBytes });
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Say("Hello Ada."), Say("Ada."), Say("Bye."));
        using var client = new SessionChatClient(model, session);

        foreach (var text in new[] { "I am Ada.", "Who am I?", "Bye." })
            await TalkAsync(client, text, isStreamed);

        Assert.Equal("user: I am Ada.\nassistant: Hello Ada.\nuser: Who am I?\nassistant: Ada.\nuser: Bye.\nassistant: Bye.", await RecordedAsync(session));
        Assert.Equal("system: Be kind.\nuser: I am Ada.\nassistant: Hello Ada.\nuser: Who am I?", Plain(Transcript.Of(model.Requests[1].Messages)));
        Assert.Equal(3, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task It_is_recognised_after_a_restart_with_the_messages_of_tools()
    {
        var model = new ScriptedChatClient(Call(("c1", "add", "2")), Say("It is 4."), Say("Yes."));
        await LoopAsync(model, "2+2?");

        await LoopAsync(model, "Sure?");

        var session = await OpenAsync();
        Assert.Equal("user: 2+2?\nassistant: add#c1(2)\ntool: #c1=4\nassistant: It is 4.\nuser: Sure?\nassistant: Yes.", await Transcript.OfAsync(session));
        Assert.Equal("system: Be kind.\nuser: 2+2?\nassistant: add#c1(2)\ntool: #c1=4\nassistant: It is 4.\nuser: Sure?", Transcript.Of(model.Requests[2].Messages));
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task A_list_of_texts_alone_is_recognised_without_the_messages_of_tools()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(
            Reply.Step("m", null, new TextContent("Let me see. "), new FunctionCallContent("c1", "add", new Dictionary<string, object?> { ["value"] = "2" })),
            Call(("c2", "add", "3")),
            Say("It is 6."),
            Say("Yes."));
        using var client = new SessionChatClient(model, session).AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [Add] };

        var answer = await client.GetResponseAsync("2+2+2?", options);
        await client.GetResponseAsync([new(ChatRole.User, "2+2+2?"), new(ChatRole.Assistant, $"{answer.Text}\n"), new(ChatRole.User, "Sure?")], options);

        Assert.Equal("user: 2+2+2?\nassistant: Let me see.  add#c1(2)\ntool: #c1=4\nassistant: add#c2(3)\ntool: #c2=4\nassistant: It is 6.\nuser: Sure?\nassistant: Yes.", await Transcript.OfAsync(session));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task Messages_with_files_are_recognised_with_the_files_and_without(int bytes)
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("A cat."), Say("Grey."), Say("Bye.")), session);
        _list.Add(new ChatMessage(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[bytes], "image/png")]));
        _list.AddMessages(await client.GetResponseAsync(_list));
        await TalkAsync(client, "Which colour?");
        _list[1] = new ChatMessage(ChatRole.User, "What is this?");

        await TalkAsync(client, "Thanks.");

        Assert.Equal("user: What is this? DataContent\nassistant: A cat.\nuser: Which colour?\nassistant: Grey.\nuser: Thanks.\nassistant: Bye.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Another_file_with_the_same_words_is_new()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Throw(new HttpRequestException("down")), Say("A dog.")), session);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync([Picture(1)]));

        await client.GetResponseAsync([Picture(2)]);

        Assert.Equal("user: What? DataContent\nuser: What? DataContent\nassistant: A dog.", await Transcript.OfAsync(session));

        static ChatMessage Picture(byte content) => new(ChatRole.User, [new TextContent("What?"), new DataContent(new[] { content }, "image/png")]);
    }

    [Fact]
    public async Task It_is_recognised_where_the_window_shows_a_summary()
    {
        var session = await OpenAsync();
        var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "fine"));
        using var client = new SessionChatClient(model, session) { Window = [new NewestTurnsStrategy(2), new SummarizeOldStrategy()] };

        for (var i = 1; i <= 6; i++)
            await TalkAsync(client, $"question {i}");

        Assert.Contains("it is a summary, written by a model", model.Requests[^1][1].Text, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 6).Select(i => $"question {i}"), (await session.GetItemsAsync(role: ChatRole.User)).Select(item => item.Text));
        Assert.Equal(12, (await session.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task The_same_words_again_are_a_message_again()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("Really?"), Say("Really?"), Say("Done.")), session);

        await client.GetResponseAsync("yes");
        await client.GetResponseAsync("yes");
        await client.GetResponseAsync([new(ChatRole.User, "yes"), new(ChatRole.Assistant, "Really?"), new(ChatRole.User, "yes")]);

        Assert.Equal("user: yes\nassistant: Really?\nuser: yes\nassistant: Really?\nuser: yes\nassistant: Done.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task What_failed_and_is_sent_again_is_recorded_once()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Throw(new HttpRequestException("down")), Say("Hello."), Throw(new HttpRequestException("down")), Say("Bye."));
        using var client = new SessionChatClient(model, session);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync("hi"));
        var greeted = await client.GetResponseAsync("hi");
        List<ChatMessage> whole = [new(ChatRole.User, "hi"), .. greeted.Messages, new(ChatRole.User, "bye")];
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync(whole));

        await client.GetResponseAsync(whole);

        Assert.Equal("user: hi\nassistant: Hello.\nuser: bye\nassistant: Bye.", await Transcript.OfAsync(session));
        Assert.Equal("user: hi\nassistant: Hello.\nuser: bye", Transcript.Of(model.Requests[3].Messages));
        Assert.Equal([TurnStatus.Completed, TurnStatus.Failed, TurnStatus.Completed, TurnStatus.Failed], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_part_of_an_answer_that_broke_off_may_be_in_the_list_or_not(bool isKept)
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new PausingClient("one two", new ScriptedChatClient(Say("Bye."))), session);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync("count", cancellationToken: stop.Token))
                await stop.CancelAsync();
        });

        await client.GetResponseAsync([new(ChatRole.User, "count"), .. isKept ? [new ChatMessage(ChatRole.Assistant, "one")] : Array.Empty<ChatMessage>(), new(ChatRole.User, "stop")]);

        var said = (await session.GetItemsAsync()).Where(item => !item.IsPartial).Select(item => item.Text);
        Assert.Equal(["count", "stop", "Bye."], said);
    }

    [Fact]
    public async Task The_beginning_of_the_newest_answer_is_enough_for_a_caller_that_stopped_reading()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("one two three"), Say("Bye.")), session);
        await client.GetResponseAsync("count");

        await client.GetResponseAsync([new(ChatRole.User, "count"), new(ChatRole.Assistant, "one two"), new(ChatRole.User, "stop")]);

        Assert.Equal("user: count\nassistant: one two three\nuser: stop\nassistant: Bye.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Results_of_an_open_turn_continue_it_when_all_is_sent()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("Hello."), Call(("c1", "add", "2")), Say("It is 4.")), session);
        await TalkAsync(client, "hi");
        await TalkAsync(client, "2+2?");
        _list.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "4")]));

        await client.GetResponseAsync(_list);

        Assert.Equal("user: hi\nassistant: Hello.\nuser: 2+2?\nassistant: add#c1(2)\ntool: #c1=4\nassistant: It is 4.", await Transcript.OfAsync(session));
        Assert.Equal(2, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task A_service_that_gives_all_its_calls_one_id_is_followed()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Call(("c", "add", "2")), Call(("c", "add", "3")), Say("Done.")), session);
        await TalkAsync(client, "go");
        _list.Add(Result("4"));
        _list.AddMessages(await client.GetResponseAsync(_list));
        _list.Add(Result("6"));

        await client.GetResponseAsync(_list);

        Assert.Equal(["user: go", "assistant: add", "tool: 4", "assistant: add", "tool: 6", "assistant: Done."], (await session.GetItemsAsync()).Select(item => Plain(item.Message)));
        Assert.Equal(1, await session.Turns.CountAsync());

        ChatMessage Result(string result) => new(ChatRole.Tool, [new FunctionResultContent(_list[^1].Contents.OfType<FunctionCallContent>().Single().CallId, result)]);

        static string Plain(ChatMessage message) => $"{message.Role}: {message.Contents[0] switch { FunctionCallContent call => call.Name, FunctionResultContent result => result.Result, _ => message.Text }}";
    }

    [Fact]
    public async Task An_exchange_that_the_session_never_saw_is_recorded_as_it_is()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("Hello."), Say("Bye.")), session);
        await TalkAsync(client, "hi");
        _list.AddRange([new ChatMessage(ChatRole.User, "from a cache?"), new ChatMessage(ChatRole.Assistant, "Yes.")]);

        await TalkAsync(client, "bye");

        Assert.Equal("user: hi\nassistant: Hello.\nuser: from a cache?\nassistant: Yes.\nuser: bye\nassistant: Bye.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_list_that_differs_in_the_past_is_refused_and_nothing_is_recorded()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Say("one"), Say("two"), Say("three"));
        using var client = new SessionChatClient(model, session);
        await TalkAsync(client, "first");
        await TalkAsync(client, "second");
        _list[2] = new ChatMessage(ChatRole.Assistant, "ten");

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => TalkAsync(client, "third"));

        Assert.Contains("do not continue branch 'main' of session", refused.Message, StringComparison.Ordinal);
        Assert.Equal("user: first\nassistant: one\nuser: second\nassistant: two", await Transcript.OfAsync(session));
        Assert.Equal("three", (await client.GetResponseAsync("third")).Text);
        Assert.Equal(3, model.Requests.Count);
    }

    [Fact]
    public async Task A_list_that_another_process_has_outrun_is_refused()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("one"), Say("two")), session);
        await TalkAsync(client, "first");
        using var other = new SessionChatClient(new ScriptedChatClient(Say("other")), await OpenAsync());
        await other.GetResponseAsync("in another tab");

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => TalkAsync(client, "second"));

        Assert.Equal("user: first\nassistant: one\nuser: in another tab\nassistant: other", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task After_an_undo_a_shorter_list_continues_from_there()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("one"), Say("two"), Say("three")), session);
        await TalkAsync(client, "first");
        await TalkAsync(client, "second");
        await session.UndoTurnAsync();
        _list.RemoveRange(3, 2);

        await TalkAsync(client, "third");

        Assert.Equal("user: first\nassistant: one\nuser: third\nassistant: three", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task With_a_conversation_id_all_is_new()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("one"), Say("two")), session);
        var response = await client.GetResponseAsync("first");

        await client.GetResponseAsync([new(ChatRole.User, "a question"), new(ChatRole.Assistant, "an answer"), new(ChatRole.User, "second")], new ChatOptions { ConversationId = response.ConversationId });

        Assert.Equal("user: first\nassistant: one\nuser: a question\nassistant: an answer\nuser: second\nassistant: two", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task What_was_pruned_is_passed_over()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say("one"), Say("two"), Say("three")), session);
        await TalkAsync(client, "first");
        await TalkAsync(client, "second");
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        await TalkAsync(client, "third");

        Assert.Equal("user: second\nassistant: two\nuser: third\nassistant: three", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Recognising_reads_about_as_much_as_was_sent_however_long_the_session_is()
    {
        var store = new CountingStore(_store);
        var session = await store.OpenAsync(new SessionKey("long"));
        await session.AddAsync(Enumerable.Range(0, 2_000).SelectMany(i => new[] { new ChatMessage(ChatRole.User, $"q{i}"), new ChatMessage(ChatRole.Assistant, $"a{i}") }));
        _store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 0 });
        using var client = new SessionChatClient(new ScriptedChatClient(Say("new")), session) { Window = [new NewestTurnsStrategy(1)] };
        store.EntriesRead = 0;

        await client.GetResponseAsync([new(ChatRole.User, "q1999"), new(ChatRole.Assistant, "a1999"), new(ChatRole.User, "again")]);

        Assert.InRange(store.EntriesRead, 1, 300);
        Assert.Equal(["a1999", "again", "new"], (await session.GetItemsAsync(3)).Select(item => item.Text));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task However_a_list_is_kept_each_message_is_recorded_once(int seed)
    {
        var random = new Random(seed);
        var session = await OpenAsync();
        List<string> said = [];
        var steps = new List<Step>();
        for (var i = 0; i < 40; i++)
            steps.Add(random.Next(3) == 0 ? Call(($"c{random.Next(3)}", "add", $"{i}")) : Say(random.Next(2) == 0 ? "ok" : $"answer {i}"));
        steps.AddRange(Enumerable.Repeat(Say("ok"), 40));
        using var client = new SessionChatClient(new ScriptedChatClient([.. steps]), session).AsBuilder().UseFunctionInvocation().Build();
        var texts = new List<ChatMessage>();

        for (var turn = 0; turn < 20; turn++)
        {
            var text = random.Next(2) == 0 ? "go on" : $"question {turn}";
            said.Add(text);
            _list.Add(new ChatMessage(ChatRole.User, text));
            texts.Add(_list[^1]);
            var sent = random.Next(3) switch
            {
                0 => _list,
                1 => texts,
                _ => [_list[^1]],
            };
            var response = await client.GetResponseAsync(sent, new ChatOptions { Tools = [Add] });
            _list.AddMessages(response);
            texts.Add(new ChatMessage(ChatRole.Assistant, response.Text));
        }

        Assert.Equal(said, (await session.GetItemsAsync(role: ChatRole.User)).Select(item => item.Text));
        Assert.Equal(_list.Skip(1).Select(Transcript.Of), (await session.GetItemsAsync()).Select(item => Transcript.Of(item.Message)));
    }

    private static AIFunction Add => AIFunctionFactory.Create((string value) => "4", "add");

    private static string Plain(string text) => text.Replace(" \n", "\n", StringComparison.Ordinal).TrimEnd();

    private static async Task<string> RecordedAsync(Session session) => Plain(await Transcript.OfAsync(session));

    private async Task<Session> OpenAsync() => await _store.OpenAsync(new SessionKey("s"));

    private async Task TalkAsync(SessionChatClient client, string text, bool isStreamed = false)
    {
        _list.Add(new ChatMessage(ChatRole.User, text));
        if (isStreamed)
            await _list.AddMessagesAsync(client.GetStreamingResponseAsync(_list));
        else
            _list.AddMessages(await client.GetResponseAsync(_list));
    }

    /// <summary>Asks through a function loop around the client of another handle, as after a restart.</summary>
    private async Task LoopAsync(ScriptedChatClient model, string text)
    {
        _store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 0 });
        using var client = new SessionChatClient(model, await OpenAsync()).AsBuilder().UseFunctionInvocation().Build();
        _list.Add(new ChatMessage(ChatRole.User, text));
        _list.AddMessages(await client.GetResponseAsync(_list, new ChatOptions { Tools = [Add] }));
    }

    /// <summary>Streams the beginning of an answer, and then waits.</summary>
    private sealed class PausingClient(string beginning, IChatClient inner) : DelegatingChatClient(inner)
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, beginning);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }
}
