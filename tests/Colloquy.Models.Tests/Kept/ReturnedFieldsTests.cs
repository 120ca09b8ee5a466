using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>What a service wants back with a message goes back to it, through a store and another process, and to no other service.</summary>
public sealed class ReturnedFieldsTests : IDisposable
{
    private const string Call = """{"id":"c1","type":"function","function":{"name":"look","arguments":"{}","strictness":2},"extra_content":{"google":{"thought_signature":"sig-1"}},"note":"n"}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reasoning_details_and_signatures_go_back_within_a_turn_and_from_the_log(bool streams)
    {
        const string fields = """ "reasoning":"hm, so","reasoning_content":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm, so","index":0,"signature":"s"}],"extra_content":{"google":{"thought_signature":"sig-0"}} """;
        await using var server = await WireServer.StartAsync(streams ? Streamed() : Whole(fields), Text("Found it.", streams), Text("Again.", streams));

        await RunAsync(server, "Look.", streams);
        await RunAsync(server, "And now?", streams);

        foreach (var request in server.Requests.Skip(1))
        {
            Assert.Equal("hm, so", request.Text("messages[1].reasoning"));
            Assert.Equal("hm", request.Text("messages[1].reasoning_content"));
            Assert.Equal("hm, so", request.Text("messages[1].reasoning_details[0].text"));
            Assert.Equal(("s", 1), (request.Text("messages[1].reasoning_details[0].signature"), request["messages[1].reasoning_details"]!.Value.GetArrayLength()));
            Assert.Equal("sig-0", request.Text("messages[1].extra_content.google.thought_signature"));
            Assert.Equal(("sig-1", "n", "2"), (request.Text("messages[1].tool_calls[0].extra_content.google.thought_signature"), request.Text("messages[1].tool_calls[0].note"), request.Text("messages[1].tool_calls[0].function.strictness")));
            Assert.Equal(("look", "{}"), (request.Text("messages[1].tool_calls[0].function.name"), request.Text("messages[1].tool_calls[0].function.arguments")));
        }

        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_it_goes_to_another_service(bool streams)
    {
        await using var server = await WireServer.StartAsync(streams ? Streamed() : Whole("\"reasoning_content\":\"hm\""), Text("Found it.", streams));
        await using var other = await WireServer.StartAsync(Text("Here.", streams));
        await using var anthropic = await WireServer.StartAsync(AnthropicWire.Of(AnthropicWire.Text("There.")));

        await RunAsync(server, "Look.", streams);
        await RunAsync(other, "And now?", streams);
        await RunAsync(Clients.Anthropic(anthropic), "And you?", streams: false);

        foreach (var word in (string[])["hm", "sig-", "reasoning", "strictness", "note", "provider_fields", "thinking"])
        {
            Assert.DoesNotContain(word, other.Request.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(word, anthropic.Request.Body, StringComparison.Ordinal);
        }

        Assert.Contains("\"look\"", other.Request.Body, StringComparison.Ordinal);
        Assert.Contains("\"look\"", anthropic.Request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_under_another_provider_s_name_is_another_service()
    {
        await using var server = await WireServer.StartAsync(Whole("\"reasoning_content\":\"hm\""), CompletionWire.Text("ok"), CompletionWire.Text("ok"));
        var first = await Clients.Completions(server).GetResponseAsync("Hi");
        List<ChatMessage> history = [new(ChatRole.User, "Hi"), .. first.Messages, new(ChatRole.Tool, [new FunctionResultContent("c1", "x")])];

        await new OpenAIChatClient("m", Clients.Connection(server.V1) with { ProviderName = "another" }).GetResponseAsync(history);
        await Clients.Completions(server).GetResponseAsync(history);

        Assert.Null(server.Requests[1]["messages[1].reasoning_content"]);
        Assert.Equal("hm", server.Requests[2].Text("messages[1].reasoning_content"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Thoughts_that_are_parts_go_back_as_parts_before_the_text(bool streams)
    {
        const string thought = """{"type":"thinking","thinking":[{"type":"text","text":"hm"}],"closed":true}""";
        var reply = streams
            ? CompletionWire.Stream(CompletionWire.Chunk($$"""{"content":[{{thought}}]}"""), CompletionWire.Chunk("""{"content":"Hello."}"""), CompletionWire.Chunk("{}", "stop"))
            : CompletionWire.Message($$"""{"role":"assistant","content":[{{thought}},{"type":"text","text":"Hello."}]}""");
        await using var server = await WireServer.StartAsync(reply, Text("ok", streams));

        await RunAsync(server, "Hi", streams);
        await RunAsync(server, "Bye", streams);

        Assert.Equal($$"""[{{thought}},{"type":"text","text":"Hello."}]""", server.Requests[1].Text("messages[1].content"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fields_of_calls_that_anthropic_does_not_know_go_back_to_the_service_that_wrote_them(bool streams)
    {
        const string use = """{"type":"tool_use","id":"t1","name":"look","input":{},"provider_specific_fields":{"thought_signature":"sig-1"}}""";
        await using var server = await WireServer.StartAsync(
            streams ? WireReply.Events([AnthropicWire.Start, AnthropicWire.BlockStart(0, use), AnthropicWire.BlockStop(0), .. AnthropicWire.End("tool_use")]) : AnthropicWire.Of(use, "tool_use"),
            streams ? WireReply.Events([AnthropicWire.Start, AnthropicWire.BlockStart(0, """{"type":"text","text":"ok"}"""), AnthropicWire.BlockStop(0), .. AnthropicWire.End("end_turn")]) : AnthropicWire.Of(AnthropicWire.Text("ok")),
            AnthropicWire.Of(AnthropicWire.Text("ok")));
        await using var other = await WireServer.StartAsync(AnthropicWire.Of(AnthropicWire.Text("ok")));

        await RunAsync(Clients.Anthropic(server), "Look.", streams);
        await RunAsync(Clients.Anthropic(server), "And now?", streams: false);
        await RunAsync(Clients.Anthropic(other), "And you?", streams: false);

        foreach (var request in server.Requests.Skip(1))
        {
            Assert.Equal("sig-1", request.Text("messages[1].content[0].provider_specific_fields.thought_signature"));
            Assert.Equal(("tool_use", "t1", "look", "{}"), (request.Text("messages[1].content[0].type"), request.Text("messages[1].content[0].id"), request.Text("messages[1].content[0].name"), request.Text("messages[1].content[0].input")));
        }

        Assert.DoesNotContain("sig-1", other.Request.Body, StringComparison.Ordinal);
        Assert.Equal("t1", other.Request.Text("messages[1].content[0].id"));
    }

    [Fact]
    public async Task Signed_and_sealed_reasoning_goes_to_the_service_that_made_it()
    {
        await using var anthropic = await WireServer.StartAsync(
            AnthropicWire.Of("""{"type":"thinking","thinking":"hm","signature":"signed"},""" + AnthropicWire.Text("Hello.")), AnthropicWire.Of(AnthropicWire.Text("ok")));
        await using var openai = await WireServer.StartAsync(
            ResponseWire.Of(ResponseWire.Reasoning("so", "sealed") + "," + ResponseWire.Text("Hi.")), ResponseWire.Of(ResponseWire.Text("ok")));

        await RunAsync(Clients.Anthropic(anthropic), "One", streams: false);
        await RunAsync(Clients.Responses(openai), "Two", streams: false);
        await RunAsync(Clients.Anthropic(anthropic), "Three", streams: false);
        await RunAsync(Clients.Responses(openai), "Four", streams: false);

        Assert.DoesNotContain("signed", openai.Requests[0].Body, StringComparison.Ordinal);
        Assert.Equal("signed", anthropic.Requests[1].Text("messages[1].content[0].signature"));
        Assert.DoesNotContain("sealed", anthropic.Requests[1].Body, StringComparison.Ordinal);
        Assert.Contains("\"encrypted_content\":\"sealed\"", openai.Requests[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("signed", openai.Requests[1].Body, StringComparison.Ordinal);
    }

    private static WireReply Whole(string fields) =>
        CompletionWire.Message($$"""{"role":"assistant","content":null,{{fields}},"tool_calls":[{{Call}}]}""", "tool_calls");

    private static WireReply Streamed() => CompletionWire.Stream(
        CompletionWire.Chunk("""{"reasoning":"hm, ","reasoning_content":"h","reasoning_details":[{"type":"reasoning.text","text":"hm, ","index":0}]}"""),
        CompletionWire.Chunk("""{"reasoning":"so","reasoning_content":"m","reasoning_details":[{"type":"reasoning.text","text":"so","index":0,"signature":"s"}]}"""),
        CompletionWire.Chunk("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"look","arguments":"","strictness":2},"note":"n"}],"extra_content":{"google":{"thought_signature":"sig-0"}}}"""),
        CompletionWire.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{}"},"extra_content":{"google":{"thought_signature":"sig-1"}}}]}"""),
        CompletionWire.Chunk("{}", "tool_calls"));

    private static WireReply Text(string text, bool streams) => streams
        ? CompletionWire.Stream(CompletionWire.Chunk($$"""{"content":"{{text}}"}"""), CompletionWire.Chunk("{}", "stop"))
        : CompletionWire.Text(text);

    private Task RunAsync(WireServer server, string input, bool streams) => RunAsync(Clients.Completions(server), input, streams);

    // The store is opened anew, as another process would.
    private async Task RunAsync(IChatClient client, string input, bool streams)
    {
        await using var store = await SqliteSessionStore.OpenAsync(Path.Combine(_folder.FullName, "chats.db"));
        var session = await store.OpenAsync(new SessionKey("s", user: "ada"));
        var agent = new Agent(client) { Name = "desk", Tools = [AIFunctionFactory.Create(() => "it", "look")] };
        if (!streams)
            await agent.RunAsync(input, session);
        else
            await foreach (var _ in agent.RunStreamingAsync(input, session))
            {
            }
    }
}
