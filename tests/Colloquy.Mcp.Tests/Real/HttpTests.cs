using System.Net;
using Colloquy.Offline;
using Colloquy.Solution.Tests;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

public sealed class HttpTests : TillTest
{
    [Fact]
    public async Task Tools_prompts_and_resources_work_over_http()
    {
        await using var process = await NpmServer.ListenAsync(0, Stop);
        var server = new HttpMcpServer("all", process.Endpoint);
        Keep(server);

        Assert.Equal("The sum of 2 and 3 is 5.", await CallAsync(server, "all_get-sum", ("a", 2), ("b", 3)));
        Assert.NotEmpty(await server.ListPromptsAsync(Stop));
        Assert.NotEmpty(await server.ListResourcesAsync(Stop));
        Assert.Equal(1, server.Starts);
    }

    [Fact]
    public async Task The_code_of_the_page_on_mcp_runs_a_prompt_and_reads_a_resource()
    {
        await using var process = await NpmServer.ListenAsync(0, Stop);
        var servers = Keep(new HttpMcpServer("docs", process.Endpoint));
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));

        var content = await McpPromptSnippets.AskAsync(servers, new Agent(new OfflineChatClient()) { ContextProviders = [servers] }, session);

        Assert.NotEmpty(Assert.IsType<TextContent>(content.Single()).Text);
        Assert.Contains("Oslo", (await session.GetItemsAsync(cancellationToken: Stop))[0].Message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_killed_and_started_between_calls_is_connected_to_again_and_the_call_made_once()
    {
        var process = await NpmServer.ListenAsync(0, Stop);
        var server = new HttpMcpServer("all", process.Endpoint);
        Keep(server);
        var toggle = (AIFunction)(await server.GetToolsAsync(Stop)).Single(tool => tool.Name == "all_toggle-simulated-logging");

        await process.KillAsync();
        await using var another = await NpmServer.ListenAsync(process.Port, Stop);

        // A tool that is not idempotent: made again only since the new process cannot have taken the first.
        var answer = (await toggle.InvokeAsync([], Stop))!.ToString();
        Assert.Contains("Started", answer, StringComparison.Ordinal);
        Assert.Equal(2, server.Starts);
    }

    [Fact]
    public async Task A_server_that_forgot_the_session_is_connected_to_again_and_the_call_made_once()
    {
        using var forgetful = new ForgetfulServer();
        var server = new HttpMcpServer("shop", forgetful.Endpoint);
        Keep(server);
        var pay = (AIFunction)(await server.GetToolsAsync(Stop)).Single(tool => tool.Name == "shop_pay");

        forgetful.Forget();

        Assert.Equal("paid 1", await pay.InvokeAsync([], Stop));
        Assert.Equal((1, 2), (forgetful.Calls, server.Starts));
    }

    [Fact]
    public async Task A_server_killed_during_a_read_only_call_is_asked_again_when_it_is_back_or_called_dead()
    {
        var process = await NpmServer.ListenAsync(0, Stop);
        var server = new HttpMcpServer("all", process.Endpoint) { StartAttempts = 1, CallTimeout = TimeSpan.FromSeconds(20) };
        Keep(server);
        var slow = (AIFunction)(await server.GetToolsAsync(Stop)).Single(tool => tool.Name == "all_trigger-long-running-operation");
        var call = slow.InvokeAsync(new AIFunctionArguments { ["duration"] = 60, ["steps"] = 2 }, Stop).AsTask();
        await CallAsync(server, "all_echo", ("message", "meanwhile"));

        await process.KillAsync();

        var failure = await Assert.ThrowsAsync<McpServerException>(() => call);
        Assert.Equal("The MCP server 'all' could not be started: it could not be reached.", failure.Message);
    }

    [Fact]
    public async Task Headers_reach_the_server_and_a_refusal_is_told_without_them()
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var seen = AnswerAsync(listener);
        var server = new HttpMcpServer("locked", new Uri($"http://127.0.0.1:{port}/mcp"));
        server.Headers["Authorization"] = "Bearer s3cret";
        var servers = Keep(server);

        var failure = await Assert.ThrowsAsync<McpServerException>(() => servers.GetToolsAsync(Stop));

        listener.Stop();
        Assert.Equal("Bearer s3cret", await seen);
        Assert.Equal("The MCP server 'locked' could not be started: it answered with HTTP status 401.", failure.Message);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Logger.Lines, line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    private static async Task<string?> AnswerAsync(HttpListener listener)
    {
        string? first = null;
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                first ??= context.Request.Headers["Authorization"];
                context.Response.StatusCode = 401;
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                break;
            }
        }

        return first;
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
