using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>Renders conversations as a person would note them down, to compare them whole.</summary>
public static class Transcript
{
    public static string Of(IEnumerable<ChatMessage> messages) => string.Join("\n", messages.Select(Of));

    public static async Task<string> OfAsync(Session session) => Of((await session.GetItemsAsync()).Select(item => item.Message));

    public static string Of(ChatMessage message) => $"{message.Role}: {string.Join(" ", message.Contents.Select(Of))}";

    private static string Of(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"{call.Name}#{call.CallId}({string.Join(", ", call.Arguments?.Values ?? [])})",
        FunctionResultContent result => $"#{result.CallId}={result.Result}",
        _ => content.GetType().Name,
    };
}
