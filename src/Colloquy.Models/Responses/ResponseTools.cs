using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Writes tools, and how they are to be chosen, as a response takes them.</summary>
internal static class ResponseTools
{
    public static void Add(CreateResponseOptions request, ChatOptions options)
    {
        foreach (var tool in options.Tools ?? [])
            request.Tools.Add(Of(tool));

        if (request.Tools.Count == 0)
            return;

        request.ParallelToolCallsEnabled ??= options.AllowMultipleToolCalls;
        request.ToolChoice ??= options.ToolMode switch
        {
            AutoChatToolMode => ResponseToolChoice.CreateAutoChoice(),
            NoneChatToolMode => ResponseToolChoice.CreateNoneChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => ResponseToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => ResponseToolChoice.CreateRequiredChoice(),
            _ => null,
        };
    }

    private static ResponseTool Of(AITool tool) => tool switch
    {
        AIFunctionDeclaration function => ResponseTool.CreateFunctionTool(
            function.Name, ToolSchema.Of(function), ToolSchema.IsStrict(function.AdditionalProperties), function.Description),
        HostedWebSearchTool => ResponseTool.CreateWebSearchTool(),
        HostedCodeInterpreterTool code => ResponseTool.CreateCodeInterpreterTool(new CodeInterpreterToolContainer(
            CodeInterpreterToolContainerConfiguration.CreateAutomaticContainerConfiguration(
                code.Inputs?.OfType<HostedFileContent>().Select(file => file.FileId).ToList() ?? []))),
        HostedFileSearchTool search => ResponseTool.CreateFileSearchTool(
            search.Inputs?.OfType<HostedVectorStoreContent>().Select(store => store.VectorStoreId).ToList() ?? [], search.MaximumResultCount),
        _ => throw new NotSupportedException(
            $"A response cannot be given the hosted tool '{tool.Name}' ({tool.GetType().Name}); add it with ChatOptions.RawRepresentationFactory."),
    };
}
