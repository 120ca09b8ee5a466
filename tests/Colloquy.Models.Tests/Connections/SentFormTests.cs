using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>What is sent is of a form that the service takes, and what cannot be sent stays here.</summary>
public sealed class SentFormTests
{
    [Theory]
    [InlineData("ollama", "max_tokens")]
    [InlineData("mistral", "max_tokens")]
    [InlineData(null, "max_completion_tokens")]
    public async Task The_most_tokens_are_sent_under_the_name_that_the_service_knows(string? provider, string field)
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"));

        await new OpenAIChatClient("m", Clients.Connection(server.V1) with { ProviderName = provider }).GetResponseAsync("Hi", new() { MaxOutputTokens = 99 });

        Assert.Equal("99", server.Request.Text(field));
        Assert.Null(server.Request[field == "max_tokens" ? "max_completion_tokens" : "max_tokens"]);
    }

    [Fact]
    public async Task A_model_that_is_opened_by_ollama_s_name_is_sent_max_tokens()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"));

        await ChatModels.Create("ollama/llama3.2", new() { Connection = new() { Endpoint = server.V1 } }).GetResponseAsync("Hi", new() { MaxOutputTokens = 99 });

        Assert.Equal("99", server.Request.Text("max_tokens"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    public async Task A_blank_message_of_a_user_is_sent_as_text(string blank)
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"), ResponseWire.Of(ResponseWire.Text("ok")), AnthropicWire.Of(AnthropicWire.Text("ok")), AnthropicWire.Of(AnthropicWire.Text("ok")));

        await Clients.Completions(server).GetResponseAsync(blank);
        await Clients.Responses(server).GetResponseAsync(blank);
        await Clients.Anthropic(server).GetResponseAsync(blank);
        await Clients.Anthropic(server).GetResponseAsync([new(ChatRole.System, blank), new ChatMessage(ChatRole.User, (IList<AIContent>)[])]);

        Assert.Equal(("user", blank), (server.Requests[0].Text("messages[0].role"), server.Requests[0].Text("messages[0].content")));
        Assert.Equal(("user", blank), (server.Requests[1].Text("input[0].role"), server.Requests[1].Text("input[0].content[0].text")));
        Assert.Equal(("user", "(This message is blank.)"), (server.Requests[2].Text("messages[0].role"), server.Requests[2].Text("messages[0].content[0].text")));
        Assert.Equal("(This message is blank.)", server.Requests[3].Text("messages[0].content[0].text"));
        Assert.Null(server.Requests[3]["system"]);
    }

    [Fact]
    public async Task Results_are_sent_to_anthropic_as_text_without_quotes()
    {
        await using var server = await WireServer.StartAsync(AnthropicWire.Of(AnthropicWire.Text("ok")));
        object?[] results = ["sunny", JsonDocument.Parse("\"sun \\u0026 \\\"rain\\\"\"").RootElement, new { Sky = "blau – grün" }, null, new List<AIContent> { new TextContent("a"), new TextContent("b") }, new List<AIContent> { new TextContent(" "), new DataContent(new byte[] { 1 }, "image/png") }];
        List<ChatMessage> messages = [new(ChatRole.User, "Hi"), new(ChatRole.Assistant, [.. results.Select((_, i) => new FunctionCallContent($"c{i}", "f"))])];
        messages.AddRange(results.Select((result, i) => new ChatMessage(ChatRole.Tool, [new FunctionResultContent($"c{i}", result)])));

        await Clients.Anthropic(server).GetResponseAsync(messages);

        var sent = server.Request["messages"]!.Value.EnumerateArray().Skip(2).SelectMany(message => message.GetProperty("content").EnumerateArray()).Select(result => result.GetProperty("content")).ToList();
        Assert.Equal(["sunny", "sun & \"rain\"", """{"sky":"blau – grün"}""", "null", "ab"], sent.Take(5).Select(content => content.ToString()));
        Assert.Equal("image", Assert.Single(sent[5].EnumerateArray()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Additional_properties_that_cannot_be_sent_stay_here()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"), ResponseWire.Of(ResponseWire.Text("ok")), AnthropicWire.Of(AnthropicWire.Text("ok")));
        var circle = new List<object>();
        circle.Add(circle);
        var options = new ChatOptions
        {
            AdditionalProperties = new()
            {
                ["user"] = (Func<int>)(() => 1), ["metadata"] = double.NaN, ["top_k"] = circle, ["verbosity"] = CancellationToken.None, ["service_tier"] = new Throwing(),
                ["prompt_cache_key"] = "ines", ["ours"] = new MemoryStream(), ["store"] = "perhaps", ["strict"] = 7,
            },
        };

        await Clients.Completions(server).GetResponseAsync("Hi", options);
        await Clients.Responses(server).GetResponseAsync("Hi", options);
        await Clients.Anthropic(server).GetResponseAsync("Hi", options);

        foreach (var request in server.Requests.Take(2))
        {
            Assert.Equal("ines", request.Text("prompt_cache_key"));
            Assert.All((string[])["user", "metadata", "top_k", "service_tier", "ours"], name => Assert.Null(request[name]));
        }
    }

    [Fact]
    public async Task Properties_that_were_read_back_from_json_count_as_what_they_say()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"));
        var json = JsonDocument.Parse("""{"yes":true}""").RootElement.GetProperty("yes");

        await Clients.Completions(server).GetResponseAsync("Hi", new()
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object","properties":{}}""").RootElement, "x"),
            AdditionalProperties = new() { ["store"] = json, ["strict"] = json },
        });

        Assert.Equal(("True", "True"), (server.Request.Text("store"), server.Request.Text("response_format.json_schema.strict")));
    }

    [Fact]
    public async Task Results_and_arguments_that_json_cannot_hold_are_sent_as_text()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"));

        await Clients.Completions(server).GetResponseAsync(
        [
            new(ChatRole.User, "Hi"),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "f", new Dictionary<string, object?> { ["a"] = double.NaN, ["b"] = 1 })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", double.PositiveInfinity)]),
        ]);

        Assert.Equal("""{"a":"NaN","b":1}""", server.Request.Text("messages[1].tool_calls[0].function.arguments"));
        Assert.Equal(double.PositiveInfinity.ToString(System.Globalization.CultureInfo.CurrentCulture), server.Request.Text("messages[2].content"));
    }

    private sealed class Throwing
    {
        private readonly string _reason = "not for you";

        public string Value => throw new InvalidOperationException(_reason);
    }
}
