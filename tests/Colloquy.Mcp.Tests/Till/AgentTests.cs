using System.Diagnostics;
using Colloquy.Offline;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

public sealed class AgentTests : TillTest
{
    private const string Anew = "[The MCP server 'till' was started anew since it was last used in this conversation; what it kept in memory before may be lost.]";

    private readonly ObedientChatClient _model = new();

    [Fact]
    public async Task What_a_server_keeps_in_memory_outlives_turns_sessions_and_agents()
    {
        var servers = Keep(NewTill());
        var store = new InMemorySessionStore();
        var first = await store.OpenAsync(new SessionKey("first"));

        Assert.Equal("counted 1", (await NewAgent(servers).RunAsync("till_count", first, cancellationToken: Stop)).Text);
        Assert.Equal("counted 2", (await NewAgent(servers).RunAsync("till_count", first, cancellationToken: Stop)).Text);
        Assert.Equal("counted 3", (await NewAgent(servers).RunAsync("till_count", await store.OpenAsync(new SessionKey("second")), cancellationToken: Stop)).Text);
        Assert.Equal(1, servers["till"].Starts);
    }

    [Fact]
    public async Task The_model_is_told_truthfully_of_a_death_during_a_call_and_of_the_restart_once()
    {
        var servers = Keep(NewTill());
        var agent = NewAgent(servers);
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await agent.RunAsync("till_count", session, cancellationToken: Stop);

        Ledger.MakeDeadly();
        var died = await agent.RunAsync("""till_charge {"amount": 5}""", session, cancellationToken: Stop);
        var after = await agent.RunAsync("till_count", session, cancellationToken: Stop);
        var later = await agent.RunAsync("till_count", session, cancellationToken: Stop);

        Assert.Equal("Error: The MCP server 'till' died during the call; whether the call took effect is unknown. It is started anew at the next call, and what it kept in memory may be lost.", died.Text);
        Assert.NotNull(died.ToolCalls.Single().Error);
        Assert.Equal($"{Anew}\ncounted 1", after.Text);
        Assert.Equal("counted 2", later.Text);
        Assert.Equal(["count", "charge 5", "count", "count"], Ledger.Lines);
    }

    [Fact]
    public async Task A_read_only_call_that_a_death_interrupted_is_made_again_within_its_turn_and_the_model_told_of_the_restart()
    {
        var servers = Keep(NewTill());
        var agent = NewAgent(servers);
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await agent.RunAsync("till_count", session, cancellationToken: Stop);

        Ledger.MakeDeadly();
        var answer = await agent.RunAsync("till_look", session, cancellationToken: Stop);

        Assert.Equal($"{Anew}\nthe drawer is empty", answer.Text);
        Assert.Null(answer.ToolCalls.Single().Error);
    }

    [Fact]
    public async Task A_stateless_server_is_restarted_without_a_word()
    {
        var till = Told(new StdioMcpServer("till", Host, "exec", WorkerProgram, "serve") { IsStateless = true });
        var agent = NewAgent(Keep(till));
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await agent.RunAsync("till_look", session, cancellationToken: Stop);

        Ledger.MakeDeadly();

        Assert.Equal("the drawer is empty", (await agent.RunAsync("till_look", session, cancellationToken: Stop)).Text);
    }

