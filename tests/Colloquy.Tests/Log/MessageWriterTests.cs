using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>The writer of stored messages and the serializer write the same bytes.</summary>
public sealed class MessageWriterTests
{
    public static TheoryData<string> Names => [.. s_messages.Keys];

    private static readonly Dictionary<string, (ChatMessage Message, bool IsWritten)> s_messages = new()
    {
        ["a text"] = (new(ChatRole.User, "What is \"new\"?\n✓ <b>é</b> 😀 \0"), true),
        ["two texts of a named author"] = (new(ChatRole.Assistant, [new TextContent("a"), new TextContent(null)]) { AuthorName = "desk", MessageId = "", CreatedAt = new DateTimeOffset(2026, 11, 29, 21, 0, 0, 123, TimeSpan.FromHours(5.5)) }, true),
        ["a role of its own"] = (new(new ChatRole("röle"), "a"), true),
        ["no content"] = (new(ChatRole.User, []), true),
        ["the result of a tool"] = (new(ChatRole.Tool, [new FunctionResultContent("c\"1", "Paid.")]), true),
        ["what no store keeps"] = (new(ChatRole.User, [new TextContent("a") { RawRepresentation = 1 }]) { RawRepresentation = 2 }, true),
        ["a role that is not set"] = (new(default, "a"), false),
        ["properties of a message"] = (new(ChatRole.User, "a") { AdditionalProperties = [] }, false),
        ["properties of a text"] = (new(ChatRole.User, [new TextContent("a") { AdditionalProperties = new() { ["n"] = 1 } }]), false),
        ["annotations"] = (new(ChatRole.User, [new TextContent("a"), new TextContent("b") { Annotations = [new CitationAnnotation { Title = "t" }] }]), false),
        ["a result that is no text"] = (new(ChatRole.Tool, [new FunctionResultContent("c1", 12)]), false),
        ["a result of nothing"] = (new(ChatRole.Tool, [new FunctionResultContent("c1", null)]), false),
        ["a call"] = (new(ChatRole.Assistant, [new FunctionCallContent("c1", "find")]), false),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_and_results_that_are_texts_do_not_need_the_serializer(string name)
    {
        var (message, isWritten) = s_messages[name];
        using var bytes = new MemoryStream();
        using var json = new Utf8JsonWriter(bytes);

        Assert.Equal(isWritten, MessageWriter.TryWrite(json, message));
        Assert.Equal(isWritten, json.BytesPending > 0);
        AssertSame(new MessageBody(message), name);
    }

    [Fact]
    public void Random_messages_of_all_kinds_are_written_as_the_serializer_writes_them()
    {
        var seed = Random.Shared.Next();
        var messages = new RandomMessages(new Random(seed));
        for (var round = 0; round < 4_000; round++)
            AssertSame(messages.NextBody(), $"seed {seed}, round {round}");
    }

    private static void AssertSame(MessageBody body, string what)
    {
        var (expected, found) = (Write(body, usesWriter: false), Write(body, usesWriter: true));
        if (found != expected)
            Assert.Fail($"{what} is written as\n{found}\nby the serializer as\n{expected}");
    }

    private static string Write(MessageBody body, bool usesWriter)
    {
        using var buffer = PayloadBuffer.Rent();
        var isReplaced = MessageCodec.Write(buffer.Writer, body, usesWriter);
        return $"{isReplaced} {Encoding.UTF8.GetString(buffer.ToArray())}";
    }
}
