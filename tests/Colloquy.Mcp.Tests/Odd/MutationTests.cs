using System.Text.Json.Nodes;
using ModelContextProtocol;

namespace Colloquy.Mcp.Tests;

/// <summary>Answers that are right but for one random place.</summary>
public sealed class MutationTests : OddTest
{
    private const string Call = """{"content":[{"type":"text","text":"a"},{"type":"image","data":"AQID","mimeType":"image/png"},{"type":"resource","resource":{"uri":"a://b","mimeType":"text/plain","text":"t"}},{"type":"resource_link","uri":"a://c","name":"c","size":3}],"structuredContent":{"a":[1,"b",null,true]},"isError":false,"_meta":{"x":1}}""";
    private const string Prompt = """{"description":"d","messages":[{"role":"user","content":{"type":"text","text":"a"}},{"role":"assistant","content":{"type":"image","data":"AQID","mimeType":"image/png"}}]}""";
    private const string Resource = """{"contents":[{"uri":"a://b","mimeType":"text/plain","text":"t"},{"uri":"a://c","mimeType":"image/png","blob":"AQID"}]}""";
    private const string Tools = """{"tools":[{"name":"ask","title":"t","description":"d","inputSchema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},"outputSchema":{"type":"object"},"annotations":{"readOnlyHint":true,"title":"t"}}],"nextCursor":null,"_meta":{}}""";
    private const string Prompts = """{"prompts":[{"name":"p","title":"t","description":"d","arguments":[{"name":"a","required":true}]}]}""";
    private const string Resources = """{"resources":[{"uri":"a://b","name":"b","title":"t","mimeType":"text/plain","size":3,"annotations":{"audience":["user"],"priority":1}}]}""";

    private const string ToolsChanged = """{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""" + "\n";

    private static readonly string[] Odd = ["null", "7", "-1.5e30", "\"\"", "\"text\"", "true", "[]", "[null]", "{}", "{\"a\":{\"b\":[1]}}", "\"\\ud800\"", "[[[[[[]]]]]]"];

    [Theory]
    [InlineData("body", 250)]
    [InlineData("events", 100)]
    [InlineData("process", 100)]
    public async Task One_odd_value_anywhere_in_an_answer_ends_in_an_answer_or_a_typed_error_at_once_and_takes_nothing_else_down(string transport, int tries)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("COLLOQUY_SEED"), out var given) ? given : Environment.TickCount;
        var random = new Random(seed);
        Replies.SetResult("initialize", """{"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true},"prompts":{},"resources":{}},"serverInfo":{"name":"odd","version":"1.0.0"}}""");
        Replies.SetResult("resources/templates/list", """{"resourceTemplates":[]}""");

        // The list of tools is kept where a server says when it changes: one that says so with each answer is asked each time.
        void Answer(string method, string raw) => Replies.Set(method, transport == "process" && method == "tools/list" ? ToolsChanged + raw : raw);
        Answer("tools/list", RawReplies.Result(Tools));
        var server = NewOdd(transport, timeout: 30);
        (string Method, string Result, Func<Task> Ask)[] asked =
        [
            ("tools/call", Call, () => AskAsync(server)),
            ("tools/list", Tools, () => server.GetToolsAsync(Stop)),
            ("prompts/get", Prompt, () => server.GetPromptAsync("p", null, Stop)),
            ("prompts/list", Prompts, () => server.ListPromptsAsync(Stop)),
            ("resources/read", Resource, () => server.ReadResourceAsync("a://b", Stop)),
            ("resources/list", Resources, () => server.ListResourcesAsync(Stop)),
        ];
        for (var i = 0; i < tries; i++)
        {
            var (method, result, ask) = asked[random.Next(asked.Length)];
            var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = "ID", ["result"] = JsonNode.Parse(result) };
            if (random.Next(5) == 0)
            {
                message.Remove("result");
                message["error"] = new JsonObject { ["code"] = -32000 - random.Next(60), ["message"] = "m", ["data"] = new JsonObject { ["supported"] = new JsonArray("1"), ["x"] = 1 } };
            }

            // Ids must be right: an answer to nobody's request is not an answer.
            Mutate(message, random, avoid: "id");
            var raw = message.ToJsonString().Replace("\"ID\"", "$id", StringComparison.Ordinal).Replace("\\uFFFD", "\\ud800", StringComparison.Ordinal);
            Answer(method, raw);

            var failure = await Record.ExceptionAsync(ask);

            var isTyped = failure is null or McpProtocolException or McpToolException or McpServerException { IsOutcomeUnknown: false };
            Assert.True(isTyped, $"seed {seed}, try {i}: {raw}: {failure}");
            Answer(method, RawReplies.Result(result));
            await ask();
        }

        Assert.Equal((seed, 1), (seed, server.Starts));
    }

    /// <summary>Replaces or removes one value, chosen evenly among all.</summary>
    private static void Mutate(JsonObject message, Random random, string avoid)
    {
        var places = new List<(JsonNode Parent, object Key)>();
        Collect(message, places);
        places.RemoveAll(place => place.Key as string == avoid);
        var (parent, key) = places[random.Next(places.Count)];
        var odd = JsonNode.Parse(Odd[random.Next(Odd.Length)].Replace("\\ud800", "\\ufffd", StringComparison.Ordinal));
        if (parent is JsonArray items)
            items[(int)key] = odd;
        else if (random.Next(4) == 0)
            ((JsonObject)parent).Remove((string)key);
        else
            ((JsonObject)parent)[(string)key] = odd;
    }

    private static void Collect(JsonNode? node, List<(JsonNode, object)> places)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields)
                {
                    places.Add((fields, name));
                    Collect(value, places);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    places.Add((items, i));
                    Collect(items[i], places);
                }

                break;
        }
    }
}
