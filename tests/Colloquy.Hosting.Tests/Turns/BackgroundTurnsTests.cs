using System.Diagnostics;
using Colloquy.Hosting.Worker;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Hosting.Tests;

/// <summary>Turns that outlive who started them.</summary>
public sealed class BackgroundTurnsTests : IDisposable
{
    private readonly TempFile _file = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_turn_goes_on_when_its_readers_leave_and_each_reader_gets_it_from_its_beginning()
    {
        await using var host = await StartAsync();
        var turn = host.Turns.Start(host.Agent, await host.OpenAsync(), "work");

        await foreach (var update in turn.ReadAsync())
        {
            if (update is ToolCallUpdate { Call.Name: "slow" })
                break;
        }

        Assert.Same(turn, host.Turns.Find(Desk.Key));
        var (second, third) = (ReadAsync(turn), ReadAsync(turn));
        _go.SetResult();

        Assert.Equal("work: noted, slow.", (await turn.Answer).Text);
        Assert.Equal("note…|note|slow…|slow|work: noted, slow.|end", await second);
        Assert.Equal(await second, await third);
        Assert.Equal(await second, await ReadAsync(turn));
    }

    [Fact]
    public async Task A_turn_is_cancelled_when_it_is_told_so()
    {
        await using var host = await StartAsync();
        var turn = host.Turns.Start(host.Agent, await host.OpenAsync(), "work");
        await _begun.Task;

        await turn.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn.Answer);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(turn));
        Assert.Equal(TurnStatus.Cancelled, (await (await host.OpenAsync()).Turns.ReadAsync().FirstAsync()).Status);
    }

    [Fact]
    public async Task A_turn_that_fails_tells_its_readers_and_is_logged()
    {
        await using var host = await StartAsync();
        var turn = host.Turns.Start(host.Agent, await host.OpenAsync(), "fail");

        await Assert.ThrowsAsync<HttpRequestException>(() => turn.Answer);
        await Assert.ThrowsAsync<HttpRequestException>(() => ReadAsync(turn));
        Assert.True(host.Logger.Any("The background turn of session"));
    }

    [Fact]
    public async Task A_turn_that_runs_when_the_application_stops_is_left_for_another()
    {
        BackgroundTurn turn;
        await using (var host = await StartAsync(colloquy => colloquy.UseShutdownGrace(TimeSpan.Zero)))
        {
            turn = host.Turns.Start(host.Agent, await host.OpenAsync(), "work");
            await _begun.Task;
        }

        Assert.True((await Assert.ThrowsAsync<TurnInterruptedException>(() => turn.Answer)).IsResumable);
        await using var next = await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns());
        Assert.Equal(TurnStatus.Completed, await next.WaitForEndAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_turn_of_an_agent_that_is_not_registered_is_cancelled_when_the_application_stops_and_has_its_end()
    {
        BackgroundTurn turn;
        await using (var host = await StartAsync(colloquy => colloquy.UseShutdownGrace(TimeSpan.Zero)))
        {
            var agent = new Agent(host.Agent.Client) { Tools = host.Agent.Tools, Limits = host.Agent.Limits };
            turn = host.Turns.Start(agent, await host.OpenAsync(), "work");
            await _begun.Task;
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn.Answer);
        await using var next = await StartAsync();
        Assert.Equal(TurnStatus.Cancelled, (await (await next.OpenAsync()).Turns.ReadAsync().FirstAsync()).Status);
    }

    [Fact]
    public async Task A_turn_is_in_the_trace_of_who_started_it()
    {
        string? trace = null;
        await using var host = await DeskHost.StartAsync(_file.Path, slow: () =>
        {
            trace = Activity.Current?.RootId;
            return Task.CompletedTask;
        });
        using var request = new Activity("request").Start();

        await host.Turns.Start(host.Agent, await host.OpenAsync(), "work").Answer;

        Assert.Equal(request.RootId, trace);
    }

    [Fact]
    public async Task A_reader_may_leave_while_it_waits_and_the_turn_goes_on()
    {
        await using var host = await StartAsync();
        var turn = host.Turns.Start(host.Agent, await host.OpenAsync(), "work");
        using var leave = new CancellationTokenSource();
        var reading = turn.ReadAsync(leave.Token).ToListAsync().AsTask();
        await _begun.Task;

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        _go.SetResult();
        Assert.Equal("work: noted, slow.", (await turn.Answer).Text);
    }

    [Fact]
    public async Task A_turn_is_found_though_an_earlier_one_of_its_session_is_forgotten_and_is_forgotten_in_its_turn()
    {
        var time = new FakeTimeProvider();
        await using var host = await DeskHost.StartAsync(_file.Path, time: time);
        await EndAsync();
        time.Advance(TimeSpan.FromMinutes(3));
        var second = await EndAsync();

        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Same(second, host.Turns.Find(Desk.Key));
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Null(host.Turns.Find(Desk.Key));

        async Task<BackgroundTurn> EndAsync()
        {
            var turn = host.Turns.Start(host.Agent, await host.OpenAsync(), "hello");
            await turn.Answer;
            await host.Lifetime.WhenIdleAsync();
            return turn;
        }
    }

    [Fact]
    public async Task A_turn_is_found_by_the_whole_key_of_its_session()
    {
        await using var host = await StartAsync();
        _go.SetResult();
        var turn = host.Turns.Start(host.Agent, await host.OpenAsync(), "work");
        await turn.Answer;

        Assert.Same(turn, host.Turns.Find(Desk.Key));
        Assert.Null(host.Turns.Find(new SessionKey(Desk.Key.Id, "bob")));
        Assert.Null(host.Turns.Find(new SessionKey(Desk.Key.Id)));
    }

    [Fact]
    public async Task A_turn_that_has_ended_is_forgotten_after_a_while()
    {
        var time = new FakeTimeProvider();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.Configure<BackgroundTurnOptions>(options => options.MaxEnded = 1);
        Desk.Add(builder.Services, _file.Path).UseInMemory();
        using var host = builder.Build();
        await host.StartAsync();
        var (turns, agent, store) = (host.Services.GetRequiredService<BackgroundTurns>(), host.Services.GetRequiredKeyedService<Agent>("desk"), host.Services.GetRequiredService<ISessionStore>());

        var first = turns.Start(agent, await store.OpenAsync(new SessionKey("a")), "hello");
        await first.Answer;
        Assert.Same(first, turns.Find(new SessionKey("a")));
        var second = turns.Start(agent, await store.OpenAsync(new SessionKey("b")), "hello");
        await second.Answer;

        await UntilAsync(() => turns.Find(new SessionKey("a")) is null);
        Assert.Same(second, turns.Find(new SessionKey("b")));
        time.Advance(TimeSpan.FromMinutes(6));
        await UntilAsync(() => turns.Find(new SessionKey("b")) is null);
        Assert.Equal("hello: .", (await second.Answer).Text);
    }

    [Fact]
    public async Task What_is_wrong_with_the_input_is_thrown_to_who_starts_it()
    {
        await using var host = await StartAsync();
        var session = await host.OpenAsync();

        Assert.Throws<ArgumentNullException>(() => host.Turns.Start(host.Agent, session, (string)null!));
        Assert.Null(host.Turns.Find(Desk.Key));
    }

    [Fact]
    public async Task A_tool_may_start_a_turn_of_its_own_session_which_runs_afterwards()
    {
        await using var host = await StartAsync();
        var session = await host.OpenAsync();
        BackgroundTurn? later = null;
        var starting = AgentTool.Create(
            () =>
            {
                later = host.Turns.Start(host.Agent, session, "hello");
                return "noted";
            },
            "note");

        await new Agent(host.Agent.Client) { Tools = [starting, AgentTool.Create(() => "slow", "slow")] }.RunAsync("work", session);

        Assert.Equal("hello: .", (await later!.Answer).Text);
    }

    public void Dispose() => _file.Dispose();

    private Task<DeskHost> StartAsync(Action<IColloquyBuilder>? configure = null) => DeskHost.StartAsync(_file.Path, configure, () =>
    {
        _begun.TrySetResult();
        return _go.Task;
    });

    private static async Task<string> ReadAsync(BackgroundTurn turn) => string.Join('|', await turn.ReadAsync().Select(update => update switch
    {
        ToolCallUpdate { IsFinished: false } call => $"{call.Call.Name}…",
        ToolCallUpdate call => call.Call.Name,
        AnswerUpdate => "end",
        _ => update.Text,
    }).Where(text => text.Length > 0).ToListAsync());

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
