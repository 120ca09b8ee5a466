using Colloquy.Offline;
namespace Colloquy.Models;

/// <summary>Represents the options of <see cref="ChatModels"/>: the source of settings, and the connection.</summary>
public sealed class ChatModelOptions
{
    /// <summary>Gets or sets the look-up of a setting by its environment variable's name.</summary>
    /// <value>The default reads the process's environment; with <c>UseModels</c>, the application's configuration.</value>
    public Func<string, string?> Environment { get; set; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Gets or sets the name of the default model; null for the model that <see cref="ChatModels.DefaultVariable"/> or a key names.</summary>
    /// <value>The default is null.</value>
    public string? DefaultModel { get; set; }

    /// <summary>Gets or sets the time-out, the retries and the HTTP client; its key and endpoint, where set, override those of the environment.</summary>
    public ModelConnection Connection { get; set; } = new();

    /// <summary>Gets or sets a value that indicates whether models opened through the responses store the conversation at the service; see <see cref="OpenAIResponsesChatClient.ServiceKeepsConversation"/>.</summary>
    /// <value>The default is false.</value>
    public bool ServiceKeepsConversation { get; set; }

    /// <summary>Gets or sets the rules the offline model tries before its own.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<OfflineRule> OfflineRules { get; set; } = [];

    internal string? Read(string variable) => Environment(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
