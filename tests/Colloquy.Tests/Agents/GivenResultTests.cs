using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>Results that a caller gives, and those of calls that waited, are as long as a tool's may be; a session's chat client has the limits of a run.</summary>
public sealed class GivenResultTests
{
    private const string Sentence = "\n[The result has 500 characters, of which this shows the first 100: the rest is not kept. Ask for less at a time.]";
    private static readonly string Long = new('r', 500);
    private static readonly string Cut = new string('r', 100) + Sentence;
    private static readonly RunLimits Limits = new() { ResultCharacters = 100 };

    private readonly InMemorySessionStore _store = new();

    public static TheoryData<string> Forms => ["text", "json", "contents", "text content"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_result_of_a_declared_tool_is_cut_for_the_model_and_the_log(string form)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "x")), Say("done"));
        var agent = new Agent(model) { Limits = Limits, Tools = [Declared] };
        await agent.RunAsync("go", session);

        var answer = await agent.RunAsync([Result("c1", form)], session);

        Assert.Equal(Cut, TextOf(ResultIn(model.Requests[^1].Messages)));
        Assert.Equal(Cut, TextOf(ResultIn((await session.GetItemsAsync()).Select(item => item.Message))));
        Assert.Equal(Cut, TextOf(answer.ToolCalls.Single().Result));
    }

    [Fact]
    public async Task Results_as_input_of_a_turn_of_their_own_are_cut_too()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Say("done"));

        await new Agent(model) { Limits = Limits }.RunAsync([new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("x1", "ask")]), Result("x1", "text"), new ChatMessage(ChatRole.User, "Well?")], session);

        Assert.Equal(Cut, TextOf(ResultIn((await session.GetItemsAsync()).Select(item => item.Message))));
        Assert.Equal(Cut, TextOf(ResultIn(model.Requests[0].Messages)));
    }

    [Fact]
    public async Task What_a_result_of_the_caller_holds_besides_is_kept_and_the_callers_own_message_is_left_alone()
    {
        var session = await OpenAsync();
        var agent = new Agent(new ScriptedChatClient(Call(("c1", "ask", "x")), Say("done"))) { Limits = Limits, Tools = [Declared] };
        await agent.RunAsync("go", session);
        var given = new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", new List<AIContent> { new TextContent(Long), new DataContent(new byte[70_000], "image/png") }) { AdditionalProperties = new() { ["kept"] = true } }]);

        await agent.RunAsync([given], session);

        Assert.Equal(Long, ((TextContent)((List<AIContent>)((FunctionResultContent)given.Contents[0]).Result!)[0]).Text);
        var stored = (await session.GetItemsAsync()).SelectMany(item => item.Message.Contents).OfType<FunctionResultContent>().Single();
        var parts = Assert.IsType<IEnumerable<AIContent>>(stored.Result, exactMatch: false).ToList();
        Assert.Equal((Cut, 70_000), (((TextContent)parts[0]).Text, ((DataContent)parts[1]).Data.Length));
        Assert.NotNull(stored.AdditionalProperties?["kept"]);
    }

    [Fact]
    public async Task The_outcome_of_a_call_that_waited_behind_newer_turns_is_cut()
    {
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { MaxAttachmentBytes = 100_000 });
        var model = new ScriptedChatClient(Call(("c1", "pay", "x"), ("c2", "draw", "x")), Say("hi"), Say("told"));
        var agent = new Agent(model)
        {
            Limits = Limits,
            Tools =
            [
                new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string value) => Long, "pay")),
                new ApprovalRequiredAIFunction(AIFunctionFactory.Create(AIContent (string value) => new DataContent(new byte[100_001], "image/png"), "draw")),
            ],
        };
        await agent.RunAsync("pay it", session);
        await agent.RunAsync("hello", session);
        foreach (var approval in await session.Approvals.ListAsync())
            await session.Approvals.ApproveAsync(approval);

        var answer = await agent.ResumeAsync(session);

        Assert.Equal("told", answer!.Text);
        Assert.Equal(Cut, TextOf(answer.ToolCalls[0].Result));
        Assert.EndsWith(Cut, model.Requests[^1].Messages[^2].Text, StringComparison.Ordinal);
        Assert.Contains("of 100,001 bytes, which is not kept", model.Requests[^1].Messages[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_client_of_a_session_cuts_the_results_that_it_is_sent(bool isStreamed)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "x")), Say("done"));
        using var client = new SessionChatClient(model, session) { ResultCharacters = 100 };

        await AskAsync(client, new ChatMessage(ChatRole.User, "go"), isStreamed);
        await AskAsync(client, Result("c1", "text"), isStreamed);

        Assert.Equal(Cut, TextOf(ResultIn(model.Requests[^1].Messages)));
        Assert.Equal(Cut, TextOf(ResultIn((await session.GetItemsAsync()).Select(item => item.Message))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_client_of_a_session_ends_an_answer_that_is_too_long(bool isStreamed)
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Say(new string('a', 999) + " b"), Say("Hello.")), session) { AnswerCharacters = 1_000 };

        var failure = await Assert.ThrowsAsync<SizeLimitException>(() => AskAsync(client, new ChatMessage(ChatRole.User, "go"), isStreamed));

        Assert.Equal((SizeLimit.Answer, 1_000L), (failure.Kind, failure.Limit));
        Assert.Equal(TurnStatus.Failed, (await session.Turns.GetAsync(1)).Status);
        Assert.True((await session.GetItemsAsync())[^1].IsPartial);
        Assert.Equal("Hello.", await AskAsync(client, new ChatMessage(ChatRole.User, "again"), isStreamed: false));
    }

    [Fact]
    public async Task A_summary_is_held_to_the_limit_of_an_answer()
    {
        foreach (var byClient in (bool[])[false, true])
        {
            var session = await _store.OpenAsync(new SessionKey($"s{byClient}"));
            await session.AddAsync(Enumerable.Range(1, 6).Select(number => new ChatMessage(ChatRole.User, $"question {number}")));
            var model = new ScriptedChatClient(Say("Hello."));
            WindowPipeline window = [new NewestTurnsStrategy(2), new SummarizeOldStrategy(new ScriptedChatClient(Say(new string('a', 1_001))))];

            if (byClient)
                await new SessionChatClient(model, session) { AnswerCharacters = 1_000, Window = window }.GetResponseAsync("next");
            else
                await new Agent(model) { Limits = new() { AnswerCharacters = 1_000 }, Window = window }.RunAsync("next", session);

            Assert.Equal("question 6", model.Requests[0].Messages[0].Text);
        }
    }

    [Fact]
    public void Limits_of_a_chat_client_that_cannot_hold_are_refused()
    {
        var session = _store.OpenAsync(new SessionKey("s")).GetAwaiter().GetResult();

        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionChatClient(new ScriptedChatClient(), session) { AnswerCharacters = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionChatClient(new ScriptedChatClient(), session) { ResultCharacters = 0 });
    }

    private static AIFunctionDeclaration Declared => AIFunctionFactory.CreateDeclaration("ask", "Asks the user.", AIFunctionFactory.Create((string value) => "", "ask").JsonSchema);

    private static ChatMessage Result(string id, string form) => new(ChatRole.Tool, [new FunctionResultContent(id, form switch
    {
        "text" => Long,
        "json" => System.Text.Json.JsonSerializer.SerializeToElement(Long),
        "contents" => new List<AIContent> { new TextContent(Long) },
        _ => (AIContent[])[new TextContent(Long)],
    })]);

    private static object? ResultIn(IEnumerable<ChatMessage> messages) => messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result;

    private static string? TextOf(object? result) => result is IEnumerable<AIContent> contents ? ((TextContent)contents.Single()).Text : result?.ToString();

    private static async Task<string> AskAsync(SessionChatClient client, ChatMessage message, bool isStreamed) => isStreamed
        ? string.Concat(await client.GetStreamingResponseAsync([message]).Select(update => update.Text).ToListAsync())
        : (await client.GetResponseAsync([message])).Text;

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
