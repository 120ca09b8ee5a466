using System.Threading.Channels;
using Colloquy.Hosting.Worker;
using Colloquy.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Hosting.Tests;

/// <summary>Who is told that calls wait for a person, and of what became of them.</summary>
public sealed class ApprovalNotifierTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(3);

    private readonly TempFile _file = new();

    [Fact]
    public async Task In_its_own_process_a_notifier_is_told_at_once()
    {
        await using var host = await StartAsync<Listener>(TimeSpan.FromDays(1));
        var session = await host.OpenAsync();

        await host.Agent.RunAsync("refund", session);
        var asked = await Listener.Of(host).HearAsync();
        await session.Approvals.RefuseAsync(asked.Approval, "Too much.", by: "carol");
        var answered = await Listener.Of(host).HearAsync();

        Assert.Equal((ApprovalNotificationKind.Requested, "refund", Desk.Key, null, false), (asked.Kind, asked.Approval.Tool, asked.Session, asked.Store, asked.WaitedAtStart));
        Assert.Equal((ApprovalNotificationKind.Answered, ApprovalDecision.Refused, "carol", "Too much."), (answered.Kind, answered.Decision, answered.By, answered.Reason));
    }

    [Fact]
    public async Task Two_hosts_on_one_file_are_told_of_each_others_approvals()
    {
        await using var asking = await StartAsync<Listener>(Soon);
        await using var answering = await StartAsync<Listener>(Soon);

        await asking.Agent.RunAsync("refund", await asking.OpenAsync());
        var asked = await Listener.Of(answering).HearAsync();
        await (await answering.OpenAsync()).Approvals.ApproveAsync(asked.Approval.Id, by: "carol");

        Assert.Equal(ApprovalNotificationKind.Requested, (await Listener.Of(asking).HearAsync()).Kind);
        var answered = await Listener.Of(asking).HearAsync();
        Assert.Equal((ApprovalNotificationKind.Answered, ApprovalDecision.Approved, "carol"), (answered.Kind, answered.Decision, answered.By));
        Assert.Equal(ApprovalNotificationKind.Answered, (await Listener.Of(answering).HearAsync()).Kind);
    }

    [Fact(Timeout = 60_000)]
    public async Task In_a_store_without_signals_an_answer_of_another_process_is_found_at_the_interval()
    {
        await using var host = await StartAsync<Listener>(Soon, colloquy => colloquy.UseStore("without signals", async (_, cancellationToken) => new Unsignalled(await SqliteSessionStore.OpenAsync(_file.Path, cancellationToken: cancellationToken))));
        await using var other = await DeskHost.StartAsync(_file.Path);

        await other.Agent.RunAsync("refund", await other.OpenAsync());
        var asked = await Listener.Of(host).HearAsync();
        await (await other.OpenAsync()).Approvals.ApproveAsync(asked.Approval.Id, by: "carol");

        var answered = await Listener.Of(host).HearAsync();
        Assert.Equal((ApprovalNotificationKind.Answered, "carol"), (answered.Kind, answered.By));
    }

    [Fact]
    public async Task Two_processes_are_told_of_each_others_approvals()
    {
        await using var host = await StartAsync<Listener>(Soon);
        await using var worker = WorkerProcess.Start(_file.Path, "refund");

        var asked = await Listener.Of(host).HearAsync();
        await worker.ExpectAsync("Waiting");
        await worker.ExpectAsync("Requested refund");
        await (await host.OpenAsync()).Approvals.ApproveAsync(asked.Approval.Id, by: "carol");

        await worker.ExpectAsync("Answered refund carol");
    }

    [Fact]
    public async Task What_expires_is_told_and_its_turn_goes_on_when_turns_are_resumed()
    {
        var time = new SignallingTime(Expiry);
        await using var host = await StartAsync<Listener>(TimeSpan.FromDays(1), colloquy => colloquy.ResumeInterruptedTurns(), time);
        await host.Agent.RunAsync("refund", await host.OpenAsync(), new RunOptions { ApprovalExpiry = Expiry });

        Assert.Equal(ApprovalNotificationKind.Requested, (await Listener.Of(host).HearAsync()).Kind);
        await time.Awaited;
        time.Advance(Expiry);
        Assert.Equal(ApprovalNotificationKind.Expired, (await Listener.Of(host).HearAsync()).Kind);
        Assert.Equal(TurnStatus.Completed, await host.WaitForEndAsync());
        Assert.Contains("nobody answered in time", (await (await host.OpenAsync()).GetItemsAsync(1))[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_expired_while_no_process_ran_goes_on_when_one_starts()
    {
        await using (var before = await DeskHost.StartAsync(_file.Path))
            await before.Agent.RunAsync("refund", await before.OpenAsync(), new RunOptions { ApprovalExpiry = TimeSpan.FromMilliseconds(1) });

        await using var host = await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns());

        Assert.Equal(TurnStatus.Completed, await host.WaitForEndAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task What_expired_on_another_branch_than_the_current_one_goes_on_too()
    {
        await using (var before = await DeskHost.StartAsync(_file.Path))
        {
            var session = await before.OpenAsync();
            await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
            await before.Agent.RunAsync("refund", await session.Branches.ForkAsync("other"), new RunOptions { ApprovalExpiry = TimeSpan.FromMilliseconds(1) });
        }

        await using var host = await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns());
        var other = await (await host.OpenAsync()).Branches.OpenAsync("other");

        while ((await other.Turns.ReadAsync().FirstAsync()).Status != TurnStatus.Completed)
            await Task.Yield();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_an_agent_that_is_a_tool_asked_and_nobody_answered_in_time_goes_on_too()
    {
        await using (var before = await StartWithLeadAsync())
            await before.FindAgent("lead").RunAsync("go", await before.OpenAsync(), new RunOptions { ApprovalExpiry = TimeSpan.FromMilliseconds(1) });

        await using var host = await StartWithLeadAsync(colloquy => colloquy.ResumeInterruptedTurns());

        Assert.Equal(TurnStatus.Completed, await host.WaitForEndAsync());
    }

    [Fact]
    public async Task What_waits_when_the_application_starts_is_told_as_such_and_what_is_undone_is_told_as_withdrawn()
    {
        await using (var before = await DeskHost.StartAsync(_file.Path))
            await before.Agent.RunAsync("refund", await before.OpenAsync());

        await using var host = await StartAsync<Listener>(Soon);
        var asked = await Listener.Of(host).HearAsync();
        await (await host.OpenAsync()).UndoTurnAsync();

        Assert.True(asked.WaitedAtStart);
        Assert.Equal(ApprovalNotificationKind.Withdrawn, (await Listener.Of(host).HearAsync()).Kind);
    }

    [Fact]
    public async Task Sessions_that_wait_and_have_not_changed_are_listed_and_not_read_one_by_one()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var store = new LookedAtStore(new InMemorySessionStore(time));
        await using var host = await StartAsync<Listener>(TimeSpan.FromHours(1), colloquy => colloquy.UseStore("looked at", (_, _) => new(store)), time);
        foreach (var id in (string[])["a", "b", "c"])
        {
            await host.Agent.RunAsync("refund", await store.OpenAsync(new SessionKey(id, "ada"), new OpenSessionOptions { TimeProvider = time }));
            await Listener.Of(host).HearAsync();
        }

        store.Forget();
        await store.NextLookAsync(time);
        var (before, after) = (await store.NextLookAsync(time), await store.NextLookAsync(time));

        Assert.Equal(before, after);
    }

    [Fact]
    public async Task A_notifier_that_throws_is_logged_and_the_others_are_told()
    {
        await using var host = await StartAsync<Broken>(Soon, colloquy => colloquy.AddApprovalNotifier<Listener>());

        await host.Agent.RunAsync("refund", await host.OpenAsync());

        Assert.Equal(ApprovalNotificationKind.Requested, (await Listener.Of(host).HearAsync()).Kind);
        while (!host.Logger.Any("The approval notifier Broken failed"))
            await Task.Yield();
    }

    [Fact]
    public async Task What_an_agent_asks_that_is_a_tool_is_told_once_with_the_session_that_it_works_for()
    {
        await using var host = await StartAsync<Listener>(Soon);
        var session = await host.OpenAsync();
        var lead = new Agent(new Delegating()) { Name = "lead", Tools = [host.Agent.AsTool("desk")] };

        await lead.RunAsync("go", session);
        var asked = await Listener.Of(host).HearAsync();
        await session.Approvals.ApproveAsync(asked.Approval.Id);
        var answered = await Listener.Of(host).HearAsync();

        Assert.Equal(Desk.Key, asked.Session);
        Assert.NotEqual(Desk.Key, asked.Approval.Session);
        Assert.Equal((ApprovalNotificationKind.Answered, asked.Approval.Id), (answered.Kind, answered.Approval.Id));
    }

    public void Dispose() => _file.Dispose();

    private Task<DeskHost> StartAsync<T>(TimeSpan interval, Action<IColloquyBuilder>? configure = null, TimeProvider? time = null)
        where T : class, IApprovalNotifier => DeskHost.StartAsync(
            _file.Path,
            colloquy =>
            {
                colloquy.AddApprovalNotifier<T>(options => options.Interval = interval);
                configure?.Invoke(colloquy);
            },
            time: time);

    /// <summary>Starts the desk with an agent that has it make a refund.</summary>
    private Task<DeskHost> StartWithLeadAsync(Action<IColloquyBuilder>? configure = null) => DeskHost.StartAsync(_file.Path, colloquy =>
    {
        colloquy.AddAgent("lead", (agent, services) =>
        {
            agent.ChatClient = _ => new FakeModel(tool: "desk", arguments: new() { ["task"] = "refund" });
            agent.Tools.Add(services.GetRequiredKeyedService<Agent>("desk").AsTool());
        });
        configure?.Invoke(colloquy);
    });

    private sealed class Listener : IApprovalNotifier
    {
        private readonly Channel<ApprovalNotification> _heard = Channel.CreateUnbounded<ApprovalNotification>();

        public static Listener Of(DeskHost host) => host.Notifiers.OfType<Listener>().Single();

        public ValueTask NotifyAsync(ApprovalNotification notification, CancellationToken cancellationToken) => _heard.Writer.WriteAsync(notification, cancellationToken);

        public async Task<ApprovalNotification> HearAsync() => await _heard.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A store that notes at each listing of all owners how many records were read before it.</summary>
    private sealed class LookedAtStore(InMemorySessionStore inner) : DelegatingSessionStore(inner), ISessionDirectory
    {
        private readonly Channel<int> _looks = Channel.CreateUnbounded<int>();
        private int _reads;

        public override ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _reads);
            return base.GetAsync(key, cancellationToken);
        }

        public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default)
        {
            _looks.Writer.TryWrite(Volatile.Read(ref _reads));
            return inner.ListAllAsync(selection, query, cancellationToken);
        }

        /// <summary>Forgets the listings that were made.</summary>
        public void Forget()
        {
            while (_looks.Reader.TryRead(out _))
            {
            }
        }

        /// <summary>Lets hours pass until there is a listing, and returns how many records were read before it.</summary>
        public async Task<int> NextLookAsync(FakeTimeProvider time)
        {
            int reads;
            while (!_looks.Reader.TryRead(out reads))
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                time.Advance(TimeSpan.FromHours(1));
                await Task.Yield();
            }

            return reads;
        }
    }

    private sealed class Broken : IApprovalNotifier
    {
        public ValueTask NotifyAsync(ApprovalNotification notification, CancellationToken cancellationToken) => throw new IOException("The mail server is down.");
    }

    private sealed class Unsignalled(ISessionStore store) : DelegatingSessionStore(store)
    {
        public override object? GetService(Type serviceType) => serviceType == typeof(IChangeSignal) ? null : base.GetService(serviceType);
    }

    /// <summary>A model that has the desk make a refund.</summary>
    private sealed class Delegating : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(new ChatResponse(
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("d", "desk", new Dictionary<string, object?> { ["task"] = "refund" })])));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("These turns are not streamed.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
