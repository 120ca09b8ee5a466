using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>Text that JSON cannot hold is replaced, and a warning says where; names are refused.</summary>
public sealed class OddTextTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly ListLogger _logger = new();

    [Theory]
    [InlineData("\"a \\ud800 b\"", "a \uFFFD b")]
    [InlineData("\"\\udc00\"", "\uFFFD")]
    [InlineData("\"\\ud83d\\ude00 \\u0000\"", "\ud83d\ude00 \0")]
    [InlineData("\"\\\\ud800\"", "\\ud800")]
    [InlineData("\"\\ud800\\ud83d\\ude00\"", "\uFFFD\ud83d\ude00")]
    public async Task Arguments_with_half_a_pair_reach_the_tool_and_the_turn_goes_on(string json, string expected)
    {
        List<string> heard = [];
        var model = new ScriptedChatClient(Respond(new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["city"] = JsonElement.Parse(json) })), Say("Fine."), Say("Still."));
        var session = await OpenAsync();
        var agent = new Agent(model) { Tools = [AgentTool.Create((string city) => { heard.Add(city); return JsonElement.Parse(json); }, "look")] };

        var answer = await agent.RunAsync("Look", session);
        await agent.RunAsync("And", session);

        Assert.Equal((TurnStatus.Completed, "Fine."), (answer.Status, answer.Text));
        Assert.Equal([expected], heard);
        var items = await session.GetItemsAsync();
        Assert.Equal(expected, ((FunctionCallContent)items[1].Message.Contents[0]).Arguments!["city"]!.ToString());
        Assert.Equal(expected, ((FunctionResultContent)items[2].Message.Contents[0]).Result!.ToString());
        Assert.Equal(expected.Contains('\uFFFD', StringComparison.Ordinal) ? 2 : 0, _logger.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("session 's'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_replaced()
    {
        var session = await OpenAsync();
        var broken = JsonElement.Parse((byte[])[(byte)'"', (byte)'a', 0xFF, (byte)'b', (byte)'"']);

        await session.State.SetAsync("k", broken);
        await session.AddAsync(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", broken)]));

        Assert.Equal("a\uFFFDb", await session.State.GetAsync<string>("k"));
        Assert.Equal("a\uFFFDb", ((FunctionResultContent)(await session.GetItemsAsync())[0].Message.Contents[0]).Result!.ToString());
        Assert.Equal(2, _logger.Lines.Count);
    }

    [Fact]
    public async Task Each_place_says_that_text_was_replaced_and_where()
    {
        const string Odd = "odd \ud800";
        var session = await OpenAsync();

        await SaysAsync("position 2 of session 's' of user 'u'", () => session.AddAsync(new ChatMessage(ChatRole.User, Odd)));
        await SaysAsync("position 3 of session 's' of user 'u'", () => session.AddAsync(new ChatMessage(ChatRole.Assistant, "x") { AuthorName = Odd }));
        await SaysAsync("position 4 of session 's' of user 'u'", () => session.AddAsync(new ChatMessage(ChatRole.Assistant, [new TextReasoningContent(Odd)])));
        await SaysAsync("position 5 of session 's' of user 'u'", () => session.AddAsync(new ChatMessage(ChatRole.Assistant, "x") { AdditionalProperties = new() { ["p"] = new { Odd } } }));
        await SaysAsync("position 6 of session 's' of user 'u'", () => session.State.SetAsync("k", new { Odd }));
        await SaysAsync("'k' in the User scope", () => session.State.SetAsync("k", Odd, Scope.User));
        await SaysAsync("session 's' of user 'u'", () => session.SetTitleAsync(Odd));
        await SaysAsync("session 's' of user 'u'", () => session.SetMetadataAsync("m", Odd));
        await SaysAsync("the caller sent in session 's' of user 'u'", () => new Agent(new ScriptedChatClient(Say("ok"))).RunAsync(Odd, session));
        await SaysAsync("the model sent in session 's' of user 'u'", () => new Agent(new ScriptedChatClient(Say(Odd))).RunAsync("hi", session));
        await SaysAsync("tool 'look' sent in session 's' of user 'u'", () => new Agent(new ScriptedChatClient(Call(("c", "look", "x")), Say("ok"))) { Tools = [AgentTool.Create((string value) => new { Odd }, "look")] }.RunAsync("hi", session));
        await SaysAsync("tool 'look' sent in session 's' of user 'u'", () => new Agent(new ScriptedChatClient(Call(("c", "look", "x")), Say("ok"))) { Tools = [AgentTool.Create((string value) => Odd, "look")] }.RunAsync("hi", session));
    }

    [Fact]
    public async Task Names_are_refused()
    {
        var session = await OpenAsync();

        await Assert.ThrowsAsync<InvalidKeyException>(() => session.SetMetadataAsync("m\ud800", "x"));
        await Assert.ThrowsAsync<InvalidKeyException>(() => session.State.SetAsync("k\ud800", 1));
        await Assert.ThrowsAsync<InvalidKeyException>(() => session.State.SetAsync("k\0", 1));
        await Assert.ThrowsAsync<InvalidKeyException>(() => session.Branches.ForkAsync("b\ud800"));
        Assert.Throws<InvalidKeyException>(() => new SessionKey("s\ud800"));
    }

    [Fact]
    public async Task A_model_may_name_itself_a_tool_and_an_argument_as_it_likes()
    {
        const string Odd = "n\ud800";
        var model = new ScriptedChatClient(
            (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c\ud800", Odd, new Dictionary<string, object?> { [Odd] = Odd })])) { ModelId = Odd, ResponseId = Odd, FinishReason = new(Odd), Usage = new UsageDetails { InputTokenCount = 1, AdditionalCounts = new() { [Odd] = 1 } } }),
            Say("ok"));
        var session = await OpenAsync();

        var answer = await new Agent(model).RunAsync("hi", session);

        Assert.Equal("ok", answer.Text);
        Assert.Contains("n\uFFFD", (await session.Usage.GetAsync(UsageBy.Model, prices: PriceTable.Empty)).Select(group => group.Key));
        Assert.Equal("c\uFFFD", ((FunctionResultContent)(await session.GetItemsAsync())[2].Message.Contents[0]).CallId);
    }

    [Fact]
    public async Task Memories_keep_what_they_can()
    {
        var memory = _store.GetMemory(new SessionOwner("u"));

        await memory.StoreAsync("k", "likes \ud800 and \0", metadata: new Dictionary<string, string> { ["m"] = "\udc00" });

        var found = await memory.FindAsync("k");
        Assert.Equal(("likes \uFFFD and \0", "\uFFFD"), (found?.Text, found?.Metadata["m"]));
        await memory.SearchAsync("likes \ud800 \0");
        await Assert.ThrowsAsync<InvalidKeyException>(() => memory.StoreAsync("k\ud800", "x"));
    }

    private static Step Respond(params AIContent[] contents) => (_, _, _) => Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, contents)));

    private async Task SaysAsync(string expected, Func<Task> act)
    {
        _logger.Lines.Clear();
        await act();
        Assert.Contains(expected, Assert.Single(_logger.Lines, line => line.Contains("urrogate", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private async Task<Session> OpenAsync() => await _store.OpenAsync(new SessionKey("s", "u"), new OpenSessionOptions { LoggerFactory = _logger });
}
