using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Streams a whole response: text word by word, then calls, then usage.</summary>
internal static partial class OfflineStream
{
    public static IEnumerable<ChatResponseUpdate> Of(ChatResponse response)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToList();
        foreach (var text in contents.OfType<TextContent>())
            foreach (Match word in Words.Matches(text.Text))
                yield return Update(response, new TextContent(word.Value));

        foreach (var call in contents.OfType<FunctionCallContent>())
            yield return Update(response, call);

        var last = Update(response, new UsageContent(response.Usage!));
        last.FinishReason = response.FinishReason;
        yield return last;
    }

    private static ChatResponseUpdate Update(ChatResponse response, AIContent content) => new(ChatRole.Assistant, [content])
    {
        ResponseId = response.ResponseId,
        MessageId = response.ResponseId,
        ModelId = response.ModelId,
    };

    [GeneratedRegex(@"\S*\s+|\S+")]
    private static partial Regex Words { get; }
}
