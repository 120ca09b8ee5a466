using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Colloquy.Models;

/// <summary>Opens models for an application's container, with the settings of its configuration.</summary>
internal sealed partial class RegisteredModels
{
    private readonly ChatModelOptions _options = new();
    private readonly ILogger? _logger;

    public RegisteredModels(IServiceProvider services, Action<ChatModelOptions>? configure)
    {
        if (services.GetService<IConfiguration>() is { } configuration)
            _options.Environment = name => configuration[name];
        configure?.Invoke(_options);
        _logger = services.GetService<ILoggerFactory>()?.CreateLogger(typeof(ChatModels));
    }

    public IChatClient Open(object? key) => key is string name
        ? Open(name)
        : throw new InvalidOperationException($"UseModels opens models by names such as \"openai/gpt-5-mini\", and the key is a {key?.GetType().Name ?? "null"}. Register the client of this key with AddKeyedChatClient.");

    public IChatClient OpenDefault()
    {
        var name = ChatModels.DefaultName(_options);
        if (name == "offline" && (_options.DefaultModel ?? _options.Read(ChatModels.DefaultVariable)) is null && _logger is not null)
            StandInAnswers(_logger, ChatModels.DefaultVariable);
        return ChatModels.Create(name, _options);
    }

    private IChatClient Open(string name)
    {
        try
        {
            return ChatModels.Create(name, _options);
        }
        catch (ModelConfigurationException problem) when (problem.Missing.Count == 0)
        {
            throw new ModelConfigurationException(name, [], $"{problem.Message} To use a client of the application under this name, register it with AddKeyedChatClient(\"{name}\", …).");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "No model is configured, so the offline stand-in answers, by rules. Set a key such as OPENAI_API_KEY, name a model in {Variable}, or name 'offline' there to use the stand-in without this warning.")]
    private static partial void StandInAnswers(ILogger logger, string variable);
}
