using System.Runtime.CompilerServices;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>The SDK's client, with what it leaves to callers: messages in a form that the service takes, and answers that say what is known.</summary>
internal sealed class AnthropicMessagesClient : DelegatingChatClient
{
    private readonly string _origin;

    public AnthropicMessagesClient(IChatClient sdk)
        : base(sdk) => _origin = ProviderOrigin.Of(sdk.GetRequiredService<ChatClientMetadata>());

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var response = await base.GetResponseAsync(AnthropicMessages.Of(messages, _origin), options, cancellationToken).ConfigureAwait(false);
            response.ModelId = Filled(response.ModelId);
            response.Usage = Told(response.Usage);
            foreach (var message in response.Messages)
                Mark(message.Contents);

            return response;
        }
        catch (AnthropicInvalidDataException problem)
        {
            throw ModelFailedException.Unreadable("the SDK does not know its form", null, problem);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var updates = base.GetStreamingResponseAsync(AnthropicMessages.Of(messages, _origin), options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (updates.ConfigureAwait(false))
        {
            ChatResponseUpdate? last = null;
            while (true)
            {
                var (moved, failure) = await MoveAsync(updates).ConfigureAwait(false);
                if (failure is not null)
                {
                    if (failure.Usage is { } used && Told(used) is not null)
                        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(used)]) { ResponseId = last?.ResponseId, MessageId = last?.MessageId, ModelId = last?.ModelId };
                    throw failure;
                }

                if (!moved)
                    yield break;

                var update = updates.Current;
                update.ModelId = Filled(update.ModelId);
                update.Contents = [.. update.Contents.Where(content => content is not UsageContent usage || Told(usage.Details) is not null)];
                Mark(update.Contents);
                last = update;
                yield return update;
            }
        }
    }

    private static async Task<(bool Moved, ModelFailedException? Failure)> MoveAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return (await updates.MoveNextAsync().ConfigureAwait(false), null);
        }
        catch (ModelFailedException failure)
        {
            return (false, failure);
        }
        catch (AnthropicInvalidDataException problem)
        {
            return (false, ModelFailedException.Unreadable("the SDK does not know its form", null, problem));
        }
    }

    private void Mark(IEnumerable<AIContent> contents)
    {
        foreach (var content in contents)
        {
            if (content is TextReasoningContent reasoning)
                ProviderOrigin.Mark(reasoning, _origin);
            else if (content is FunctionCallContent { Exception: null } call)
                MakeWellFormed(call);
        }
    }

    private void MakeWellFormed(FunctionCallContent call)
    {
        call.Arguments ??= new Dictionary<string, object?>();
        ToolArguments.MakeWellFormed(call);
        AnthropicCallFields.Keep(call, _origin);
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;

    // A service that counts nothing is not one that used nothing.
    private static UsageDetails? Told(UsageDetails? usage) => usage is { InputTokenCount: > 0 } or { OutputTokenCount: > 0 } ? usage : null;
}
