using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents one call of a model, as the log records it.</summary>
public sealed record ModelCall
{
    /// <summary>Gets the id of the call, unique across all sessions: the key of its usage record.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the purpose of a call that does not answer the user, such as <c>summary</c> or <c>importance</c>; null for an answer.</summary>
    public string? Purpose { get; init; }

    /// <summary>Gets the model that answered, or the requested model when the response names none.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the provider, as <see cref="ChatClientMetadata.ProviderName"/> names it.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the options of the call, without instructions and tools; null for none.</summary>
    public JsonElement? Options { get; init; }

    /// <summary>Gets the positions of the messages that the model was shown, in order.</summary>
    public IReadOnlyList<PositionRange> Window { get; init; } = [];

    /// <summary>Gets the position at which the window was cut: of the messages before it, only some were shown. Null when the window was not cut.</summary>
    public Position? Cut { get; init; }

    /// <summary>Gets the size of the prompt in tokens, as the token counter estimated it: messages, instructions and tools; 0 when it was not counted.</summary>
    public long EstimatedTokens { get; init; }

    /// <summary>Gets the additions of context providers to the call, in order; empty for none.</summary>
    public IReadOnlyList<ContextShare> Context { get; init; } = [];

    /// <summary>Gets the usage that the service reported; null when it reported none.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>Gets the cost of the call in US dollars; null when the price was not known at the time.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Gets a value that indicates whether a cache answered and no model was called. Such a call used and cost nothing.</summary>
    public bool FromCache { get; init; }

    /// <summary>Gets the duration of the call.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the reason why the response ended, as a value of <see cref="ChatFinishReason"/>; null when the service gave none.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Gets the names of the tools that the response asked for, one for each call; empty for none.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Gets the service's id of the response.</summary>
    public string? ResponseId { get; init; }

    /// <summary>Gets the service's id of the conversation, when the service stores it; otherwise, null.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Gets the position up to which the service already had the conversation, so that only what follows was sent; <see cref="Position.Start"/> when it had nothing; null when the call continued no conversation of the service.</summary>
    public Position? ConversationUpTo { get; init; }

    /// <summary>Gets the error, for people; null when the call succeeded.</summary>
    public string? Error { get; init; }

    internal static ModelCall Of(ModelCallBody body) => new()
    {
        Id = body.Call,
        Purpose = body.Purpose,
        Model = body.Model,
        Provider = body.Provider,
        Options = body.Options,
        Window = body.Window,
        Cut = body.Cut,
        EstimatedTokens = body.Estimate,
        Context = body.Context ?? [],
        Usage = body.Usage,
        Cost = body.Cost,
        FromCache = body.FromCache,
        Duration = body.Duration,
        FinishReason = body.FinishReason,
        Tools = body.Called ?? [],
        ResponseId = body.Response,
        ConversationId = body.Conversation,
        ConversationUpTo = body.KeptUpTo,
        Error = body.Error,
    };
}
