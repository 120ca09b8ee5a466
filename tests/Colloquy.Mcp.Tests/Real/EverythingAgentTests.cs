using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

public sealed class EverythingAgentTests : TillTest
{
    private readonly ObedientChatClient _model = new();

    [Fact]
    public async Task Each_run_is_shown_the_resources_that_were_chosen_before_its_input_and_the_log_says_whose_they_are()
    {
        var uri = await FirstResourceAsync();
        var server = new StdioMcpServer("all", "node", NpmServer.Everything, "stdio") { ContextResources = [uri] };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));

        await new Agent(_model) { ContextProviders = [Keep(server)] }.RunAsync("Hello", session, cancellationToken: Stop);

        var shown = _model.Requests.Single().Messages;
        Assert.Equal(["user", "user"], shown.Select(message => message.Role.Value));
        Assert.StartsWith($"Resource {uri} of the MCP server 'all':", shown[0].Text, StringComparison.Ordinal);
        Assert.Contains(TextOf(await server.ReadResourceAsync(uri, Stop)), shown[0].Text, StringComparison.Ordinal);
        Assert.Equal("Hello", shown[1].Text);
        var share = Assert.Single((await session.Window.ExplainAsync((await session.GetItemsAsync(1, cancellationToken: Stop))[0].Position, cancellationToken: Stop)).Call.Context!);
        Assert.Equal(("mcp", 1), (share.Source, share.Messages));
        Assert.Contains("all_echo", share.Tools!);
    }

    [Fact]
    public async Task A_model_reads_a_resource_and_a_prompt_in_its_turn_and_both_stay_in_the_session()
    {
        var uri = await FirstResourceAsync();
        var server = new StdioMcpServer("all", "node", NpmServer.Everything, "stdio") { PromptTools = true };
        var agent = new Agent(_model) { ContextProviders = [Keep(server)] };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));

        var answer = await agent.RunAsync(
            $$$"""
            all_read_resource {"uri": "{{{uri}}}"}
            all_get_prompt {"name": "args-prompt", "arguments": {"city": "Oslo"}}
            """,
            session,
            cancellationToken: Stop);

        Assert.Equal(TurnStatus.Completed, answer.Status);
        Assert.Contains(TextOf(await server.ReadResourceAsync(uri, Stop)), answer.Text, StringComparison.Ordinal);
        Assert.Contains("Oslo", answer.Text, StringComparison.Ordinal);
        var results = (await session.GetItemsAsync(cancellationToken: Stop)).SelectMany(item => item.Message.Contents).OfType<FunctionResultContent>().ToList();
        Assert.Equal(2, results.Count);
        Assert.Contains("Oslo", results[1].Result!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_is_input_for_a_run()
    {
        var server = new StdioMcpServer("all", "node", NpmServer.Everything, "stdio");
        var agent = new Agent(_model) { ContextProviders = [Keep(server)] };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));

        await agent.RunAsync(await server.GetPromptAsync("args-prompt", new Dictionary<string, object?> { ["city"] = "Oslo" }, Stop), session, cancellationToken: Stop);

        Assert.Contains("Oslo", _model.Requests.Single().Messages.Single().Text, StringComparison.Ordinal);
        Assert.Contains("Oslo", (await session.GetItemsAsync(cancellationToken: Stop))[0].Message.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task The_tools_for_resources_and_prompts_are_there_as_asked_and_never_need_approval(bool resources, bool prompts)
    {
        var server = new StdioMcpServer("all", "node", NpmServer.Everything, "stdio") { Approval = McpApproval.Always, ResourceTools = resources, PromptTools = prompts };
        Keep(server);

        var tools = await server.GetToolsAsync(Stop);

        string[] expected = [.. prompts ? ["all_get_prompt", "all_list_prompts"] : Array.Empty<string>(), .. resources ? ["all_list_resources", "all_read_resource"] : Array.Empty<string>()];
        Assert.Equal(expected, tools.Where(tool => tool.GetService<ApprovalRequiredAIFunction>() is null).Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.Contains(tools, tool => tool.Name == "all_echo");
    }

    private async Task<string> FirstResourceAsync()
    {
        var server = new StdioMcpServer("all", "node", NpmServer.Everything, "stdio");
        Keep(server);
        return (await server.ListResourcesAsync(Stop))[0].Uri;
    }

    private static string TextOf(IReadOnlyList<AIContent> contents) => Assert.IsType<TextContent>(contents.Single()).Text;
}
