using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Colloquy.Models;

/// <summary>Writes options as a chat completion takes them; what a raw representation already says is left alone.</summary>
internal static partial class CompletionRequest
{
    public static Sdk.ChatCompletionOptions Create(IChatClient client, ChatClientMetadata service, ChatOptions? options)
    {
        var request = options?.RawRepresentationFactory?.Invoke(client) as Sdk.ChatCompletionOptions ?? new();
        if (options is null)
            return request;

        if (options.ConversationId is not null)
            throw new NotSupportedException("Chat completions keep no conversations, so ChatOptions.ConversationId cannot be honoured. Send the history, or use OpenAIResponsesChatClient.");

        request.Temperature ??= options.Temperature;
        request.TopP ??= options.TopP;
        if (request.MaxOutputTokenCount is null && options.MaxOutputTokens is { } most && KnowsOnlyMaxTokens(service))
            request.Patch.Set("$.max_tokens"u8, most);
        else
            request.MaxOutputTokenCount ??= options.MaxOutputTokens;
        request.FrequencyPenalty ??= options.FrequencyPenalty;
        request.PresencePenalty ??= options.PresencePenalty;
        request.Seed ??= options.Seed;
        request.StoredOutputEnabled ??= WireProperties.Store(options);
        request.ReasoningEffortLevel ??= Effort(options.Reasoning?.Effort);
        request.ResponseFormat ??= Format(options);
        foreach (var stop in options.StopSequences ?? [])
            request.StopSequences.Add(stop);

        WireProperties.Apply(ref request.Patch, options);
        AddTools(request, options);
        return request;
    }

    private static void AddTools(Sdk.ChatCompletionOptions request, ChatOptions options)
    {
        foreach (var tool in options.Tools ?? [])
        {
            if (tool is AIFunctionDeclaration function)
                request.Tools.Add(Sdk.ChatTool.CreateFunctionTool(
                    function.Name, function.Description, ToolSchema.Of(function), ToolSchema.IsStrict(function.AdditionalProperties)));
            else if (tool is HostedWebSearchTool)
                request.WebSearchOptions ??= new();
            else
                throw new NotSupportedException($"Chat completions cannot be given the hosted tool '{tool.Name}' ({tool.GetType().Name}); use OpenAIResponsesChatClient or a function.");
        }

        if (request.Tools.Count == 0)
            return;

        request.AllowParallelToolCalls ??= options.AllowMultipleToolCalls;
        request.ToolChoice ??= options.ToolMode switch
        {
            AutoChatToolMode => Sdk.ChatToolChoice.CreateAutoChoice(),
            NoneChatToolMode => Sdk.ChatToolChoice.CreateNoneChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => Sdk.ChatToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => Sdk.ChatToolChoice.CreateRequiredChoice(),
            _ => null,
        };
    }

    // Ollama passes over the newer name in silence, Mistral refuses it.
    private static bool KnowsOnlyMaxTokens(ChatClientMetadata service) =>
        service.ProviderName is "ollama" or "mistral" or "mistral_ai"
        || service.ProviderUri is { Port: OllamaHost.DefaultPort } or { Host: "api.mistral.ai" or "codestral.mistral.ai" };

    private static Sdk.ChatReasoningEffortLevel? Effort(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => Sdk.ChatReasoningEffortLevel.None,
        ReasoningEffort.Low => Sdk.ChatReasoningEffortLevel.Low,
        ReasoningEffort.Medium => Sdk.ChatReasoningEffortLevel.Medium,
        ReasoningEffort.High => Sdk.ChatReasoningEffortLevel.High,
        ReasoningEffort.ExtraHigh => new Sdk.ChatReasoningEffortLevel("xhigh"),

        // A bare null would become the SDK's type by way of string, and throw.
        _ => default(Sdk.ChatReasoningEffortLevel?),
    };

    private static Sdk.ChatResponseFormat? Format(ChatOptions options)
    {
        var strict = ToolSchema.IsStrict(options.AdditionalProperties);
        return options.ResponseFormat switch
        {
            ChatResponseFormatText => Sdk.ChatResponseFormat.CreateTextFormat(),
            ChatResponseFormatJson { Schema: { } schema } json => Sdk.ChatResponseFormat.CreateJsonSchemaFormat(
                SchemaName(json), ToolSchema.Of(schema, strict), json.SchemaDescription, strict),
            ChatResponseFormatJson => Sdk.ChatResponseFormat.CreateJsonObjectFormat(),
            _ => null,
        };
    }

    internal static string SchemaName(ChatResponseFormatJson json) =>
        json.SchemaName is { Length: > 0 } name ? NotInNames.Replace(name, "_") : "answer";

    [GeneratedRegex(@"[^a-zA-Z0-9_-]+")]
    private static partial Regex NotInNames { get; }
}
