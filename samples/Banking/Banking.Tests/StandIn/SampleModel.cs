using Colloquy.Models;
using Colloquy.Offline;

namespace Banking.Tests.StandIn;

/// <summary>Chooses the model of a conversation: a real one that a variable names, or else the stand-in behind a service on this machine.</summary>
/// <param name="variable">The environment variable that names a real model, such as <c>openai/gpt-5-mini</c> or <c>ollama/llama3.2</c>.</param>
/// <param name="rules">The rules of the stand-in.</param>
internal sealed class SampleModel(string variable, IReadOnlyList<OfflineRule> rules)
{
    /// <summary>The mode of the cassette: a real model is called, unless COLLOQUY_CASSETTES says otherwise.</summary>
    public CassetteMode? Mode => Name is null || Environment.GetEnvironmentVariable(CassetteConversationBuilderExtensions.ModeVariable) is { Length: > 0 } ? null : CassetteMode.Live;

    private string? Name => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } name ? name : null;

    /// <summary>Creates the client. A conversation that is replayed does not call it.</summary>
    public IChatClient Create() => Name is { } name
        ? ChatModels.Create(name, new ChatModelOptions { OfflineRules = rules })
        : new OpenAIResponsesChatClient(StandInService.Model, new ModelConnection { ApiKey = "none", Endpoint = StandInService.Of(rules).Address });
}
