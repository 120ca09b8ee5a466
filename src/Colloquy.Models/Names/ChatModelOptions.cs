using Colloquy.Offline;
namespace Colloquy.Models;

/// <summary>Represents the options of <see cref="ChatModels"/>: the source of settings, and the connection.</summary>
public sealed class ChatModelOptions
{
    /// <summary>Gets the look-up of a setting by its environment variable's name.</summary>
    /// <value>The default reads the process's environment.</value>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Gets the time-out, the retries and the HTTP client; its key and endpoint, where set, override those of the environment.</summary>
    public ModelConnection Connection { get; init; } = new();

    /// <summary>Gets a value that indicates whether models opened through the responses store the conversation at the service; see <see cref="OpenAIResponsesChatClient.ServiceKeepsConversation"/>.</summary>
    /// <value>The default is false.</value>
    public bool ServiceKeepsConversation { get; init; }

    /// <summary>Gets the rules the offline model tries before its own.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<OfflineRule> OfflineRules { get; init; } = [];

    internal string? Read(string variable) => Environment(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
