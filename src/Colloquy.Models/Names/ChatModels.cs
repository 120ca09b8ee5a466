using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Opens models by name: <c>openai/…</c>, <c>anthropic/…</c>, <c>azure/…</c>, <c>ollama/…</c> or <c>offline</c>.</summary>
public static class ChatModels
{
    /// <summary>The environment variable that names the default model.</summary>
    public const string DefaultVariable = "COLLOQUY_MODEL";

    /// <summary>Creates a client for the named model, or for <see cref="DefaultName"/> when <paramref name="name"/> is null.</summary>
    /// <param name="name">The model's name, such as <c>openai/gpt-5-mini</c>; null for the default.</param>
    /// <param name="options">The options; null to read settings from the environment of the process.</param>
    /// <exception cref="ModelConfigurationException">The provider is unknown, or settings are missing; the message names them.</exception>
    public static IChatClient Create(string? name = null, ChatModelOptions? options = null)
    {
        options ??= new ChatModelOptions();
        name ??= DefaultName(options);
        var (provider, model) = Find(name);
        return provider.Open(model, Connect(provider, options, name), options);
    }

    /// <summary>Creates a client for the default model.</summary>
    /// <param name="options">The options; null to read settings from the environment of the process.</param>
    public static IChatClient CreateDefault(ChatModelOptions? options = null) => Create(null, options);

    /// <summary>Returns the name of the default model: <see cref="ChatModelOptions.DefaultModel"/>; otherwise the value of <see cref="DefaultVariable"/>; otherwise a model of the first provider whose key is set; otherwise <c>offline</c>.</summary>
    /// <param name="options">The options; null to read settings from the environment of the process.</param>
    public static string DefaultName(ChatModelOptions? options = null)
    {
        options ??= new ChatModelOptions();
        if ((options.DefaultModel ?? options.Read(DefaultVariable)) is { } chosen)
            return chosen;

        var provider = ModelProviders.All.First(provider => CanBeDefault(provider, options));
        return new ModelName(provider.Name, provider.DefaultModel(options) ?? "").ToString();
    }

    /// <summary>Returns every provider with its missing settings. The method does not use the network.</summary>
    /// <param name="options">The options; null to read settings from the environment of the process.</param>
    public static IReadOnlyList<ModelProviderStatus> GetProviders(ChatModelOptions? options = null)
    {
        options ??= new ChatModelOptions();
        return [.. ModelProviders.All.Select(provider => Status(provider, options))];
    }

    private static bool CanBeDefault(ModelProvider provider, ChatModelOptions options) =>
        provider.CanBeDefault(options) && provider.Missing(options).Count == 0;

    private static ModelConnection Connect(ModelProvider provider, ChatModelOptions options, string name)
    {
        var missing = provider.Missing(options);
        if (missing.Count == 0)
            return provider.Connect(options);

        var (verb, them) = missing.Count == 1 ? ("is", "it") : ("are", "them");
        throw new ModelConfigurationException(
            name, missing, $"The model '{name}' cannot be opened: {string.Join(" and ", missing)} {verb} not set. Set {them}, or use the model 'offline', which needs no key.");
    }

    private static ModelProviderStatus Status(ModelProvider provider, ChatModelOptions options)
    {
        var example = provider.Name == "offline" ? "offline" : $"{provider.Name}/{provider.DefaultModel(options) ?? "DEPLOYMENT"}";
        try
        {
            var connection = Connect(provider, options, example);
            return new ModelProviderStatus { Provider = provider.Name, Example = example, Missing = [], Endpoint = connection.Endpoint };
        }
        catch (ModelConfigurationException problem)
        {
            return new ModelProviderStatus { Provider = provider.Name, Example = example, Missing = problem.Missing, Problem = problem.Message };
        }
    }

    private static (ModelProvider Provider, string Model) Find(string name)
    {
        var known = string.Join(", ", ModelProviders.All.Select(provider => provider.Name));
        if (!ModelName.TryParse(name, out var parsed))
            throw new ModelConfigurationException(name, [], $"'{name}' does not name a model. Write 'provider/model', such as 'openai/gpt-5-mini', or 'offline'; the providers are {known}.");

        return ModelProviders.All.FirstOrDefault(provider => provider.Name == parsed.Provider) is { } provider
            ? (provider, parsed.Model)
            : throw new ModelConfigurationException(name, [], $"The model '{name}' has an unknown provider, '{parsed.Provider}'. The providers are {known}.");
    }
}
