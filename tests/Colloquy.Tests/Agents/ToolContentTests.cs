using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class ToolContentTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task What_a_tool_returns_as_contents_is_the_same_for_the_model_after_a_restart()
    {
        var large = new byte[100_000];
        large[7] = 7;
        AIContent[] drawn = [new TextContent("A dot"), new DataContent(large, "image/png"), new DataContent(new byte[] { 1 }, "image/gif")];
        var model = new ScriptedChatClient(Call(("c1", "draw", "x")), Say("Done."), Say("Again."));
        var agent = new Agent(model) { Tools = [AIFunctionFactory.Create(IEnumerable<AIContent> (string value) => drawn, "draw")] };
        await agent.RunAsync("Draw", await _store.OpenAsync(new SessionKey("s")));

        await agent.RunAsync("What was it?", await _store.OpenAsync(new SessionKey("s")));

        var first = ResultOf(model.Requests[1]);
        var later = ResultOf(model.Requests[2]);
        Assert.Equal(first.Select(content => content.GetType()), later.Select(content => content.GetType()));
        Assert.Equal("A dot", ((TextContent)later[0]).Text);
        Assert.Equal(large, ((DataContent)later[1]).Data.ToArray());
        Assert.Equal("image/gif", ((DataContent)later[2]).MediaType);
    }

    [Fact]
    public async Task Large_contents_of_results_are_kept_beside_the_log_and_their_texts_are_found()
    {
        AIContent[] drawn = [new TextContent("A tangerine"), new DataContent(new byte[100_000], "image/png")];
        var model = new ScriptedChatClient(Call(("c1", "draw", "x")), Say("Done."));
        var agent = new Agent(model) { Tools = [AIFunctionFactory.Create(IEnumerable<AIContent> (string value) => drawn, "draw")] };
        var session = await _store.OpenAsync(new SessionKey("s"));

        await agent.RunAsync("Draw", session);

        var page = await _store.ReadAsync(session.Key, LogRead.All());
        Assert.All(page.Entries, entry => Assert.InRange(entry.Payload.Length, 0, 10_000));
        Assert.Single((await session.SearchAsync(new SearchQuery("tangerine"))).Hits);
    }

    [Fact]
    public async Task A_tools_own_json_that_looks_like_contents_stays_json()
    {
        var model = new ScriptedChatClient(Call(("c1", "list", "x")), Say("Done."), Say("Again."));
        var agent = new Agent(model) { Tools = [AIFunctionFactory.Create((string value) => System.Text.Json.JsonDocument.Parse("""[{"$type":"text","text":"a"}]""").RootElement, "list")] };
        var session = await _store.OpenAsync(new SessionKey("s"));
        await agent.RunAsync("List", session);

        await agent.RunAsync("Again", session);

        Assert.Equal("""[{"$type":"text","text":"a"}]""", model.Requests[2].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result!.ToString());
    }

    private static List<AIContent> ResultOf(Request request) =>
        Assert.IsType<List<AIContent>>(request.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result);
}
