using Microsoft.Extensions.AI;

namespace Colloquy.Offline.Tests;

/// <summary>A conversation with the offline model, whose history is kept here and sent whole, as an agent would.</summary>
internal sealed class Talk(ChatOptions? options = null)
{
    private static readonly OfflineChatClient s_client = new();

    public List<ChatMessage> Messages { get; } = [];

    public async Task<string> SayAsync(string text) => (await AskAsync(text)).Text;

    public Task<ChatResponse> AskAsync(string text)
    {
        Messages.Add(new ChatMessage(ChatRole.User, text));
        return GoOnAsync();
    }

    /// <summary>Says something and runs the tools that are asked for, until there is an answer.</summary>
    public async Task<string> RunAsync(string text)
    {
        var response = await AskAsync(text);
        while (Calls(response) is { Count: > 0 } calls)
        {
            foreach (var call in calls)
            {
                var tool = options!.Tools!.OfType<AIFunction>().Single(tool => tool.Name == call.Name);
                Result(call, await tool.InvokeAsync(new AIFunctionArguments(call.Arguments)));
            }

            response = await GoOnAsync();
        }

        return response.Text;
    }

    public void Result(FunctionCallContent call, object? result) =>
        Messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)]));

    public async Task<ChatResponse> GoOnAsync()
    {
        var response = await s_client.GetResponseAsync(Messages, options);
        Messages.AddRange(response.Messages);
        return response;
    }

    public static List<FunctionCallContent> Calls(ChatResponse response) =>
        [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
}
