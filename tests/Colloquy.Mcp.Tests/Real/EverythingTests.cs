using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

public sealed class EverythingTests : TillTest
{
    private readonly StdioMcpServer _server = new("all", "node", NpmServer.Everything, "stdio") { PromptTools = true };

    public EverythingTests() => Keep(_server);

    [Fact]
    public async Task Tools_answer_with_text_structured_content_and_images()
    {
        var sum = await CallAsync(_server, "all_get-sum", ("a", 2), ("b", 3));
        var weather = Assert.IsType<JsonElement>(await CallAsync(_server, "all_get-structured-content", ("location", "New York")));
        var image = Assert.IsType<IReadOnlyList<AIContent>>(await CallAsync(_server, "all_get-tiny-image"), exactMatch: false);

        Assert.Equal("The sum of 2 and 3 is 5.", sum);
        Assert.True(weather.TryGetProperty("temperature", out _));
        Assert.Equal("image/png", image.OfType<DataContent>().Single().MediaType);
    }

    [Fact]
    public async Task Arguments_that_the_server_refuses_are_an_error_in_its_words()
    {
        var refused = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(_server, "all_get-sum", ("a", "two"), ("b", 3)));

        Assert.Contains("Invalid", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Prompts_are_listed_and_become_messages()
    {
        var names = (await _server.ListPromptsAsync(Stop)).Select(prompt => prompt.Name);
        var messages = await _server.GetPromptAsync("args-prompt", new Dictionary<string, object?> { ["city"] = "Oslo", ["state"] = "Norway" }, Stop);

        Assert.Contains("args-prompt", names);
        Assert.Equal(ChatRole.User, messages[0].Role);
        Assert.Contains("Oslo", messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resources_are_listed_and_read()
    {
        var resource = (await _server.ListResourcesAsync(Stop))[0];
        var templates = await _server.ListResourceTemplatesAsync(Stop);
        var content = await _server.ReadResourceAsync(resource.Uri, Stop);
        var blob = await _server.ReadResourceAsync("demo://resource/dynamic/blob/1", Stop);

        Assert.NotEmpty(Assert.IsType<TextContent>(content.Single()).Text);
        Assert.Contains(templates, template => template.UriTemplate.Contains("{resourceId}", StringComparison.Ordinal));
        Assert.IsType<DataContent>(blob.Single());
    }

    [Fact]
    public async Task A_model_lists_and_reads_resources_and_prompts_by_tools()
    {
        var resources = (string)(await CallAsync(_server, "all_list_resources"))!;
        var uri = resources.Split('\n')[0][2..].Split(": ")[0];
        var read = (string)(await CallAsync(_server, "all_read_resource", ("uri", uri)))!;
        var prompts = (string)(await CallAsync(_server, "all_list_prompts"))!;
        var prompt = (string)(await CallAsync(_server, "all_get_prompt", ("name", "args-prompt"), ("arguments", JsonElement.Parse("""{"city":"Oslo"}"""))))!;

        Assert.NotEmpty(read);
        Assert.Contains("(fill in the braces)", resources, StringComparison.Ordinal);
        Assert.Contains("- args-prompt:", prompts, StringComparison.Ordinal);
        Assert.Contains("Oslo", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resource_that_does_not_exist_is_an_error_and_the_server_goes_on()
    {
        await Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(() => _server.ReadResourceAsync("demo://nothing", Stop));

        Assert.Equal("Echo: hi", await CallAsync(_server, "all_echo", ("message", "hi")));
        Assert.Equal(1, _server.Starts);
    }

    [Fact]
    public async Task Cancelling_a_long_call_leaves_the_server_there()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var slow = (AIFunction)(await _server.GetToolsAsync(Stop)).Single(tool => tool.Name == "all_trigger-long-running-operation");
        var call = slow.InvokeAsync(new AIFunctionArguments { ["duration"] = 60, ["steps"] = 2 }, cancel.Token).AsTask();
        await CallAsync(_server, "all_echo", ("message", "meanwhile"));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal("Echo: hi", await CallAsync(_server, "all_echo", ("message", "hi")));
        Assert.Equal(1, _server.Starts);
    }
}