    [Fact]
    public async Task Each_run_gets_the_tools_that_the_server_has_then_and_its_instructions()
    {
        var agent = NewAgent(Keep(NewTill()));
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await agent.RunAsync("""till_learn {"name": "sing"}""", session, cancellationToken: Stop);

        var answer = await agent.RunAsync("till_sing", session, cancellationToken: Stop);

        Assert.Equal("sing done", answer.Text);
        Assert.DoesNotContain(_model.Requests[0].Options!.Tools!, tool => tool.Name == "till_sing");
        Assert.Contains("Instructions of the MCP server 'till':\nCount before you charge.", _model.Requests[^1].Options!.Instructions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_tool_is_an_error_that_the_model_sees()
    {
        var answer = await NewAgent(Keep(NewTill())).RunAsync("till_break", cancellationToken: Stop);

        Assert.Equal("Error: The drawer is stuck.", answer.Text);
        Assert.Equal("The drawer is stuck.", answer.ToolCalls.Single().Error);
    }

    [Fact]
    public async Task A_picture_stays_one_in_the_session()
    {
        await using var store = await SqliteSessionStore.OpenAsync(FileOf("pictures.db"));
        var agent = NewAgent(Keep(NewTill()));
        await agent.RunAsync("till_receipt", await store.OpenAsync(new SessionKey("s")), cancellationToken: Stop);

        await agent.RunAsync("nothing", await store.OpenAsync(new SessionKey("s")), cancellationToken: Stop);

        var shown = _model.Requests[^1].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single();
        Assert.Equal("image/png", Assert.IsType<List<AIContent>>(shown.Result).OfType<DataContent>().Single().MediaType);
    }

    [Fact]
    public async Task A_server_that_cannot_be_started_fails_the_turn_or_is_left_out_and_the_model_told()
    {
        var broken = new StdioMcpServer("broken", "colloquy-no-such-command");
        await using var strict = new McpServers(Logger) { broken };
        await using var lenient = new McpServers(Logger) { ContinueOnError = true };
        lenient.Add(new StdioMcpServer("broken", "colloquy-no-such-command"));
        lenient.Add(NewTill());

        var failure = await Assert.ThrowsAsync<ContextProviderException>(() => NewAgent(strict).RunAsync("till_count", cancellationToken: Stop));
        var answer = await NewAgent(lenient).RunAsync("till_count", cancellationToken: Stop);

        Assert.IsType<McpServerException>(failure.InnerException);
        Assert.Equal("counted 1", answer.Text);
        Assert.Contains("The tools of the MCP server 'broken' are not available now.", _model.Requests[^1].Options!.Instructions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_offline_model_uses_a_servers_tool_and_remembers_over_turns()
    {
        await using var store = await SqliteSessionStore.OpenAsync(FileOf("offline.db"));
        var memory = new StdioMcpServer("all", "node", NpmServer.Everything, "stdio") { ToolFilter = name => name == "get-sum", ResourceTools = false, UseInstructions = false };
        var agent = new Agent(new OfflineChatClient()) { ContextProviders = [Keep(memory)] };
        var session = await store.OpenAsync(new SessionKey("s"));

        var sum = await agent.RunAsync("Get the sum of 2 and 3.", session, cancellationToken: Stop);
        await agent.RunAsync("My name is Ada.", session, cancellationToken: Stop);
        var name = await agent.RunAsync("What is my name?", await store.OpenAsync(new SessionKey("s")), cancellationToken: Stop);
        var another = await agent.RunAsync("Get the sum of 4 and 4.", session, cancellationToken: Stop);

        Assert.Equal("all_get-sum", sum.ToolCalls.Single().Name);
        Assert.Equal(sum.ToolCalls.Single().Result, sum.Text);
        Assert.Contains("Ada", name.Text, StringComparison.Ordinal);
        Assert.Contains("8", another.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_of_the_agents_process_the_conversation_goes_on_and_the_model_knows_that_the_server_is_another()
    {
        var before = await RunProcessAsync("till_count");
        var after = await RunProcessAsync("till_count");

        Assert.Equal("counted 1", before);
        Assert.Equal($"{Anew}\ncounted 1", after);
        await using var store = await SqliteSessionStore.OpenAsync(FileOf("agent.db"));
        var items = await (await store.OpenAsync(new SessionKey("till"))).GetItemsAsync();
        Assert.Equal(2, items.Count(item => item.Message.Role == ChatRole.User));
    }

    [Theory]
    [InlineData("till_look", "the drawer is empty", 2)]
    [InlineData("""till_charge {"amount": 5}""", "unknown", 1)]
    public async Task After_kill_9_of_the_agent_during_a_call_only_a_read_only_call_is_made_again(string order, string expected, int calls)
    {
        Ledger.MakeHalting();
        using var agent = StartAgent(FileOf("agent.db"), order);
        await UntilAsync(() => Ledger.Lines.Count > 0);
        agent.Kill();
        await agent.WaitForExitAsync(Stop);
        Ledger.LetGo();

        var resumed = await RunProcessAsync();

        Assert.Contains(expected, resumed, StringComparison.Ordinal);
        Assert.Equal(calls, Ledger.Lines.Count);
        Assert.Equal("nothing to resume", await RunProcessAsync());
    }

    private Agent NewAgent(McpServers servers) => new(_model) { Instructions = "Obey.", ContextProviders = [servers] };

    private async Task<string> RunProcessAsync(params string[] input)
    {
        using var process = StartAgent(FileOf("agent.db"), input);
        var said = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.Equal(0, process.ExitCode);
        return said.TrimEnd();
    }
}
