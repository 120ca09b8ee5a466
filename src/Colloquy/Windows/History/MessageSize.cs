using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>How many bytes messages take in memory, about: the objects that stand for them, two bytes for a letter, and what is kept beside the log.</summary>
internal static class MessageSize
{
    private const int OfItem = 80;
    private const int OfMessage = 88;
    private const int OfList = 48;
    private const int OfContent = 56;
    private const int OfCall = 80;
    private const int OfData = 112;
    private const int OfEntry = 300;
    private const int OfDocument = 208;
    private const int OfToken = 12;
    private const int OfBox = 24;

    /// <summary>The size of a message as windows have it.</summary>
    public static long Of(ChatMessage message)
    {
        long size = OfItem + OfMessage + OfList + Of(message.AuthorName) + Of(message.MessageId) + Of(message.AdditionalProperties);
        for (var i = 0; i < message.Contents.Count; i++)
            size += Of(message.Contents[i]);
        return size;
    }

    /// <summary>The size of an entry that is not decoded yet.</summary>
    public static long Of(Entry entry) => OfEntry + entry.Payload.Length;

    /// <summary>The size of a text that is in memory.</summary>
    public static long Of(string? text) => text is null ? 0 : (22 + (2L * text.Length) + 7) & ~7;

    private static long Of(AIContent content) => Of(content.AdditionalProperties) + (content switch
    {
        TextContent text => OfContent + Of(text.Text),
        TextReasoningContent thought => OfContent + Of(thought.Text) + Of(thought.ProtectedData),
        FunctionCallContent call => OfCall + Of(call.CallId) + Of(call.Arguments),
        FunctionResultContent result => OfCall + Of(result.CallId) + OfValue(result.Result),
        DataContent data => OfData + OfBytes(data.Data.Length),
        _ => OfOther,
    });

    /// <summary>What a content of another kind takes.</summary>
    private const int OfOther = 250;

    /// <summary>The bytes, and the text that stands for them once somebody reads it, which is kept too.</summary>
    private static long OfBytes(int length) => length + (8L * length / 3);

    private static long Of(IEnumerable<KeyValuePair<string, object?>>? properties)
    {
        if (properties is null)
            return 0;

        var (size, count, isFirst) = (0L, 0, true);
        foreach (var (_, value) in properties)
        {
            // The values of a table are parts of one document.
            size += value is JsonElement && !isFirst ? OfValue(value) - OfDocument + OfBox : OfValue(value);
            isFirst &= value is not JsonElement;
            count++;
        }

        // A table has room for three, or about as many as there are and a third more.
        return 152 + (28 * Math.Max(3, count + (count / 3))) + size;
    }

    private static long OfValue(object? value) => value switch
    {
        null => 0,
        string text => Of(text),
        JsonElement element => OfElement(element),
        IEnumerable<AIContent> contents => OfList + contents.Sum(Of),
        _ => OfBox,
    };

    private static long OfElement(JsonElement element)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String or JsonValueKind.Number))
            return OfDocument;

        var json = JsonMarshal.GetRawUtf8Value(element);
        var tokens = 1;
        if (element.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            foreach (var letter in json)
                tokens += letter is (byte)',' or (byte)':' or (byte)'{' or (byte)'[' ? 1 : 0;
        }

        return OfDocument + json.Length + (OfToken * tokens);
    }
}
