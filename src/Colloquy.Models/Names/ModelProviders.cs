using Colloquy.Offline;
namespace Colloquy.Models;

/// <summary>The providers that are known, in the order in which a default is looked for.</summary>
internal static class ModelProviders
{
    private const string OpenAIKey = "OPENAI_API_KEY";
    private const string OpenAIUrl = "OPENAI_BASE_URL";
    private const string AzureUrl = "AZURE_OPENAI_ENDPOINT";
    private const string AzureKey = "AZURE_OPENAI_API_KEY";
    private const string AzureDeployment = "AZURE_OPENAI_DEPLOYMENT";
    private const string AnthropicKey = "ANTHROPIC_API_KEY";
    private const string AnthropicUrl = "ANTHROPIC_BASE_URL";

    public static IReadOnlyList<ModelProvider> All { get; } =
    [
        new("openai", _ => "gpt-5-mini", OpenAIRequires, OpenAI, (model, connection, _) => new OpenAIChatClient(model, connection)) { CanBeDefault = options => options.Read(OpenAIKey) is not null },
        new("openai-responses", _ => "gpt-5-mini", OpenAIRequires, OpenAI, Responses),
        new("anthropic", _ => "claude-sonnet-5", AnthropicRequires, Anthropic, (model, connection, _) => AnthropicChatClient.Create(model, connection)) { CanBeDefault = options => options.Read(AnthropicKey) is not null },
        new("azure", AzureModel, AzureRequires, Azure, (model, connection, _) => new OpenAIChatClient(model, connection)) { CanBeDefault = options => options.Read(AzureKey) is not null && AzureModel(options) is not null },
        new("azure-responses", AzureModel, AzureRequires, Azure, Responses),
        new("ollama", _ => "llama3.2", _ => [], Ollama, (model, connection, _) => new OpenAIChatClient(model, connection)),
        new("offline", _ => null, _ => [], options => options.Connection, (_, _, options) => new OfflineChatClient(options.OfflineRules)) { CanBeDefault = _ => true },
    ];

    private static OpenAIResponsesChatClient Responses(string model, ModelConnection connection, ChatModelOptions options) =>
        new(model, connection) { ServiceKeepsConversation = options.ServiceKeepsConversation };

    // A base URL of one's own is as a rule a local server that wants no key.
    private static string[] OpenAIRequires(ChatModelOptions options) =>
        options.Connection is { ApiKey: not null } or { Endpoint: not null } || options.Read(OpenAIUrl) is not null ? [] : [OpenAIKey];

    private static ModelConnection OpenAI(ChatModelOptions options) => options.Connection with
    {
        ApiKey = options.Connection.ApiKey ?? options.Read(OpenAIKey),
        Endpoint = options.Connection.Endpoint ?? Url(options, OpenAIUrl),
    };

    private static string[] AnthropicRequires(ChatModelOptions options) => options.Connection.ApiKey is not null ? [] : [AnthropicKey];

    private static ModelConnection Anthropic(ChatModelOptions options) => options.Connection with
    {
        ApiKey = options.Connection.ApiKey ?? options.Read(AnthropicKey),
        Endpoint = options.Connection.Endpoint ?? Url(options, AnthropicUrl),
    };

    private static string? AzureModel(ChatModelOptions options) => options.Read(AzureDeployment);

    private static string[] AzureRequires(ChatModelOptions options) =>
    [
        .. options.Connection.Endpoint is null ? [AzureUrl] : Array.Empty<string>(),
        .. options.Connection.ApiKey is null ? [AzureKey] : Array.Empty<string>(),
    ];

    private static ModelConnection Azure(ChatModelOptions options)
    {
        var azure = ModelConnection.Azure(
            options.Connection.Endpoint ?? Url(options, AzureUrl)!, options.Connection.ApiKey ?? options.Read(AzureKey)!);

        return options.Connection with
        {
            ApiKey = azure.ApiKey,
            ApiKeyHeader = azure.ApiKeyHeader,
            Endpoint = azure.Endpoint,
            ProviderName = azure.ProviderName,
        };
    }

    private static ModelConnection Ollama(ChatModelOptions options) => options.Connection with
    {
        Endpoint = options.Connection.Endpoint ?? OllamaHost.Endpoint(options.Read(OllamaHost.Variable)),
        ProviderName = options.Connection.ProviderName ?? "ollama",
    };

    private static Uri? Url(ChatModelOptions options, string variable)
    {
        if (options.Read(variable) is not { } text)
            return null;

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new ModelConfigurationException(variable, [variable], $"{variable} is not a URL. Set it to one that begins with http:// or https://.");
    }
}
