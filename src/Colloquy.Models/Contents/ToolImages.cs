using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Shows a model the images that tools returned, where the service takes only text as a tool's result: in a message behind the results.</summary>
internal static class ToolImages
{
    public static IEnumerable<ChatMessage> Lift(IEnumerable<ChatMessage> messages)
    {
        List<AIContent> images = [];
        foreach (var message in messages)
        {
            var results = message.Contents.OfType<FunctionResultContent>().ToList();
            if (results.Count == 0 && images.Count > 0)
            {
                yield return Show(images);
                images = [];
            }

            yield return message;
            images.AddRange(results.SelectMany(result => result.Result as IEnumerable<AIContent> ?? []).Where(part => part is DataContent data && data.HasTopLevelMediaType("image")));
        }

        if (images.Count > 0)
            yield return Show(images);
    }

    private static ChatMessage Show(List<AIContent> images) => new(ChatRole.User, [new TextContent("The images that the tools returned:"), .. images]);
}
