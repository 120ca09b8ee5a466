using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Mcp.Tests;

/// <summary>Text and structured content that say the same.</summary>
public sealed class RepetitionTests : OddTest
{
    private const string Marker = "the one thing that is said";

    [Theory]
    [InlineData(""" "structuredContent":{"total":12,"currency":"EUR"},"content":[{"type":"text","text":"{\"currency\":\"EUR\", \"total\":12.0}"}] """, """{"total":12,"currency":"EUR"}""")]
    [InlineData(""" "structuredContent":{"result":"found it"},"content":[{"type":"text","text":"found it"}] """, "found it")]
    [InlineData(""" "structuredContent":{"result":42},"content":[{"type":"text","text":"42"}] """, "42")]
    [InlineData(""" "structuredContent":{"result":true},"content":[{"type":"text","text":"True"}] """, "True")]
    [InlineData(""" "structuredContent":{"result":null},"content":[{"type":"text","text":"null"}] """, "null")]
    [InlineData(""" "structuredContent":{"result":["a","b"]},"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}] """, "a\nb")]
    [InlineData(""" "structuredContent":{"result":[{"n":1},{"n":2}]},"content":[{"type":"text","text":"{\"n\": 1}"},{"type":"text","text":"{\"n\": 2}"}] """, "{\"n\": 1}\n{\"n\": 2}")]
    [InlineData(""" "structuredContent":[1,2],"content":[{"type":"text","text":"[1, 2]"}] """, "[1, 2]")]
    [InlineData(""" "structuredContent":{"path":"/a","content":"found it"},"content":[{"type":"text","text":"found it"}] """, """{"path":"/a","content":"found it"}""")]
    [InlineData(""" "structuredContent":{"a":"found","b":"it"},"content":[{"type":"text","text":"found"},{"type":"image","data":"AQID","mimeType":"image/png"}] """, """{"a":"found","b":"it"} | <image/png 3>""")]
    [InlineData(""" "structuredContent":{"rows":2},"content":[{"type":"text","text":"Found two rows."}] """, "{\"rows\":2}\nFound two rows.")]
    [InlineData(""" "structuredContent":{"rows":2},"content":[] """, """{"rows":2}""")]
    public async Task What_is_said_twice_is_shown_once_and_what_differs_is_shown(string result, string expected)
    {
        Replies.SetResult("tools/call", $"{{{result}}}");

        Assert.Equal(expected, await AskAsync(NewOdd()));
    }

    [Fact]
    public async Task A_file_of_105000_letters_reaches_the_model_as_105000_letters()
    {
        var file = string.Concat(Enumerable.Range(0, 3500).Select(line => $"Zeile {line:00000}: äöü \"zitiert\"\n"));
        var result = new JsonObject
        {
            ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = file }),
            ["structuredContent"] = new JsonObject { ["content"] = file },
        };
        Replies.SetResult("tools/call", result.ToJsonString());

        Assert.Equal(file.Length, (await AskAsync(NewOdd())).Length);
    }

    [Fact]
    public async Task Whatever_a_server_says_in_both_forms_is_shown_once()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var server = NewOdd();
        for (var i = 0; i < 300; i++)
        {
            var structured = Wrap(random, random.Next(3));
            var texts = TextsOf(structured, random);
            var result = new JsonObject
            {
                ["structuredContent"] = structured.DeepClone(),
                ["content"] = new JsonArray([.. texts.Select(text => new JsonObject { ["type"] = "text", ["text"] = text })]),
            };
            Replies.SetResult("tools/call", result.ToJsonString());

            var shown = await AskAsync(server);

            Assert.True(shown.Split(Marker).Length == 2, $"seed {seed}, try {i}: {result.ToJsonString()} was shown as {shown}");
        }
    }

    /// <summary>A random value that holds the marker once.</summary>
    private static JsonNode Wrap(Random random, int depth)
    {
        var inner = depth == 0 ? JsonValue.Create(Marker) : Wrap(random, depth - 1);
        if (random.Next(4) == 0)
            return new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(JsonNode? (n) => JsonValue.Create(n)), inner]);

        var fields = new JsonObject { [random.Next(2) == 0 ? "result" : "content"] = inner };
        for (var n = random.Next(3); n > 0; n--)
            fields[$"f{n}"] = random.Next(2) == 0 ? JsonValue.Create($"v{n}") : JsonValue.Create(n * 1.5);
        return fields;
    }

    /// <summary>The same as text, as servers write it: JSON in some layout, the value alone, or a text for each item.</summary>
    private static IReadOnlyList<string> TextsOf(JsonNode structured, Random random) => random.Next(4) switch
    {
        0 => [structured.ToJsonString()],
        1 => [structured.ToJsonString(new JsonSerializerOptions { WriteIndented = true })],
        2 when structured is JsonArray items => [.. items.Select(item => item is JsonValue ? item.ToString() : item!.ToJsonString())],
        _ => [Marker],
    };
}
