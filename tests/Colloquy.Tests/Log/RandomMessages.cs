using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>Makes messages at random, of every kind of content, and damages their stored form.</summary>
internal sealed class RandomMessages(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "What is new?", "a \"quoted\" word", "back\\slash", "two\nlines\ttabbed", "nul \0", "é", "✓ 你好", "😀", "lone \ud800 half", "\udc00", "</script>&+'", "\u2028\u007f\u0085", "{\"message\":{}}", "],\"role\":[",
    ];

    private static readonly string[] Names = ["", "a", "ticket", "Ticket", "a b", "ä", "with \"quotes\"", "$type", "odd \ud800", "a name that is longer than sixty-four bytes, which are all that is remembered"];

    private static readonly (string Text, string Other)[] Changes =
    [
        ("\"role\"", "\"Role\""), ("\"role\"", "\"r\\u006fle\""), ("\"role\":", "\"later\":[1,{}],\"role\":"), ("\"role\":", "\"role\":\"tool\",\"role\":"), ("\"user\"", "\"Other\""),
        ("\"contents\":[", "\"contents\": ["), ("\"contents\":[", "\"contents\":[{\"$type\":\"hologram\",\"beam\":7},"), ("\"contents\":[", "\"contents\":[null,"), ("\"$type\":\"text\",", ""), ("\"$type\":\"text\"", "\"$type\":\"text\",\"$type\":\"text\""),
        ("\"text\":\"", "\"text\":\"\\ud800"), ("\"text\":\"", "\"text\":\"\\u00e9\\/"), ("\"text\":", "\"text\":null,\"text\":"), ("\"arguments\":{", "\"arguments\":{\"a\":1,\"a\":\"two\","), ("\"arguments\":{", "\"arguments\":{\"\\u0061\":1,"), ("\"arguments\":{", "\"arguments\":{\"deep\":[[[[[[[[[[[[]]]]]]]]]]]],"),
        ("\"result\":", "\"result\":1.5E+7,\"result\":"), ("\"callId\":", "\"callId\":null,\"callId\":"), ("false", "False"), ("null", "nil"), ("}]", "},]"), ("}", "}}"), ("]", ""), (",", ",,"), (":", " : "), ("\"", "'"),
    ];

    /// <summary>Messages of the kinds that most messages are of.</summary>
    public static ChatMessage[] Plain { get; } =
    [
        new(ChatRole.User, "My \"invoice\" ✓ is\nwrong."),
        new(ChatRole.Assistant, [new TextReasoningContent("hm") { ProtectedData = "c2Vh" }, new FunctionCallContent("c1", "find", new Dictionary<string, object?> { ["n"] = 12.5, ["all"] = null, ["in"] = new[] { "a", "b" } })]) { AuthorName = "desk", MessageId = "m-1", CreatedAt = DateTimeOffset.UnixEpoch },
        new(ChatRole.Tool, [new FunctionResultContent("c1", new Dictionary<string, object?> { ["paid"] = true })]),
    ];

    public byte[] NextPayload() => PayloadCodec.Encode(NextBody());

    public MessageBody NextBody() => new(NextMessage())
    {
        Partial = random.Next(8) == 0,
        Duration = random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.NextDouble() * 1e4) : null,
        Error = random.Next(8) == 0 ? Pick(Texts) : null,
        ChildSession = random.Next(8) == 0 ? Pick(Texts) : null,
        Placeholder = random.Next(8) == 0,
        Outcome = random.Next(8) == 0 ? new Position(random.Next()) : null,
    };

    /// <summary>Changes one to three things in a payload: cuts, doubles and replaces bytes, or writes it as JSON could be written, too.</summary>
    public byte[] Damage(byte[] payload)
    {
        for (var i = random.Next(3); i >= 0; i--)
        {
            var at = random.Next(payload.Length);
            var (before, behind) = (payload[..at], payload[at..]);
            payload = random.Next(6) switch
            {
                0 => before,
                1 => [.. before, .. behind.Skip(random.Next(1, 8))],
                2 => [.. before, (byte)random.Next(256), .. behind],
                3 => [.. before, (byte)random.Next(256), .. behind[1..]],
                4 => [.. before, .. behind.Take(random.Next(1, 24)), .. behind],
                _ => Change(payload),
            };
            if (payload.Length == 0)
                return payload;
        }

        return payload;
    }

    private byte[] Change(byte[] payload)
    {
        var (text, other) = Changes[random.Next(Changes.Length)];
        var places = Enumerable.Range(0, payload.Length).Where(at => payload.AsSpan(at).StartsWith(Encoding.UTF8.GetBytes(text))).ToList();
        if (places.Count == 0)
            return payload;

        var place = places[random.Next(places.Count)];
        return [.. payload[..place], .. Encoding.UTF8.GetBytes(other), .. payload[(place + text.Length)..]];
    }

    private ChatMessage NextMessage() => new(NextRole(), [.. Enumerable.Range(0, random.Next(8) == 0 ? 0 : random.Next(1, 4)).Select(_ => NextContent())])
    {
        AuthorName = random.Next(3) == 0 ? Pick(Names) : null,
        CreatedAt = random.Next(3) == 0 ? DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(1L << 54)).ToOffset(TimeSpan.FromMinutes(30 * random.Next(-20, 20))) : null,
        MessageId = random.Next(3) == 0 ? Pick(Texts) : null,
        AdditionalProperties = random.Next(8) == 0 ? NextProperties() : null,
    };

    private ChatRole NextRole() => random.Next(8) switch
    {
        0 => ChatRole.System,
        1 => new ChatRole("User"),
        2 => new ChatRole("röle"),
        3 => ChatRole.Tool,
        4 => ChatRole.User,
        _ => ChatRole.Assistant,
    };

    private AIContent NextContent()
    {
        var content = random.Next(10) switch
        {
            < 3 => new TextContent(Pick(Texts)),
            3 => new TextReasoningContent(Pick(Texts)) { ProtectedData = random.Next(2) == 0 ? Pick(Texts) : null },
            < 6 => new FunctionCallContent(Pick(Texts), Pick(Names), random.Next(6) == 0 ? null : NextObject(depth: 3)) { InformationalOnly = random.Next(4) == 0 },
            6 => new FunctionResultContent(Pick(Texts), Enumerable.Range(0, random.Next(3)).Select(_ => Samples.All[random.Next(Samples.All.Length)]).ToList()),
            < 9 => new FunctionResultContent(Pick(Texts), NextValue(depth: 3)),
            _ => Samples.All[random.Next(Samples.All.Length)],
        };
        if (random.Next(12) == 0 && !Samples.All.Contains(content))
            content.AdditionalProperties = NextProperties();
        return content;
    }

    private AdditionalPropertiesDictionary NextProperties()
    {
        var properties = new AdditionalPropertiesDictionary();
        foreach (var (name, value) in NextObject(depth: 2))
            properties[name] = value;
        return properties;
    }

    private Dictionary<string, object?> NextObject(int depth)
    {
        var values = new Dictionary<string, object?>();
        for (var i = random.Next(5); i > 0; i--)
            values[Pick(Names)] = NextValue(depth);
        return values;
    }

    private object? NextValue(int depth) => random.Next(depth > 0 ? 10 : 7) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(),
        3 => random.NextDouble() * Math.Pow(10, random.Next(-30, 30)),
        4 => JsonElement.Parse($"-{random.Next(10)}.{random.Next(10)}e{random.Next(10)}"),
        < 7 => Pick(Texts),
        7 => NextObject(depth - 1),
        8 => JsonElement.Parse("""{ "a" : [ 1, "\ud83d\ude00", { } ], "a" : null }"""),
        _ => Enumerable.Range(0, random.Next(4)).Select(_ => NextValue(depth - 1)).ToArray(),
    };

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
