using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Makes a response of an answer: ids from the content, tokens counted by length, no clock.</summary>
internal static class OfflineResponse
{
    private const int CharactersPerToken = 4;

    public static ChatResponse Create(OfflineRequest request, OfflineAnswer answer)
    {
        var sent = Describe(request);
        var calls = request.Options.AllowMultipleToolCalls is false ? answer.Calls.Take(1) : answer.Calls;
        List<AIContent> contents = answer.Text.Length > 0 ? [new TextContent(OfflineJson.Shape(request, answer))] : [];
        contents.AddRange(calls.Select((call, at) =>
            new FunctionCallContent($"call_{Hash($"{sent}\n{at}\n{call.Tool}")}", call.Tool, new Dictionary<string, object?>(call.Arguments))));

        var id = $"offline-{Hash($"{sent}\n{string.Join('\n', contents.Select(Describe))}")}";
        long input = Tokens(sent), output = contents.Sum(content => Tokens(Describe(content)));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = id })
        {
            ResponseId = id,
            ModelId = OfflineChatClient.ModelId,
            FinishReason = answer.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails
            {
                InputTokenCount = input,
                OutputTokenCount = output,
                TotalTokenCount = input + output,
                CachedInputTokenCount = 0,
                ReasoningTokenCount = 0,
            },
        };
    }

    private static long Tokens(string text) => (text.Length + CharactersPerToken - 1) / CharactersPerToken;

    private static string Describe(OfflineRequest request) => string.Join('\n',
        request.Messages.Select(message => $"{message.Role.Value}: {string.Concat(message.Contents.Select(Describe))}")
            .Prepend(string.Join('\n', request.Tools.Select(tool => $"{tool.Name} {tool.Description} {tool.JsonSchema.GetRawText()}")))
            .Prepend(request.Options.Instructions ?? ""));

    private static string Describe(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => call.Name + ValueText.Write(call.Arguments),
        FunctionResultContent result => ResultText.Of(result),
        _ => "",
    };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
