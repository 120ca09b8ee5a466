using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class MessageBalanceTests
{
    private const string Unknown = "No result of this call was recorded: it was cut off before it returned. Whether it took effect is unknown; check before you repeat it.";

    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_call_without_a_result_is_shown_with_its_outcome_unknown()
    {
        var shown = await ShowAsync(Ask("pay"), Calls("a", "b"), Result("a", "paid"));

        Assert.Equal($"user: pay\nassistant: t#a() t#b()\ntool: #a=paid\ntool: #b={Unknown}\nuser: next", shown);
    }

    [Fact]
    public async Task A_result_without_a_call_is_not_shown()
    {
        var shown = await ShowAsync(Ask("hi"), Result("zzz", "lost"), new ChatMessage(ChatRole.Assistant, "hello"));

        Assert.Equal("user: hi\nassistant: hello\nuser: next", shown);
    }

    [Fact]
    public async Task A_result_that_comes_late_is_shown_behind_its_call()
    {
        var shown = await ShowAsync(Ask("pay"), Calls("a"), Ask("hurry"), Result("a", "paid"));

        Assert.Equal("user: pay\nassistant: t#a()\ntool: #a=paid\nuser: hurry\nuser: next", shown);
    }

    [Fact]
    public async Task Calls_that_share_an_id_within_one_message_have_their_results_in_order()
    {
        var shown = await ShowAsync(Ask("1"), Calls("a", "a"), Result("a", "first"), Result("a", "second"));

        Assert.Equal("user: 1\nassistant: t#a() t#84lpnddwq()\ntool: #a=first\ntool: #84lpnddwq=second\nuser: next", shown);
    }

    [Fact]
    public async Task Calls_whose_ids_are_empty_or_not_ASCII_are_shown_under_ids_that_services_take()
    {
        var session = await AddAsync(Ask("1"), Calls("", "вызов"), Result("", "first"), Result("вызов", "second"));
        var model = new ScriptedChatClient(Say("ok"));

        await new Agent(model).RunAsync("next", session);

        Assert.True(Balanced.Is(model.Requests[0].Messages), Transcript.Of(model.Requests[0].Messages));
        Assert.Equal(["first", "second"], model.Requests[0].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result?.ToString()));
        Assert.All(model.Requests[0].Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>(), call => Assert.Matches("^[0-9a-z]{9}$", call.CallId));
    }

    [Fact]
    public async Task Reasoning_whose_answer_was_popped_is_not_shown_alone()
    {
        var shown = await ShowAsync(Ask("1"), new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm")]), Ask("2"));

        Assert.Equal("user: 1\nuser: 2\nuser: next", shown);
    }

    [Fact]
    public async Task Ids_that_a_model_uses_again_are_paired_in_order()
    {
        var shown = await ShowAsync(Ask("1"), Calls("a"), Result("a", "first"), Ask("2"), Calls("a"), Result("a", "second"), Result("a", "twice"));

        Assert.Equal("user: 1\nassistant: t#a()\ntool: #a=first\nuser: 2\nassistant: t#84lpnddwq()\ntool: #84lpnddwq=second\nuser: next", shown);
    }

    [Fact]
    public async Task Popping_a_result_leaves_a_history_that_a_model_accepts()
    {
        var session = await AddAsync(Ask("pay"), Calls("a", "b"), Result("a", "1"), Result("b", "2"));

        await session.PopAsync();

        Assert.Equal($"user: pay\nassistant: t#a() t#b()\ntool: #a=1\ntool: #b={Unknown}\nuser: next", await ShowAsync(session));
    }

    [Fact]
    public async Task An_input_that_is_not_balanced_is_shown_balanced()
    {
        var model = new ScriptedChatClient(Say("ok"));

        await new Agent(model).RunAsync([Ask("pay"), Result("zzz", "lost")], await _store.OpenAsync(new SessionKey("s")));

        Assert.Equal("user: pay", Transcript.Of(model.Requests[0].Messages));
    }

    [Fact]
    public async Task Any_mix_of_calls_and_results_is_shown_balanced()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var messages = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(4) switch
            {
                0 => Ask("q"),
                1 => new ChatMessage(ChatRole.Assistant, "a"),
                2 => Calls([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => $"{random.Next(4)}").Distinct()]),
                _ => Result($"{random.Next(4)}", "r"),
            });
            var session = await _store.OpenAsync(new SessionKey($"{seed}-{round}"));
            await session.AddAsync([.. messages]);
            var model = new ScriptedChatClient(Say("ok"));
            await new Agent(model).RunAsync("next", session);

            Assert.True(Balanced.Is(model.Requests[0].Messages), $"seed {seed}, round {round}:\n{Transcript.Of(model.Requests[0].Messages)}");
        }
    }

    private static ChatMessage Ask(string text) => new(ChatRole.User, text);

    private static ChatMessage Calls(params string[] ids) => new(ChatRole.Assistant, [.. ids.Select(AIContent (id) => new FunctionCallContent(id, "t"))]);

    private static ChatMessage Result(string id, string result) => new(ChatRole.Tool, [new FunctionResultContent(id, result)]);

    private static async Task<string> ShowAsync(Session session)
    {
        var model = new ScriptedChatClient(Say("ok"));
        await new Agent(model).RunAsync("next", session);
        return Transcript.Of(model.Requests[0].Messages);
    }

    private async Task<string> ShowAsync(params ChatMessage[] messages) => await ShowAsync(await AddAsync(messages));

    private async Task<Session> AddAsync(params ChatMessage[] messages)
    {
        var session = await _store.OpenAsync(new SessionKey(SessionId.New()));
        await session.AddAsync(messages);
        return session;
    }
}
