using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Represents what a source says about a call of a model.</summary>
public sealed record ImportedCall
{
    /// <summary>Gets the model; null when the source does not say.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the provider; null when the source does not say.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets the usage; null when the source does not say.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>Gets the reason why the answer ended; null when the source does not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Gets the service's id of the response; null when the source does not say.</summary>
    public string? ResponseId { get; init; }
}
