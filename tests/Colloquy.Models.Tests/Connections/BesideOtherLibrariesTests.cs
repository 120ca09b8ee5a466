using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>An application that has Microsoft.Extensions.AI.OpenAI, too, runs both on the one OpenAI SDK that is loaded.</summary>
public sealed class BesideOtherLibrariesTests
{
    [Fact]
    public async Task Both_clients_stream_and_call_tools_on_the_same_sdk()
    {
        string[] call = [CompletionWire.Chunk("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"look","arguments":"{}"}}]}"""), CompletionWire.Chunk("{}", "tool_calls")];
        await using var server = await WireServer.StartAsync(
            CompletionWire.Stream(CompletionWire.Chunk("""{"content":"Ours."}"""), CompletionWire.Chunk("{}", "stop")),
            CompletionWire.Stream(CompletionWire.Chunk("""{"content":"Theirs."}"""), CompletionWire.Chunk("{}", "stop")),
            CompletionWire.Stream(call), CompletionWire.Stream(call), CompletionWire.Text("Ours."), CompletionWire.Text("Theirs."));
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "look")], MaxOutputTokens = 9, Temperature = 0 };
        IChatClient ours = Clients.Completions(server);
        var theirs = new OpenAIClient(new ApiKeyCredential("secret"), new OpenAIClientOptions { Endpoint = server.V1 }).GetChatClient("gpt-5-mini").AsIChatClient();

        Assert.Equal("Ours.", (await ours.GetStreamingResponseAsync("Hi", options).ToChatResponseAsync()).Text);
        Assert.Equal("Theirs.", (await theirs.GetStreamingResponseAsync("Hi", options).ToChatResponseAsync()).Text);
        foreach (var client in (IChatClient[])[ours, theirs])
            Assert.Equal("look", Assert.Single((await client.GetStreamingResponseAsync("Hi", options).ToChatResponseAsync()).Messages.Single().Contents.OfType<FunctionCallContent>()).Name);
        Assert.Equal("Ours.", (await ours.GetResponseAsync("Hi", options)).Text);
        Assert.Equal("Theirs.", (await theirs.GetResponseAsync("Hi", options)).Text);
        Assert.Equal(["2.14.0"], AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetName().Name == "OpenAI").Select(assembly => assembly.GetName().Version!.ToString(3)));
    }
}
