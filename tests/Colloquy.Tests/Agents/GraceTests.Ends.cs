using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <content>In which order what a run waits for ends, and what comes when nobody waits any more.</content>
public sealed partial class GraceTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(7);

    [Fact(Timeout = Longest)]
    public async Task An_agent_that_is_a_tool_is_waited_for_until_its_own_grace_period_has_passed()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var child = new Agent(new HangingClient(hang)) { Name = "child", Limits = new() { Grace = Grace } };

        var run = RunAsync(new Agent(new ScriptedChatClient(Assign)) { Tools = [child.AsTool()] }, session, new() { Limits = new() { Grace = Grace / 7 } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await _time.WaitUntilAwaitedAsync(Grace);
        await _time.WaitUntilAwaitedAsync(Grace / 7);
        _time.Advance(Grace / 7);
        _time.Advance(Grace);
        await AssertEndsAsync(run, hang, "an agent that is a tool");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Contains(_logger.Lines, line => line.Contains("The model HangingClient went on after the run", StringComparison.Ordinal));
        Assert.DoesNotContain(_logger.Lines, line => line.Contains("Tool 'child' went on", StringComparison.Ordinal));
        hang.Release();
    }

    [Fact(Timeout = Longest)]
    public async Task A_run_is_waited_for_by_the_middleware_around_it_until_it_has_ended()
    {
        var hang = new Hang();
        var told = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var agent = new Agent(new HangingClient(hang)) { Middleware = [new Around()], ContextProviders = [new Provider { After = told.WaitAsync }] };

        var run = RunAsync(agent, session, new() { Limits = new() { Grace = Grace } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await _time.WaitUntilAwaitedAsync(Grace);
        _time.Advance(Grace);
        await told.Begun;
        told.Release();
        await AssertEndsAsync(run, hang, "the middleware");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Contains(_logger.Lines, line => line.Contains("The model HangingClient went on after the run", StringComparison.Ordinal));
        Assert.DoesNotContain(_logger.Lines, line => line.Contains("The middleware", StringComparison.Ordinal));
        hang.Release();
    }

    [Fact(Timeout = Longest)]
    public async Task What_a_tool_writes_that_was_left_to_itself_is_refused_also_while_its_turn_still_ends()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var later = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        Exception? refused = null;
        var tool = AgentTool.Create(
            async (RunContext run, string value) =>
            {
                later.SetResult(WriteAsync());
                await await later.Task;
                return value;

                async Task WriteAsync()
                {
                    await hang.WaitAsync();
                    await run.State.SetAsync("after", 1);
                }
            },
            "work");
        var provider = new Provider
        {
            After = async () =>
            {
                hang.Release();
                refused = await Record.ExceptionAsync(async () => await await later.Task);
                return "";
            },
        };

        var run = RunAsync(new Agent(new ScriptedChatClient(Call(("a", "work", "")))) { Tools = [tool], ContextProviders = [provider] }, session, new() { Limits = new() { Grace = Grace } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await _time.WaitUntilAwaitedAsync(Grace);
        _time.Advance(Grace);
        await AssertEndsAsync(run, hang, "the provider");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.IsType<InvalidOperationException>(refused);
        Assert.Empty(await session.State.ListAsync());
    }

    [Fact(Timeout = Longest)]
    public async Task Middleware_that_calls_on_when_its_run_is_over_is_refused()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Say("too late"));
        var late = new Late(hang);

        await Assert.ThrowsAsync<IOException>(() => new Agent(model) { Middleware = [late] }.RunAsync("go", session));
        hang.Release();

        await Assert.ThrowsAsync<InvalidOperationException>(() => late.Later!);
        Assert.Empty(model.Requests);
    }

    [Fact(Timeout = Longest)]
    public async Task What_a_model_used_that_answers_too_late_is_logged()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places["a model"](hang), session, new() { Limits = new() { Grace = TimeSpan.Zero } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await AssertEndsAsync(run, hang, "the model");
        hang.Release();

        while (!_logger.Any("7 input"))
            await Task.Yield();
    }

    [Fact(Timeout = Longest)]
    public async Task What_goes_wrong_later_is_observed_and_logged()
    {
        var hang = new Hang { Breaks = true };
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places["a tool"](hang), session, new() { Limits = new() { Grace = TimeSpan.Zero } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        hang.Release();

        while (!_logger.Any("had abandoned, failed"))
            await Task.Yield();
    }

    [Fact(Timeout = Longest)]
    public async Task No_timer_is_left_when_the_run_is_over()
    {
        var session = await OpenAsync();
        var hang = new Hang();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places["a model"](hang), session, new() { Limits = new() { Time = Limit, Grace = TimeSpan.Zero } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await AssertEndsAsync(run, hang, "the model");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal(0, _time.Timers);
        hang.Release();
    }

    [Theory(Timeout = Longest)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rule_on_approval_that_does_not_end_asks_a_person(bool streams)
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var rule = ApprovalRule.When(
            "echo",
            async (_, _) =>
            {
                await hang.WaitAsync();
                return false;
            });

        var run = RunAsync(new Agent(new ScriptedChatClient(Call(("a", "echo", "x")))) { Tools = [Echo], Approvals = [rule] }, session, new() { Limits = new() { Grace = TimeSpan.Zero } }, streams, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await AssertEndsAsync(run, hang, "a rule on approval");
        hang.Release();

        // The response was paid for and is recorded; what could not be decided waits for a person.
        await run;
        Assert.Equal(TurnStatus.Waiting, (await session.Turns.ReadAsync().FirstAsync()).Status);
        Assert.Empty(await session.GetItemsAsync(role: ChatRole.Tool));
    }

    /// <summary>Middleware that gives up, and calls on all the same.</summary>
    private sealed class Late(Hang hang) : AgentMiddleware
    {
        public Task? Later { get; private set; }

        public override Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken)
        {
            Later = CallAsync();
            throw new IOException("down");

            async Task CallAsync()
            {
                await hang.WaitAsync();
                await next(request, CancellationToken.None);
            }
        }
    }
}
