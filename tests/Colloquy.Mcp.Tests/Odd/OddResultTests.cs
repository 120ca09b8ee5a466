using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

/// <summary>What tools, prompts and resources answer.</summary>
public sealed class OddResultTests : OddTest
{
    /// <summary>Results, and what the model sees of each.</summary>
    private static readonly (string Result, string Expected)[] Results =
    [
        ("""{"content":[{"type":"text","text":"a"},{"type":"video","data":"AQID"},{"type":"text","text":"b"}]}""", "a\n[content of type 'video', which cannot be shown]\nb"),
        ("""{"content":[{"type":"text","text":"a"},{"type":"markdown","text":"*b*"}]}""", "a\n*b*"),
        ("""{"content":[{"type":"text","text":"a"},{"text":"b"}]}""", "a\nb"),
        ("""{"content":[{"type":"text","text":"a"},{"type":"text"}]}""", "a\n[text that is missing]"),
        ("""{"content":[{"type":"text","text":null},{"type":"text","text":"b"}]}""", "[text that is missing]\nb"),
        ("""{"content":[{"type":"text","text":42}]}""", "42"),
        ("""{"content":[{"type":"text","text":{"a":1}}]}""", """{"a":1}"""),
        ("""{"content":[{"type":7,"text":"a"}]}""", "a"),
        ("""{"content":[null,"b",7,["c"],{}]}""", "[content that is null, which cannot be shown]\nb\n7\n[content that is an array, which cannot be shown]\n[content of type '?', which cannot be shown]"),
        ("""{"content":[{"type":"text","text":"a","annotations":7,"_meta":[]}]}""", "a"),
        ("""{"content":null}""", ""),
        ("""{"content":[]}""", ""),
        ("{}", ""),
        ("null", ""),
        ("\"done\"", "done"),
        ("""[{"type":"text","text":"a"}]""", "a"),
        ("""{"content":"done"}""", "done"),
        ("""{"content":{"type":"text","text":"a"}}""", "a"),
        ("""{"toolResult":"old"}""", "old"),
        ("""{"content":[{"type":"image","data":"AQID","mimeType":"image/png"}]}""", "<image/png 3>"),
        ("""{"content":[{"type":"text","text":"a"},{"type":"image","data":"no base64!","mimeType":"image/png"}]}""", "a\n[image of type 'image/png' whose data cannot be read]"),
        ("""{"content":[{"type":"image","mimeType":"image/png"}]}""", "[image of type 'image/png' whose data cannot be read]"),
        ("""{"content":[{"type":"image","data":7,"mimeType":"image/png"}]}""", "[image of type 'image/png' whose data cannot be read]"),
        ("""{"content":[{"type":"image","data":"AQID\nBAUG","mimeType":"image/png"}]}""", "<image/png 6>"),
        ("""{"content":[{"type":"image","data":"-_8","mimeType":"image/png"}]}""", "<image/png 2>"),
        ("""{"content":[{"type":"image","data":"data:image/gif;base64,AQID"}]}""", "<image/gif 3>"),
        ("""{"content":[{"type":"image","data":"AQID","mimeType":"png"}]}""", "[image of the type 'png', which is no media type] | <application/octet-stream 3>"),
        ("""{"content":[{"type":"audio","data":"AQID","mimeType":null}]}""", "<application/octet-stream 3>"),
        ("""{"content":[{"type":"audio","data":"AQID","mimeType":[]},{"type":"text","text":"b"}]}""", "<application/octet-stream 3> | b"),
        ("""{"content":[{"type":"resource","resource":{"uri":"a://b","text":"t"}}]}""", "t"),
        ("""{"content":[{"type":"resource","resource":{"text":"t"}}]}""", "t"),
        ("""{"content":[{"type":"resource","resource":null},{"type":"text","text":"b"}]}""", "[a resource that is missing]\nb"),
        ("""{"content":[{"type":"resource"}]}""", "[a resource that is missing]"),
        ("""{"content":[{"type":"resource","resource":{"uri":"a://b"}}]}""", "[resource a://b, which cannot be shown]"),
        ("""{"content":[{"type":"resource","resource":{"uri":"a://b","blob":"!","mimeType":"image/png"}}]}""", "[resource of type 'image/png' whose data cannot be read]"),
        ("""{"content":[{"type":"resource_link"},{"type":"text","text":"b"}]}""", "[resource without a URI: ]\nb"),
        ("""{"content":[{"type":"resource_link","uri":"a://b","size":"big"}]}""", "[resource a://b: ]"),
        ("""{"content":[{"type":"tool_use","id":"1","name":"pay","input":{}}]}""", "[content of type 'tool_use', which cannot be shown]"),
        ("""{"content":[{"type":"text","text":"half \ud83d, whole \ud83d\ude00, other \ude00."}]}""", "half \ufffd, whole \ud83d\ude00, other \ufffd."),
        ("""{"content":[{"type":"text","text":"a","text":"b"}]}""", "b"),
        ("""{"content":[{"type":"text","text":"a"},],}""", "a"),
        ("""{"content":[{"type":"text","text":"NaN"}],"score":NaN,"most":-Infinity}""", "NaN"),
        ("""{"structuredContent":[1,2]}""", "[1,2]"),
        ("""{"structuredContent":7}""", "7"),
        ("""{"structuredContent":"t"}""", "\"t\""),
        ("""{"structuredContent":false,"content":null}""", "false"),
        ("""{"structuredContent":null,"content":[{"type":"text","text":"a"}]}""", "a"),
        ("""{"structuredContent":{"a":1},"content":[{"type":"image","data":"!","mimeType":"image/png"}]}""", """{"a":1}""" + "\n[image of type 'image/png' whose data cannot be read]"),
        ("""{"isError":"no","content":[{"type":"text","text":"a"}]}""", "a"),
        ("""{"isError":null,"content":[{"type":"text","text":"a"}]}""", "a"),
    ];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Each_block_degrades_alone_and_what_succeeded_is_told_as_success(string transport)
    {
        var server = NewOdd(transport);
        foreach (var (result, expected) in Results)
        {
            Replies.SetResult("tools/call", result);

            Assert.Equal((result, expected), (result, await AskAsync(server)));
        }

        Assert.Equal(1, server.Starts);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_lies_deeper_than_readers_take_arrives_as_text(string transport)
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "\"end\"" + new string('}', 200);
        Replies.SetResult("tools/call", $$"""{"structuredContent":{"deep":{{deep}}} }""");

        var shown = await AskAsync(NewOdd(transport));

        Assert.Contains("end", shown, StringComparison.Ordinal);
        System.Text.Json.JsonDocument.Parse(shown).Dispose();
    }

