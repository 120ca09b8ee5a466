using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>The reader of stored messages and the serializer give the same objects, and fail alike.</summary>
public sealed class MessageReaderTests
{
    public static TheoryData<string> Odd =>
    [
        // Names that are written otherwise, properties that are not known, in another order, twice, or white space.
        """{"message":{"Role":"user","contents":[{"$type":"text","text":"a"}]}}""",
        """{"message":{"r\u006fle":"user","contents":[{"$type":"text","text":"a"}]}}""",
        """{"message":{"contents":[{"$type":"text","text":"a"}],"role":"assistant"}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a"}],"later":1}}""",
        """{"message":{"role":"user","role":"tool","contents":[{"$type":"text","text":"a"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a"}],"contents":[]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a"} ]}}""",
        """{"message": {"role":"user","contents":[{"$type":"text","text":"a"}]}}""",
        """ {"message":{"role":"user","contents":[{"$type":"text","text":"a"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a"}]}} """,
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a"}]},"partial":true}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a"}]},"message":{"role":"tool","contents":[]}}""",
        """{"message":{"role":"user","contents":[{"text":"a","$type":"text"}]}}""",
        """{"message":{"role":"user","contents":[{"text":"a"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a","text":"b"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":null}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a","annotations":[]}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a","additionalProperties":{"n":1}}]}}""",
        """{"message":{"role":"user","contents":[null]}}""",
        """{"message":{"role":"user","contents":null}}""",
        """{"message":{"role":"user"}}""",
        """{"message":{}}""",
        """{"message":null}""",
        """{}""",
        "",

        // Roles, authors and dates.
        """{"message":{"role":"USER","contents":[]}}""",
        """{"message":{"role":"system","contents":[]}}""",
        """{"message":{"role":"","contents":[]}}""",
        """{"message":{"role":null,"contents":[]}}""",
        """{"message":{"authorName":"","role":"user","contents":[]}}""",
        """{"message":{"authorName":" ","createdAt":"2026-11-29T21:00:00.1234567+05:30","role":"user","contents":[],"messageId":""}}""",
        """{"message":{"createdAt":"2026-11-29","role":"user","contents":[]}}""",
        """{"message":{"createdAt":"yesterday","role":"user","contents":[]}}""",
        """{"message":{"createdAt":"2026\u002D11-29T21:00:00Z","role":"user","contents":[]}}""",

        // Text.
        """{"message":{"role":"user","contents":[{"$type":"text","text":"\ud800"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"\ud83d\ude00 \" \\ \/ \b \u0000"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"\x"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"\u12"}]}}""",
        """{"message":{"role":"user","contents":[{"$type":"text","text":"a\"}]}}""",
        "{\"message\":{\"role\":\"user\",\"contents\":[{\"$type\":\"text\",\"text\":\"a\nb\"}]}}",
        """{"message":{"role":"assistant","contents":[{"$type":"reasoning","text":"hm","protectedData":null}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"reasoning","text":"hm","protectedData":"c2VhbGVk"},{"$type":"text","text":"a"}]}}""",

        // Calls and results.
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{},"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","informationalOnly":true,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"","arguments":null,"informationalOnly":false,"callId":""}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":[],"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{"a":1,"a":2},"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{"a":1,"\u0061":2},"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{"a":{"b":1,"b":2},"n":null,"t":true,"d":1.50e+3,"":"\ud800"},"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{ "a" : [ 1 , 2 ] },"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{"a":}1,"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{"a":[}]},"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{"a":1},"informationalOnly":"false","callId":"c"}]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":null,"informationalOnly":false,"callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","result":null,"callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","result":-0,"callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","result":01,"callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","result":nul,"callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","result":truefalse,"callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","result":"a\"b\\","callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","result":1/**/,"callId":"c"}]}}""",
        """{"message":{"role":"tool","contents":[{"$type":"functionResult","result":[1,],"callId":"c"}]}}""",
        """{"contents":true,"message":{"role":"tool","contents":[{"$type":"functionResult","result":[{"$type":"text","text":"a"}],"callId":"c"}]}}""",
        """{"milliseconds":0.5,"error":"e","childSession":"s","placeholder":true,"outcome":7,"message":{"role":"tool","contents":[{"$type":"functionResult","result":"r","callId":"c"}]}}""",
        """{"milliseconds":"x","message":{"role":"tool","contents":[]}}""",
        """{"message":{"role":"assistant","contents":[{"$type":"hologram","beam":7},{"$type":"text","text":"a"}]}}""",
    ];

    [Theory]
    [MemberData(nameof(Odd))]
    public void Odd_messages_are_read_or_refused_as_the_serializer_does(string json) => AssertSame(Encoding.UTF8.GetBytes(json), json);

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(990)]
    [InlineData(1_000)]
    [InlineData(50_000)]
    public void Values_are_read_or_refused_at_the_same_depth(int depth)
    {
        var deep = new string('[', depth) + new string(']', depth);

        AssertSame(Encoding.UTF8.GetBytes($$$"""{"message":{"role":"tool","contents":[{"$type":"functionResult","result":{{{deep}}},"callId":"c"}]}}"""), $"result, {depth}");
        AssertSame(Encoding.UTF8.GetBytes($$$"""{"message":{"role":"assistant","contents":[{"$type":"functionCall","name":"f","arguments":{"a":{{{deep}}}},"informationalOnly":false,"callId":"c"}]}}"""), $"arguments, {depth}");
    }

    [Theory]
    [InlineData("""{"role":"user","contents":[{"$type":"text","text":"What is \"new\"?\n✓"}]}""")]
    [InlineData("""{"authorName":"desk","createdAt":"2026-11-29T21:00:00+00:00","role":"assistant","contents":[{"$type":"reasoning","text":"hm","protectedData":"c2VhbGVk"},{"$type":"text","text":"Much."}],"messageId":"m-1"}""")]
    [InlineData("""{"role":"assistant","contents":[{"$type":"functionCall","name":"find","arguments":{"number":12345,"text":"a","all":null,"tags":["x",{"y":true}]},"informationalOnly":false,"callId":"c1"}]}""")]
    [InlineData("""{"role":"tool","contents":[{"$type":"functionResult","result":{"paid":true},"callId":"c1"}]}""")]
    public void Texts_reasoning_calls_and_results_do_not_need_the_serializer(string json) => Assert.NotNull(MessageReader.TryRead(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Every_beginning_and_every_changed_byte_of_a_message_is_read_or_refused_alike()
    {
        foreach (var message in RandomMessages.Plain)
        {
            var payload = PayloadCodec.Encode(new MessageBody(message));
            for (var at = 0; at < payload.Length; at++)
            {
                AssertSame(payload.AsSpan(0, at), $"the first {at} bytes");
                foreach (var odd in "\"\\{}[],: 1a\n\0"u8)
                    AssertSame([.. payload.AsSpan(0, at), odd, .. payload.AsSpan(at + 1)], $"{(char)odd} at {at}");
            }
        }
    }

    [Fact]
    public void Random_messages_of_all_kinds_whole_and_damaged_are_read_or_refused_alike()
    {
        var seed = Random.Shared.Next();
        var messages = new RandomMessages(new Random(seed));
        var (read, refused) = (0, 0);
        for (var round = 0; round < 4_000; round++)
        {
            var payload = messages.NextPayload();
            read += AssertSame(payload, $"seed {seed}, round {round}") ? 1 : 0;
            refused += AssertSame(messages.Damage(payload), $"seed {seed}, round {round}, damaged") ? 0 : 1;
        }

        Assert.True(read == 4_000 && refused > 400, $"seed {seed}: {read} read, {refused} refused");
    }

    /// <summary>Whether both could read it.</summary>
    private static bool AssertSame(ReadOnlySpan<byte> json, string what)
    {
        var payload = json.ToArray();
        var expected = ObjectText.OfResult(() => MessageCodec.Read(payload, usesReader: false));
        var found = ObjectText.OfResult(() => MessageCodec.Read(payload));

        if (found != expected)
            Assert.Fail($"{what}:\n{Encoding.UTF8.GetString(payload)}\nis read as\n{found}\nby the serializer as\n{expected}");
        return !expected.StartsWith("throws", StringComparison.Ordinal);
    }
}
