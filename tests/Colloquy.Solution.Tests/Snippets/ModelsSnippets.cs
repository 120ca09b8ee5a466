using System.ClientModel;
using System.ClientModel.Primitives;
using Colloquy.Models;
using Colloquy.Offline;
using Microsoft.Extensions.AI;
using OpenAI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/models.md, compiled; what needs no service is run.</summary>
public sealed class ModelsSnippets
{
    [Fact]
    public void A_name_without_its_key_says_what_to_set()
    {
        Environment.SetEnvironmentVariable("ANTHROPIC_API_KEY", null);

        var missing = Assert.Throws<ModelConfigurationException>(Open);

        Assert.Contains("ANTHROPIC_API_KEY", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_is_set_up_without_being_made() => Connect("not-a-key");

    [Fact]
    public async Task The_stand_in_answers_from_what_it_was_sent_and_by_rules_of_ones_own()
    {
        await RememberAsync();

        // snippet: models-rules
        var model = new OfflineChatClient(
        [
            OfflineRule.When("opening hours", "We are open from 9 to 5."),
            new("Escalate", request => request.Text.Contains("lawyer") ? OfflineAnswer.Call(new OfflineCall("escalate")) : null),
        ]);

        // snippet: end
        Assert.Equal("We are open from 9 to 5.", (await model.GetResponseAsync("What are your opening hours?")).Text);
    }

    private static void Open()
    {
        // snippet: models-open
        IChatClient model = ChatModels.Create("anthropic/claude-sonnet-5");
        IChatClient usual = ChatModels.CreateDefault();

        // snippet: end
        _ = (model, usual);
    }

    [Fact]
    public void An_sdk_s_client_of_ones_own_reads_tolerantly_with_the_handler_in_its_chain()
    {
        // snippet: models-handler
        var http = new HttpClient(new TolerantHandler(new SocketsHttpHandler()));
        var sdk = new OpenAI.Chat.ChatClient("qwen3", new ApiKeyCredential("none"), new OpenAIClientOptions
        {
            Endpoint = new Uri("http://localhost:8000/v1"),
            Transport = new HttpClientPipelineTransport(http),
        });

        // snippet: end
        Assert.Equal("qwen3", sdk.Model);
    }

    private static void Connect(string key)
    {
        // snippet: models-connection
        var local = ChatModels.Create("openai/qwen3", new ChatModelOptions
        {
            Connection = new ModelConnection { Endpoint = new Uri("http://localhost:8000/v1"), MaxRetries = 1 },
        });

        var azure = new OpenAIChatClient("my-deployment", ModelConnection.Azure(new Uri("https://NAME.openai.azure.com"), key));

        // snippet: end
        Assert.Equal("my-deployment", azure.GetService<ChatClientMetadata>()?.DefaultModelId);
        Assert.Equal("qwen3", local.GetService<ChatClientMetadata>()?.DefaultModelId);
    }

    private static async Task RememberAsync()
    {
        // snippet: models-offline
        var model = new OfflineChatClient();
        await model.GetResponseAsync([new(ChatRole.User, "My name is Ines and I collect clocks."), new(ChatRole.User, "What do you know about me?")]);
        // You told me that your name is Ines and you collect clocks.
        await model.GetResponseAsync("What do you know about me?");
        // I have no record of anything about you in this conversation.

        // snippet: end
        Assert.Equal("I have no record of anything about you in this conversation.", (await model.GetResponseAsync("What do you know about me?")).Text);
    }
}