    [Theory]
    [InlineData("""{"isError":true,"content":[{"type":"text","text":"The drawer is stuck."}]}""", "The drawer is stuck.")]
    [InlineData("""{"isError":"true","content":"The drawer is stuck."}""", "The drawer is stuck.")]
    [InlineData("""{"isError":1,"content":[{"type":"video"},{"type":"text","text":"Stuck."}]}""", "[content of type 'video', which cannot be shown]\nStuck.")]
    [InlineData("""{"isError":true,"content":null}""", "the tool failed, and does not say why.")]
    [InlineData("""{"isError":true,"structuredContent":[1]}""", "[1]")]
    public async Task What_a_failed_tool_says_arrives_whatever_its_form(string result, string expected)
    {
        Replies.SetResult("tools/call", result);

        var failure = await Assert.ThrowsAsync<McpToolException>(() => AskAsync(NewOdd()));

        Assert.Equal(expected, failure.Message);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task The_messages_of_a_prompt_degrade_alone(string transport)
    {
        Replies.SetResult("prompts/get", """{"messages":[{"role":"assistant","content":{"type":"text","text":"a"}},{"role":"robot","content":[{"type":"text","text":"b"},{"type":"video"}]},{"role":"user","content":null},"c",null,{"role":7,"content":"d"}]}""");

        var messages = await NewOdd(transport).GetPromptAsync("p", new Dictionary<string, object?> { ["city"] = "Oslo" }, Stop);

        Assert.Equal(["assistant: a", "user: b[content of type 'video', which cannot be shown]", "user: [content that is null, which cannot be shown]", "user: c", "user: [content that is null, which cannot be shown]", "user: d"], messages.Select(message => $"{message.Role}: {message.Text}"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task The_parts_of_a_resource_degrade_alone(string transport)
    {
        Replies.SetResult("resources/read", """{"contents":[{"uri":"a://b","text":"t"},null,{"blob":"AQID","mimeType":"png"},{"uri":"a://c","blob":"!"},{"uri":"a://d"},"e"]}""");

        var contents = await NewOdd(transport).ReadResourceAsync("a://b", Stop);

        Assert.Equal("t | [a resource that is missing] | [resource of the type 'png', which is no media type] | <application/octet-stream 3> | [resource of type '?' whose data cannot be read] | [resource a://d, which cannot be shown] | e", Show(contents));
    }
}
