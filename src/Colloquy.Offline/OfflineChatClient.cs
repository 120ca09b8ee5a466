using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Stands in for a model where there is no key and no network: it answers by rules, from nothing but the messages, instructions and tools it is sent.</summary>
/// <remarks>
/// Safe for concurrent calls. The same request always gets the same answer, with the same ids. It keeps nothing between calls, so a lost
/// history shows in its answers. It understands little; it is for examples, tests and first steps, and says what it is in its model id.
/// </remarks>
public sealed class OfflineChatClient : IChatClient
{
    /// <summary>The id that every answer carries as its model.</summary>
    public const string ModelId = "offline-stand-in";

    private static readonly ChatClientMetadata s_metadata = new("offline", null, ModelId);

    private readonly OfflineRule[] _rules;

    /// <summary>Initializes the stand-in.</summary>
    /// <param name="rules">Rules to try, in order, before <see cref="OfflineRules.BuiltIn"/>; null is none.</param>
    public OfflineChatClient(IEnumerable<OfflineRule>? rules = null) => _rules = [.. rules ?? [], .. OfflineRules.BuiltIn];

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<ChatResponse>(cancellationToken)
            : Task.FromResult(Answer(messages, options));

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in OfflineStream.Of(response))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? s_metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Releases nothing, since the client holds no resource.</summary>
    public void Dispose()
    {
    }

    private ChatResponse Answer(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);

        var request = new OfflineRequest([.. messages], options);
        var answer = _rules.Select(rule => rule.Answer(request)).OfType<OfflineAnswer>().FirstOrDefault()
            ?? throw new InvalidOperationException("No rule of the offline model gave an answer.");

        return OfflineResponse.Create(request, answer);
    }
}
