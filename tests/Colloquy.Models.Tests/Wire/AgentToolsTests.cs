using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>An agent gives its client declarations of its tools: on the wire they are what the client sends of the tools themselves.</summary>
public sealed class AgentToolsTests
{
    [Theory]
    [InlineData("completions")]
    [InlineData("responses")]
    [InlineData("anthropic")]
    public async Task Declarations_are_sent_as_the_tools_themselves(string service)
    {
        AITool[] tools =
        [
            AIFunctionFactory.Create((string city, int? days = 3) => city, "get_weather", "Tells the weather."),
            AIFunctionFactory.Create((string value) => 1, new AIFunctionFactoryOptions { Name = "count", Description = "Counts.", AdditionalProperties = new Dictionary<string, object?> { ["strict"] = true } }),
            new ApprovalRequiredAIFunction(AIFunctionFactory.Create(() => 1, "pay")),
            AIFunctionFactory.CreateDeclaration("ask", "Asks.", JsonElement.Parse("""{"type":"object","properties":{"what":{"type":"string"}}}""")),
            .. service == "completions" ? [] : new AITool[] { new HostedWebSearchTool() },
        ];
        await using var server = await WireServer.StartAsync(Reply(service), Reply(service));

        await Client(service, server).GetResponseAsync("Hi", new ChatOptions { Tools = tools });
        await new Agent(Client(service, server)) { Tools = tools }.RunAsync("Hi");

        Assert.Equal(server.Requests[0].Text("tools"), server.Requests[1].Text("tools"));
        Assert.Equal(tools.Length, server.Requests[1]["tools"]!.Value.GetArrayLength());
    }

    [Theory]
    [InlineData("completions", "tools[0].function.parameters")]
    [InlineData("responses", "tools[0].parameters")]
    [InlineData("anthropic", "tools[0].input_schema")]
    public async Task A_schema_that_is_a_choice_reaches_services_as_an_object_with_its_properties(string service, string path)
    {
        var tool = AIFunctionFactory.CreateDeclaration("find", "Finds.", JsonElement.Parse("""{"anyOf":[{"$ref":"#/$defs/ById"},{"properties":{"name":{"type":"string"}}}],"$defs":{"ById":{"type":"object","properties":{"id":{"type":"string"}}}}}"""));
        await using var server = await WireServer.StartAsync(Reply(service));

        await new Agent(Client(service, server)) { Tools = [tool] }.RunAsync("Hi");

        var sent = server.Request;
        Assert.Equal("object", sent.Text($"{path}.type"));
        Assert.Equal(["id", "name"], sent[$"{path}.properties"]!.Value.EnumerateObject().Select(property => property.Name));
        Assert.Null(sent[$"{path}.anyOf"]);
    }

    [Theory]
    [InlineData("completions", "tools[0].function.parameters")]
    [InlineData("responses", "tools[0].parameters")]
    public async Task A_schema_without_a_type_keeps_what_it_says_without_an_agent_too(string service, string path)
    {
        var tool = AIFunctionFactory.CreateDeclaration("find", "Finds.", JsonElement.Parse("""{"properties":{"name":{"type":"string"}}}"""));
        await using var server = await WireServer.StartAsync(Reply(service));

        await Client(service, server).GetResponseAsync("Hi", new ChatOptions { Tools = [tool] });

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"type":"object","properties":{"name":{"type":"string"}}}"""), JsonNode.Parse(server.Request[path]!.Value.GetRawText())));
    }

    private static IChatClient Client(string service, WireServer server) => service switch
    {
        "completions" => Clients.Completions(server),
        "responses" => Clients.Responses(server),
        _ => Clients.Anthropic(server),
    };

    private static WireReply Reply(string service) => service switch
    {
        "completions" => CompletionWire.Text("ok"),
        "responses" => ResponseWire.Of(ResponseWire.Text("ok")),
        _ => AnthropicWire.Of(AnthropicWire.Text("ok")),
    };
}
