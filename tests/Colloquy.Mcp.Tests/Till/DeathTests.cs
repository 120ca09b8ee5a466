using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

public sealed class DeathTests : TillTest
{
    [Fact]
    public async Task A_server_that_dies_during_a_call_is_not_asked_again_and_the_outcome_is_called_unknown()
    {
        var till = NewTill();
        Keep(till);
        Ledger.MakeDeadly();

        var failure = await Assert.ThrowsAsync<McpServerException>(() => CallAsync(till, "till_charge", ("amount", 5)));

        Assert.True(failure.IsOutcomeUnknown);
        Assert.Equal("The MCP server 'till' died during the call; whether the call took effect is unknown. It is started anew at the next call, and what it kept in memory may be lost.", failure.Message);
        Assert.Equal(["charge 5"], Ledger.Lines);
        Assert.False(till.IsConnected);
    }

    [Fact]
    public async Task After_its_death_a_server_is_started_at_the_next_call()
    {
        var till = NewTill();
        Keep(till);
        Assert.Equal("counted 1", await CallAsync(till, "till_count"));
        Ledger.MakeDeadly();
        await Assert.ThrowsAsync<McpServerException>(() => CallAsync(till, "till_charge", ("amount", 5)));

        Assert.Equal("counted 1", await CallAsync(till, "till_count"));

        Assert.Equal(2, till.Starts);
        Assert.Contains(Logger.Lines, line => line.StartsWith("Warning: MCP server 'till' is gone:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_only_call_is_made_again_once_when_the_server_dies_during_it()
    {
        var till = NewTill();
        Keep(till);
        Ledger.MakeDeadly();

        Assert.Equal("the drawer is empty", await CallAsync(till, "till_look"));

        Assert.Equal(["look", "look"], Ledger.Lines);
        Assert.Equal(2, till.Starts);
    }

    [Fact]
    public async Task A_server_that_dies_of_a_read_only_call_each_time_is_given_up_after_the_second()
    {
        var till = NewTill();
        Keep(till);
        Ledger.MakeDeadly(calls: 10);

        var failure = await Assert.ThrowsAsync<McpServerException>(() => CallAsync(till, "till_look"));

        Assert.True(failure.IsOutcomeUnknown);
        Assert.Equal(["look", "look"], Ledger.Lines);
    }

    [Fact]
    public async Task A_server_killed_between_calls_is_started_before_the_next_which_is_made_once()
    {
        var till = NewTill();
        Keep(till);
        await KillAsync(till);

        await UntilAsync(() => !till.IsConnected);
        Assert.Equal("charged 7", await CallAsync(till, "till_charge", ("amount", 7)));

        Assert.Equal(["charge 7"], Ledger.Lines);
        Assert.Equal(2, till.Starts);
    }

    [Fact]
    public async Task Tools_taken_before_a_death_work_after_it()
    {
        var till = NewTill();
        var servers = Keep(till);
        var count = (AIFunction)(await servers.GetToolsAsync(Stop)).Single(tool => tool.Name == "till_count");
        await KillAsync(till);

        await UntilAsync(() => !till.IsConnected);

        Assert.Equal("counted 1", await count.InvokeAsync([], Stop));
    }

    [Fact]
    public async Task Many_calls_at_once_after_a_death_start_one_process()
    {
        var till = NewTill();
        Keep(till);
        await KillAsync(till);
        await UntilAsync(() => !till.IsConnected);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CallAsync(till, "till_count")));

        Assert.Equal(2, till.Starts);
        Assert.Equal("counted 9", await CallAsync(till, "till_count"));
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_tried_once_and_named()
    {
        var broken = new StdioMcpServer("broken", "colloquy-no-such-command");
        var servers = Keep(broken);

        var failure = await Assert.ThrowsAsync<McpServerException>(() => servers.GetToolsAsync(Stop));

        Assert.Equal("The MCP server 'broken' could not be started: the command 'colloquy-no-such-command' could not be run.", failure.Message);
        Assert.False(failure.IsOutcomeUnknown);
        Assert.Single(Logger.Lines, line => line.Contains("attempt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_ends_at_once_is_tried_as_often_as_is_set_with_growing_pauses()
    {
        var broken = new StdioMcpServer("broken", Host, "exec", WorkerProgram, "nothing") { StartAttempts = 3 };
        var servers = Keep(broken);
        var started = Stopwatch.GetTimestamp();

        var failure = await Assert.ThrowsAsync<McpServerException>(() => servers.GetToolsAsync(Stop));

        Assert.Equal("The MCP server 'broken' could not be started: it ended with exit code 2.", failure.Message);
        Assert.Equal(3, Logger.Lines.Count(line => line.Contains("attempt", StringComparison.Ordinal)));
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromMilliseconds(750));
    }

    [Fact]
    public async Task Cancelling_a_call_cancels_it_at_the_server_which_goes_on()
    {
        var till = NewTill();
        Keep(till);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var wait = (AIFunction)(await till.GetToolsAsync(Stop)).Single(tool => tool.Name == "till_wait");

        var call = wait.InvokeAsync([], cancel.Token).AsTask();
        await UntilAsync(() => Ledger.Lines.Contains("wait"));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await UntilAsync(() => Ledger.Lines.Contains("cancelled"));
        Assert.Equal("counted 1", await CallAsync(till, "till_count"));
        Assert.Equal(1, till.Starts);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_cancelled_and_its_outcome_called_unknown()
    {
        var till = Told(new StdioMcpServer("till", Host, "exec", WorkerProgram, "serve") { CallTimeout = TimeSpan.FromSeconds(4) });
        Keep(till);

        var failure = await Assert.ThrowsAsync<McpServerException>(() => CallAsync(till, "till_wait"));

        Assert.Equal("The MCP server 'till' did not answer within 4 s; whether the call took effect is unknown.", failure.Message);
        Assert.True(failure.IsOutcomeUnknown);
        await UntilAsync(() => Ledger.Lines.Contains("cancelled"));
        Assert.Equal("counted 1", await CallAsync(till, "till_count"));
        Assert.Equal(1, till.Starts);
    }

    [Fact]
    public async Task A_server_that_answers_nothing_any_more_is_ended_and_started()
    {
        var till = Told(new StdioMcpServer("till", Host, "exec", WorkerProgram, "serve") { CallTimeout = TimeSpan.FromSeconds(4) });
        Keep(till);
        var id = await ProcessOfAsync(till);
        using (var stop = Process.Start("kill", ["-STOP", id.ToString(CultureInfo.InvariantCulture)]))
            await stop.WaitForExitAsync(Stop);
        var count = await Assert.ThrowsAsync<McpServerException>(() => CallAsync(till, "till_count"));

        Assert.Contains("did not answer", count.Message, StringComparison.Ordinal);
        Assert.Equal("counted 1", await CallAsync(till, "till_count"));
        Assert.Equal(2, till.Starts);
        Assert.DoesNotContain(Process.GetProcesses(), process => process.Id == id && !process.HasExited);
    }

    [Fact]
    public async Task Disposing_the_servers_ends_their_processes_and_calls_in_flight()
    {
        var till = NewTill();
        var servers = Keep(till);
        var id = await ProcessOfAsync(till);
        var call = CallAsync(till, "till_wait");
        await UntilAsync(() => Ledger.Lines.Contains("wait"));

        await servers.DisposeAsync();

        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => call);
        await UntilAsync(() => Process.GetProcesses().All(process => process.Id != id));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => servers.GetToolsAsync(Stop));
    }

    private static async Task<int> ProcessOfAsync(McpServer till) => int.Parse((string)(await CallAsync(till, "till_process"))!, CultureInfo.InvariantCulture);

    private static async Task KillAsync(McpServer till)
    {
        using var process = Process.GetProcessById(await ProcessOfAsync(till));
        process.Kill();
        await process.WaitForExitAsync(Stop);
    }
}
