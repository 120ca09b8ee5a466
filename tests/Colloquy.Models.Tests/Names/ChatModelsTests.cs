using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class ChatModelsTests
{
    [Theory]
    [InlineData("openai/gpt-5-mini", typeof(OpenAIChatClient), "openai", "gpt-5-mini")]
    [InlineData("OpenAI/gpt-5-mini", typeof(OpenAIChatClient), "openai", "gpt-5-mini")]
    [InlineData("openai-responses/gpt-5", typeof(OpenAIResponsesChatClient), "openai", "gpt-5")]
    [InlineData("azure/my-deployment", typeof(OpenAIChatClient), "azure.ai.openai", "my-deployment")]
    [InlineData("azure-responses/my-deployment", typeof(OpenAIResponsesChatClient), "azure.ai.openai", "my-deployment")]
    [InlineData("ollama/hf.co/org/model:Q4", typeof(OpenAIChatClient), "ollama", "hf.co/org/model:Q4")]
    [InlineData("offline", typeof(OfflineChatClient), "offline", "offline-stand-in")]
    [InlineData("offline/anything", typeof(OfflineChatClient), "offline", "offline-stand-in")]
    public void A_name_opens_its_provider_s_client(string name, Type type, string provider, string model)
    {
        var client = ChatModels.Create(name, Everything());

        var metadata = client.GetRequiredService<ChatClientMetadata>();
        Assert.IsType(type, client);
        Assert.Equal((provider, model), (metadata.ProviderName, metadata.DefaultModelId));
    }

    [Fact]
    public void Anthropic_is_opened_through_its_own_sdk()
    {
        var metadata = ChatModels.Create("anthropic/claude-sonnet-5", Everything()).GetRequiredService<ChatClientMetadata>();

        Assert.Equal(("anthropic", "claude-sonnet-5"), (metadata.ProviderName, metadata.DefaultModelId));
    }

    [Theory]
    [InlineData("openai/gpt-5-mini", "OPENAI_API_KEY")]
    [InlineData("anthropic/claude-sonnet-5", "ANTHROPIC_API_KEY")]
    [InlineData("azure/d", "AZURE_OPENAI_ENDPOINT AZURE_OPENAI_API_KEY")]
    public void What_is_missing_is_named(string name, string missing)
    {
        var refused = Assert.Throws<ModelConfigurationException>(() => ChatModels.Create(name, With()));

        Assert.Equal(missing.Split(' '), refused.Missing);
        Assert.Equal(name, refused.Name);
        Assert.All(missing.Split(' '), variable => Assert.Contains(variable, refused.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mistral/large")]
    [InlineData("gpt-5-mini")]
    [InlineData("")]
    [InlineData("openai/")]
    public void An_unknown_name_is_refused_with_the_names_there_are(string name)
    {
        var refused = Assert.Throws<ModelConfigurationException>(() => ChatModels.Create(name, Everything()));

        Assert.Empty(refused.Missing);
        Assert.Contains("openai, openai-responses, anthropic, azure, azure-responses, ollama, offline", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "offline")]
    [InlineData("ANTHROPIC_API_KEY=k", "anthropic/claude-sonnet-5")]
    [InlineData("ANTHROPIC_API_KEY=k OPENAI_API_KEY=k", "openai/gpt-5-mini")]
    [InlineData("OPENAI_BASE_URL=http://localhost:8000/v1", "offline")]
    [InlineData("AZURE_OPENAI_API_KEY=k AZURE_OPENAI_ENDPOINT=https://x.openai.azure.com", "offline")]
    [InlineData("AZURE_OPENAI_API_KEY=k AZURE_OPENAI_ENDPOINT=https://x.openai.azure.com AZURE_OPENAI_DEPLOYMENT=chat", "azure/chat")]
    [InlineData("OPENAI_API_KEY=k COLLOQUY_MODEL=ollama/qwen3", "ollama/qwen3")]
    public void The_default_is_the_chosen_one_then_the_first_with_a_key_then_the_stand_in(string environment, string expected)
    {
        Assert.Equal(expected, ChatModels.DefaultName(With(environment.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void Without_anything_the_default_is_the_stand_in()
    {
        Assert.IsType<OfflineChatClient>(ChatModels.CreateDefault(With()));
    }

    [Theory]
    [InlineData(null, "http://localhost:11434/v1/")]
    [InlineData("127.0.0.1", "http://127.0.0.1:11434/v1/")]
    [InlineData("0.0.0.0:9999", "http://127.0.0.1:9999/v1/")]
    [InlineData("gpu-box:80", "http://gpu-box/v1/")]
    [InlineData("https://ollama.example.com", "https://ollama.example.com/v1/")]
    [InlineData("http://gpu-box:11434/", "http://gpu-box:11434/v1/")]
    public void Ollama_is_found_where_its_own_setting_says(string? host, string endpoint)
    {
        var options = host is null ? With() : With($"OLLAMA_HOST={host}");

        Assert.Equal(endpoint, ChatModels.Create("ollama/llama3.2", options).GetRequiredService<ChatClientMetadata>().ProviderUri?.ToString());
    }

    [Fact]
    public async Task A_compatible_server_needs_its_url_and_no_key()
    {
        await using var server = await WireServer.StartAsync(CompletionWire.Text("ok"));

        await ChatModels.Create("openai/my-model", With($"OPENAI_BASE_URL={server.V1}")).GetResponseAsync("Hi");

        Assert.Equal(("/v1/chat/completions", "my-model"), (server.Request.Path, server.Request.Text("model")));
        Assert.DoesNotContain("Authorization", server.Request.Headers.Keys);
    }

    [Fact]
    public async Task Settings_given_in_code_win_over_the_environment()
    {
        await using var server = await WireServer.StartAsync(AnthropicWire.Of(AnthropicWire.Text("ok")));
        var options = new ChatModelOptions
        {
            Environment = name => name is "ANTHROPIC_API_KEY" ? "from-environment" : name is "ANTHROPIC_BASE_URL" ? "http://127.0.0.1:1" : null,
            Connection = Clients.Connection(server.Root),
        };

        await ChatModels.Create("anthropic/claude-sonnet-5", options).GetResponseAsync("Hi");

        Assert.Equal("Bearer secret", server.Request.Headers["Authorization"]);
    }

    [Fact]
    public async Task Responses_are_kept_at_the_service_only_when_asked()
    {
        await using var server = await WireServer.StartAsync(ResponseWire.Of(ResponseWire.Text("ok")), ResponseWire.Of(ResponseWire.Text("ok")));

        var sent = await ChatModels.Create("openai-responses/gpt-5", new() { Connection = Clients.Connection(server.V1) }).GetResponseAsync("Hi");
        var kept = await ChatModels.Create("openai-responses/gpt-5", new() { Connection = Clients.Connection(server.V1), ServiceKeepsConversation = true }).GetResponseAsync("Hi");

        Assert.Equal((null, "resp_1"), (sent.ConversationId, kept.ConversationId));
        Assert.Equal(("False", "True"), (server.Requests[0].Text("store"), server.Requests[1].Text("store")));
    }

    [Fact]
    public void Every_provider_tells_what_it_has_and_what_it_misses()
    {
        var providers = ChatModels.GetProviders(With("OPENAI_API_KEY=sk-very-secret", "ANTHROPIC_BASE_URL=nonsense", "ANTHROPIC_API_KEY=sk-very-secret")).ToDictionary(status => status.Provider);

        Assert.True(providers["openai"].IsConfigured);
        Assert.True(providers["ollama"].IsConfigured);
        Assert.True(providers["offline"].IsConfigured);
        Assert.Equal(["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"], providers["azure"].Missing);
        Assert.Equal("azure/DEPLOYMENT", providers["azure"].Example);
        Assert.Contains("ANTHROPIC_BASE_URL is not a URL", providers["anthropic"].Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", string.Concat(providers.Values), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_read_and_written_back()
    {
        Assert.Equal(new ModelName("ollama", "org/model:7b"), ModelName.Parse(" Ollama/org/model:7b "));
        Assert.Equal("ollama/org/model:7b", ModelName.Parse("ollama/org/model:7b").ToString());
        Assert.Equal("offline", ModelName.Parse("offline").ToString());
        Assert.Throws<FormatException>(() => ModelName.Parse("gpt-5"));
    }

    private static ChatModelOptions Everything() =>
        With("OPENAI_API_KEY=k", "ANTHROPIC_API_KEY=k", "AZURE_OPENAI_API_KEY=k", "AZURE_OPENAI_ENDPOINT=https://x.openai.azure.com");

    private static ChatModelOptions With(params string[] environment)
    {
        var settings = environment.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new() { Environment = settings.GetValueOrDefault };
    }
}
