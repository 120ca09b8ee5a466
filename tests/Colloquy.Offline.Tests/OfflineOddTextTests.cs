using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Offline.Tests;

/// <summary>Text that JSON or UTF-8 cannot hold, in whatever the stand-in is sent: it answers all the same, in text that is well-formed.</summary>
public sealed class OfflineOddTextTests
{
    private static readonly string[] Halves = ["\\ud800", "\\uDBFF", "\\udc00", "a\\ud800b", "\\ud83d\\ud83d\\ude00", "\\ud800\\u0041"];

    private static readonly string[] Shapes =
    [
        "\"{0}\"", "[\"{0}\"]", "[\"{0}\",\"b\"]", "{{\"message\":\"{0}\"}}", "{{\"id\":\"{0}\",\"status\":\"open\"}}", "{{\"{0}\":1}}",
        "{{\"error\":\"{0}\"}}", "{{\"error\":{{\"message\":\"{0}\"}}}}", "[{{\"id\":\"{0}\"}},{{\"id\":\"2\"}}]", "{{\"nested\":{{\"deep\":[\"{0}\"]}}}}",
    ];

    public static TheoryData<string> Documents => [.. Shapes.SelectMany(shape => Halves.Select(half => string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, half)))];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_result_with_half_a_surrogate_pair_is_told(string json)
    {
        foreach (var tool in (string[])["get_order", "create_ticket", "list_items", "x"])
        {
            foreach (var result in (object[])[json, JsonElement.Parse(json), new TextContent(json), new List<AIContent> { new TextContent(json) }, Encoding.UTF8.GetBytes(json)])
                await AnswerAsync(tool, result);
        }
    }

    [Theory]
    [InlineData("\ud800")]
    [InlineData("half \udc00 of it")]
    [InlineData("\"\ud800\"")]
    [InlineData("{\"id\":\"\ud800\"}")]
    [InlineData("{\"id\":\"\ud83d\ude00\"}")]
    [InlineData("error: \ud800")]
    [InlineData("1 \"\ud83d\ude00\"")]
    public async Task A_result_with_half_a_pair_in_the_text_itself_is_told(string text)
    {
        await AnswerAsync("get_order", text);
        await AnswerAsync("get_order", new { id = text });
    }

    [Fact]
    public async Task A_text_that_begins_as_JSON_and_is_none_is_told_whole() =>
        Assert.Contains("1 \"\ud83d\ude00\"", await AnswerAsync("get_order", "1 \"\ud83d\ude00\""), StringComparison.Ordinal);

    [Fact]
    public async Task Bytes_that_are_no_text_are_told() => await AnswerAsync("get_order", JsonElement.Parse([0x22, 0xFF, 0x22]));

    [Fact]
    public async Task An_id_that_is_half_a_pair_is_looked_up_in_what_tools_told()
    {
        var answer = await AskAsync("Is the red lamp in stock?", [Declare("check_stock", """{"type":"object","properties":{"product_id":{"type":"string"}},"required":["product_id"]}""")],
            new(ChatRole.User, "Find a lamp"), Call("find"), Result("""[{"product_id":"\ud800","name":"red lamp"}]"""), new(ChatRole.Assistant, "There is one."));

        Assert.NotEmpty(answer.Messages);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"city":{"type":"string","enum":["\ud800","b"],"description":"\udc00","default":"\ud800"}},"required":["city","\ud800"]}""")]
    [InlineData("""{"type":"object","properties":{"city\ud800":{"type":"string"}},"required":["city\ud800"]}""")]
    [InlineData("""{"type":"object","properties":{"city":{"type":["\ud800","null"]}}}""")]
    [InlineData("""{"type":7,"properties":{"city":{"type":7,"enum":"b"}},"required":"city"}""")]
    [InlineData("""{"properties":[],"required":[7]}""")]
    public async Task A_schema_with_odd_text_is_read(string schema)
    {
        var answer = await AskAsync("What is the weather in Paris?", [Declare("get_weather", schema)]);
        var shaped = await new OfflineChatClient().GetResponseAsync("What is the weather in Paris?", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema)) });

        AssertWellFormed(answer);
        AssertWellFormed(shaped);
    }

    [Fact]
    public async Task What_people_say_may_hold_half_a_pair()
    {
        foreach (var text in (string[])["\ud800", "My name is \ud800.", "Open a ticket about \udc00", "2 + \ud800"])
            Assert.NotEmpty((await AskAsync(text, [Declare("create_ticket", """{"type":"object","properties":{"subject":{"type":"string"}}}""")])).Messages);
    }

    private static async Task<string> AnswerAsync(string tool, object result)
    {
        var answer = await AskAsync("go", [], Call(tool), new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", result)]));
        AssertWellFormed(answer);
        Assert.NotEqual("", answer.Text);
        return answer.Text;
    }

    private static void AssertWellFormed(ChatResponse response)
    {
        Assert.Equal(response.Text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(response.Text)));
        Assert.StartsWith("offline-", response.ResponseId, StringComparison.Ordinal);
    }

    private static Task<ChatResponse> AskAsync(string text, AITool[] tools, params ChatMessage[] between) =>
        new OfflineChatClient().GetResponseAsync(between is [{ Role: var role }, ..] && role == ChatRole.User ? [.. between, new ChatMessage(ChatRole.User, text)] : [new ChatMessage(ChatRole.User, text), .. between], new ChatOptions { Tools = tools });

    private static AIFunctionDeclaration Declare(string name, string schema) => AIFunctionFactory.CreateDeclaration(name, "Does it.", JsonElement.Parse(schema));

    private static ChatMessage Call(string tool) => new(ChatRole.Assistant, [new FunctionCallContent("c1", tool)]);

    private static ChatMessage Result(string json) => new(ChatRole.Tool, [new FunctionResultContent("c1", JsonElement.Parse(json))]);
}
