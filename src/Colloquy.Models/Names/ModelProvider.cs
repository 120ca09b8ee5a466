using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>One provider: the settings it needs, the connection they make, and the client that is opened over it.</summary>
/// <param name="Name">The part of a model's name before the slash.</param>
/// <param name="DefaultModel">The model to begin with, given the options; null when there is none to name.</param>
/// <param name="Required">The settings it cannot do without, given the options.</param>
/// <param name="Connect">Makes the connection out of the settings.</param>
/// <param name="Open">Opens a model over a connection.</param>
internal sealed record ModelProvider(
    string Name,
    Func<ChatModelOptions, string?> DefaultModel,
    Func<ChatModelOptions, string[]> Required,
    Func<ChatModelOptions, ModelConnection> Connect,
    Func<string, ModelConnection, ChatModelOptions, IChatClient> Open)
{
    /// <summary>Gets a value that indicates whether it may be taken when no model is named, given the options: a key that is set shows that it is meant.</summary>
    public Func<ChatModelOptions, bool> CanBeDefault { get; init; } = _ => false;

    public IReadOnlyList<string> Missing(ChatModelOptions options) =>
        [.. Required(options).Where(variable => options.Read(variable) is null)];
}
