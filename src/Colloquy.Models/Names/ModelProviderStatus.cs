namespace Colloquy.Models;

/// <summary>Represents the status of a provider: whether its models can be opened. It contains no key.</summary>
public sealed record ModelProviderStatus
{
    /// <summary>Gets the provider's name, the part of a model's name before the slash.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the name of a model to begin with; for Azure, the model is the name of a deployment.</summary>
    public required string Example { get; init; }

    /// <summary>Gets the environment variables that must be set, or set otherwise, before it can be used; empty when nothing is missing.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Gets the base URL in use; null for the offline model, and when it is not known.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets the problem, as a sentence; null for none.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets a value that indicates whether the provider has all required settings. The network is not used.</summary>
    public bool IsConfigured => Problem is null;
}
