using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Writes options as a response takes them; what a raw representation already says is left alone.</summary>
internal static partial class ResponseRequest
{
    public static CreateResponseOptions Create(
        IChatClient client, string model, IEnumerable<ResponseItem> items, ChatOptions? options, bool serviceKeeps)
    {
        var request = options?.RawRepresentationFactory?.Invoke(client) as CreateResponseOptions ?? new();
        request.Model ??= options?.ModelId ?? model;
        foreach (var item in items)
            request.InputItems.Add(item);

        if (options is not null)
            Apply(request, options);

        Keep(request, options, serviceKeeps);
        return request;
    }

    private static void Apply(CreateResponseOptions request, ChatOptions options)
    {
        request.Instructions ??= options.Instructions;
        request.Temperature ??= options.Temperature;
        request.TopP ??= options.TopP;
        request.MaxOutputTokenCount ??= options.MaxOutputTokens;
        request.ReasoningOptions ??= Reasoning(options.Reasoning);
        request.TextOptions ??= Format(options) is { } format ? new() { TextFormat = format } : null;
        WireProperties.Apply(ref request.Patch, options);
        ResponseTools.Add(request, options);
    }

    private static void Keep(CreateResponseOptions request, ChatOptions? options, bool serviceKeeps)
    {
        if (options?.ConversationId is { Length: > 0 } id && request is { PreviousResponseId: null, ConversationOptions: null })
        {
            if (id.StartsWith("conv_", StringComparison.Ordinal))
                request.ConversationOptions = new ResponseConversationOptions(id);
            else
                request.PreviousResponseId = id;
        }

        request.StoredOutputEnabled ??= WireProperties.Store(options);
        request.StoredOutputEnabled ??= serviceKeeps || request is not { PreviousResponseId: null, ConversationOptions: null };
        if (request.StoredOutputEnabled is false && (request.ReasoningOptions is not null || Reasons.IsMatch(request.Model)))
            request.IncludedProperties.Add(IncludedResponseProperty.ReasoningEncryptedContent);
    }

    private static ResponseReasoningOptions? Reasoning(ReasoningOptions? options)
    {
        if (options is null or { Effort: null, Output: null })
            return null;

        return new ResponseReasoningOptions
        {
            ReasoningEffortLevel = options.Effort switch
            {
                ReasoningEffort.None => ResponseReasoningEffortLevel.None,
                ReasoningEffort.Low => ResponseReasoningEffortLevel.Low,
                ReasoningEffort.Medium => ResponseReasoningEffortLevel.Medium,
                ReasoningEffort.High => ResponseReasoningEffortLevel.High,
                ReasoningEffort.ExtraHigh => ResponseReasoningEffortLevel.ExtraHigh,

                // A bare null would become the SDK's type by way of string, and throw.
                _ => default(ResponseReasoningEffortLevel?),
            },
            ReasoningSummaryVerbosity = options.Output switch
            {
                ReasoningOutput.Summary => ResponseReasoningSummaryVerbosity.Auto,
                ReasoningOutput.Full => ResponseReasoningSummaryVerbosity.Detailed,
                _ => default(ResponseReasoningSummaryVerbosity?),
            },
        };
    }

    private static ResponseTextFormat? Format(ChatOptions options)
    {
        var strict = ToolSchema.IsStrict(options.AdditionalProperties);
        return options.ResponseFormat switch
        {
            ChatResponseFormatText => ResponseTextFormat.CreateTextFormat(),
            ChatResponseFormatJson { Schema: { } schema } json => ResponseTextFormat.CreateJsonSchemaFormat(
                CompletionRequest.SchemaName(json), ToolSchema.Of(schema, strict), json.SchemaDescription, strict),
            ChatResponseFormatJson => ResponseTextFormat.CreateJsonObjectFormat(),
            _ => null,
        };
    }

    // The service refuses to seal reasoning for models that do not reason, so it is only asked for where they are known to, or were told to.
    [GeneratedRegex("^(o[1-9]|gpt-([5-9]|[1-9][0-9])(?!.*chat)|codex)", RegexOptions.IgnoreCase)]
    private static partial Regex Reasons { get; }
}
