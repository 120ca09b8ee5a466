using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Results of tools that are contents (texts, images, files), which JSON alone would not tell from data of the tool's own.</summary>
internal static class ResultContents
{
    /// <summary>The contents that a content is the result of; null when it is none, or its result is something else.</summary>
    public static List<AIContent>? Of(AIContent content) => (content as FunctionResultContent)?.Result as List<AIContent>;

    public static bool IsIn(ChatMessage message)
    {
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (Of(message.Contents[i]) is not null)
                return true;
        }

        return false;
    }

    /// <summary>Makes contents of the results of a message that was read. What holds content of an unknown name stays as it is stored.</summary>
    public static void Restore(ChatMessage message, JsonSerializerOptions options)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            if (result.Result is not JsonElement { ValueKind: JsonValueKind.Array } stored)
                continue;

            try
            {
                result.Result = stored.Deserialize((JsonTypeInfo<List<AIContent>>)options.GetTypeInfo(typeof(List<AIContent>)));
            }
            catch (JsonException)
            {
            }
        }
    }
}
