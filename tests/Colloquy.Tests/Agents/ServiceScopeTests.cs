using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>The services of the application that tools of a run use: a scope for each run.</summary>
public sealed class ServiceScopeTests
{
    private readonly List<string> _log = [];
    private readonly InMemorySessionStore _store = new();
    private readonly Container _services;

    public ServiceScopeTests() => _services = new Container(_log);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tools_of_one_run_share_a_scoped_service_and_the_next_run_has_another(bool streams)
    {
        var model = new ScriptedChatClient(Call(("a", "use", "1"), ("b", "use", "2")), Say("done"), Call(("c", "use", "3")), Say("done"));
        var agent = new Agent(model) { Services = _services, Tools = [Use] };
        var session = await _store.OpenAsync(new SessionKey("s"));

        await RunAsync(agent, session, streams);
        await RunAsync(agent, session, streams);

        Assert.Equal(["0 used 1", "0 used 2", "0 disposed", "1 used 3", "1 disposed"], _log);
    }

    [Fact]
    public async Task A_run_that_asks_for_no_service_has_no_scope()
    {
        await new Agent(new ScriptedChatClient(Say("done"))) { Services = _services, Tools = [Use], ContextProviders = [new Silent()] }.RunAsync("go", await _store.OpenAsync(new SessionKey("s")));

        Assert.Equal(0, _services.Scopes);
    }

    [Fact]
    public async Task A_scope_ends_also_when_its_run_fails()
    {
        var agent = new Agent(new ScriptedChatClient(Call(("a", "use", "1")), Throw(new IOException("down")))) { Services = _services, Tools = [Use] };

        await Assert.ThrowsAsync<IOException>(() => agent.RunAsync("go"));

        Assert.Equal(["0 used 1", "0 disposed"], _log);
    }

    [Fact]
    public async Task Services_that_the_caller_gives_are_used_as_they_are_and_not_disposed()
    {
        await using var request = ((IServiceScopeFactory)_services).CreateAsyncScope();
        var agent = new Agent(new ScriptedChatClient(Call(("a", "use", "1")), Say("done"))) { Services = new Container([]), Tools = [Use] };

        await agent.RunAsync("go", new RunOptions { Services = request.ServiceProvider });

        Assert.Equal(["0 used 1"], _log);
    }

    [Fact]
    public async Task Agents_that_work_for_a_run_share_its_scope()
    {
        var child = new Agent(new ScriptedChatClient(Call(("b", "use", "child")), Say("done"))) { Name = "child", Services = _services, Tools = [Use] };
        var without = new Agent(new ScriptedChatClient(Call(("c", "use", "child without services")), Say("done"))) { Name = "without", Tools = [Use] };
        var next = new Agent(new ScriptedChatClient(Call(("d", "use", "next")), Say("done"))) { Name = "next", Services = _services, Tools = [Use] };
        var first = new Agent(new ScriptedChatClient(Call(("a", "use", "first")), Assign("child"), Assign("without"), Call(("h", "transfer_to_next", ""))))
        {
            Services = _services,
            Tools = [Use, child.AsTool(), without.AsTool()],
            Handoffs = [next],
        };

        await first.RunAsync("go", await _store.OpenAsync(new SessionKey("s")));

        Assert.Equal(["0 used first", "0 used child", "0 used child without services", "0 used next", "0 disposed"], _log);
    }

    [Fact]
    public async Task An_agent_with_services_of_its_own_has_a_scope_of_them()
    {
        List<string> other = [];
        var child = new Agent(new ScriptedChatClient(Call(("b", "use", "child")), Say("done"))) { Name = "child", Services = new Container(other), Tools = [UseIn(other)] };
        var first = new Agent(new ScriptedChatClient(Call(("a", "use", "first")), Assign("child"), Say("done"))) { Services = _services, Tools = [Use, child.AsTool()] };

        await first.RunAsync("go");

        Assert.Equal(["0 used first", "0 disposed"], _log);
        Assert.Equal(["0 used child", "0 disposed"], other);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_tool_that_was_abandoned_finds_its_services_disposed()
    {
        var (begun, go) = (new TaskCompletionSource<Task<string>>(), new TaskCompletionSource());
        var tool = AgentTool.Create(
            (RunContext run, string value) =>
            {
                var services = run.Services;
                var working = Task.Run(async () =>
                {
                    await go.Task;
                    return $"{services.GetRequiredService<Visit>().Number}{value}";
                });
                begun.SetResult(working);
                return working;
            },
            "use");
        using var cancel = new CancellationTokenSource();

        var run = new Agent(new ScriptedChatClient(Call(("a", "use", "1")))) { Services = _services, Tools = [tool], Limits = new() { Grace = TimeSpan.Zero } }.RunAsync("go", cancellationToken: cancel.Token);
        var late = await begun.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        go.SetResult();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => late);
    }

    [Fact]
    public async Task A_service_that_fails_when_it_is_disposed_is_logged_and_the_answer_is_kept()
    {
        var logger = new ListLogger();
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { Logger = logger });

        var answer = await new Agent(new ScriptedChatClient(Call(("a", "use", "1")), Say("done"))) { Services = new Container(_log, breaks: true), Tools = [Use] }.RunAsync("go", session);

        Assert.Equal("done", answer.Text);
        Assert.Contains(logger.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("could not be disposed of", StringComparison.Ordinal));
    }

    private AIFunction Use => UseIn(_log);

    private static AIFunction UseIn(List<string> log) => AgentTool.Create(
        (RunContext run, string value) =>
        {
            log.Add($"{run.GetRequiredService<Visit>().Number} used {value}");
            return value;
        },
        "use");

    private static Step Assign(string agent) => (_, _, _) => Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", agent, new Dictionary<string, object?> { ["task"] = "work" })])));

    private static async Task RunAsync(Agent agent, Session session, bool streams)
    {
        if (!streams)
            await agent.RunAsync("go", session);
        else
            await agent.RunStreamingAsync("go", session).LastAsync();
    }

    private sealed class Silent : ContextProvider
    {
        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    /// <summary>A service that each scope has one of.</summary>
    private sealed class Visit(int number)
    {
        public int Number => number;
    }

    /// <summary>Services with scopes, as a container of an application has them.</summary>
    private sealed class Container(List<string> log, bool breaks = false) : IServiceProvider, IServiceScopeFactory
    {
        public int Scopes { get; private set; }

        public object? GetService(Type serviceType) => serviceType == typeof(IServiceScopeFactory) ? this : null;

        public IServiceScope CreateScope() => new Scope(Scopes++, log, breaks);
    }

    private sealed class Scope(int number, List<string> log, bool breaks) : IServiceScope, IServiceProvider, IAsyncDisposable
    {
        private readonly Visit _visit = new(number);
        private bool _isDisposed;

        public IServiceProvider ServiceProvider => this;

        public object? GetService(Type serviceType)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return serviceType == typeof(Visit) ? _visit : null;
        }

        public void Dispose() => throw new InvalidOperationException("A scope is disposed of asynchronously.");

        public ValueTask DisposeAsync()
        {
            _isDisposed = true;
            log.Add($"{number} disposed");
            return breaks ? throw new IOException("The connection is gone.") : ValueTask.CompletedTask;
        }
    }
}
