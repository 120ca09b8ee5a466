namespace Colloquy.Models;

/// <summary>Tells whether a provider's models can be opened here; it holds no key.</summary>
public sealed record ModelProviderStatus
{
    /// <summary>Gets the provider's name, the part of a model's name before the slash.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the name of a model to begin with; for Azure its model is a deployment's name.</summary>
    public required string Example { get; init; }

    /// <summary>Gets the environment variables that must be set, or set otherwise, before it can be used; empty when nothing is missing.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Gets the base URL in use; null for the offline model, and where it is not known yet.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets what is wrong, in a sentence; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets a value that indicates whether the provider has what it needs; nothing is asked over the network.</summary>
    public bool IsConfigured => Problem is null;
}
