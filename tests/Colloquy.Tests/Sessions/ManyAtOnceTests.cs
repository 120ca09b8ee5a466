using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Sessions;

/// <summary>Writers of one process wait for one another, in their order, and do no work while they wait.</summary>
public sealed class ManyAtOnceTests
{
    private const int Many = 40;

    private static readonly SessionKey Key = new("s", "ada");

    private readonly InMemorySessionStore _inner = new();
    private readonly RefusalCounter _store;

    public ManyAtOnceTests() => _store = new RefusalCounter(_inner);

    public static TheoryData<string> Writes => [.. Kinds.Keys];

    /// <summary>Everything that builds on what it saw. Each is done by many at once, each through a handle of its own.</summary>
    private static Dictionary<string, Func<Session, int, Task>> Kinds { get; } = new()
    {
        ["messages"] = (session, number) => session.AddAsync(new ChatMessage(ChatRole.User, $"{number}")),
        ["session state"] = (session, number) => session.State.SetAsync($"key {number}", number),
        ["a counter of the session"] = (session, _) => session.State.IncrementAsync("count"),
        ["a counter of the user"] = (session, _) => session.State.IncrementAsync("count", scope: Scope.User),
        ["keys of the user"] = (session, number) => session.State.SetAsync($"key {number}", number, Scope.User),
        ["a counter of the app"] = (session, _) => session.State.IncrementAsync("count", scope: Scope.App),
        ["titles"] = (session, number) => session.SetTitleAsync($"title {number}"),
        ["metadata"] = (session, number) => session.SetMetadataAsync($"key {number}", "x"),
        ["branches"] = (session, number) => session.Branches.ForkAsync($"branch {number}"),
        ["pops"] = (session, _) => session.PopAsync(),
        ["undone turns"] = (session, _) => session.UndoTurnAsync(),
        ["pins"] = (session, number) => session.Window.PinAsync(new Position(2 * (number + 1))),
        ["active agents"] = (session, number) => session.SetActiveAgentAsync($"agent {number}"),
        ["all of them"] = (session, number) => (number % 4) switch
        {
            0 => session.AddAsync(new ChatMessage(ChatRole.User, $"{number}")),
            1 => session.State.IncrementAsync("count"),
            2 => session.State.IncrementAsync("count", scope: Scope.User),
            _ => session.Branches.ForkAsync($"branch {number}"),
        },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Many_who_write_at_once_come_one_after_the_other_and_none_is_refused_twice(string kind)
    {
        var session = await _inner.OpenAsync(Key);
        for (var i = 0; i < Many; i++)
            await session.AddAsync(new ChatMessage(ChatRole.User, $"before {i}"));
        List<Session> handles = [];
        for (var i = 0; i < Many; i++)
            handles.Add(await _store.OpenAsync(Key));

        await Task.WhenAll(handles.Select((handle, number) => Task.Run(() => Kinds[kind](handle, number))));

        // Who comes when the queue is empty again may have seen an older tip, once.
        Assert.Equal(Many, _store.Written);
        Assert.InRange(_store.Refused, 0, Many);
    }

    [Fact]
    public async Task Working_memories_are_merged_by_many_at_once_and_none_is_refused()
    {
        var runs = Enumerable.Range(0, Many).Select(async number =>
        {
            var session = await _store.OpenAsync(new SessionKey($"s{number}", "ada"));
            var model = new ScriptedChatClient(
                (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c", "update_working_memory", new Dictionary<string, object?> { ["memory"] = new Dictionary<string, object?> { [$"fact_{number}"] = number } })]))),
                Say("done"));
            await new Agent(model) { ContextProviders = [new WorkingMemory()] }.RunAsync("hello", session);
        }).ToList();

        await Task.WhenAll(runs);

        var facts = await (await _inner.OpenAsync(new SessionKey("other", "ada"))).State.GetAsync<Dictionary<string, int>>("working_memory/memory", Scope.User);
        Assert.Equal((Many, 0), (facts!.Count, _store.Refused));
    }

    [Fact]
    public async Task Who_came_first_writes_first()
    {
        var session = await _store.OpenAsync(Key);
        var go = new TaskCompletionSource();
        _store.BeforeWrite = () => go.Task;

        var writes = Enumerable.Range(0, Many).Select(number => session.AddAsync(new ChatMessage(ChatRole.User, $"{number}"))).ToList();
        go.SetResult();
        await Task.WhenAll(writes);

        Assert.Equal(Enumerable.Range(0, Many).Select(number => $"{number}"), (await session.GetItemsAsync()).Select(item => item.Message.Text));
    }

    [Fact]
    public async Task Who_is_cancelled_leaves_the_queue_and_the_others_go_on()
    {
        var session = await _store.OpenAsync(Key);
        var go = new TaskCompletionSource();
        _store.BeforeWrite = () => go.Task;
        using var cancel = new CancellationTokenSource();

        var first = session.AddAsync(new ChatMessage(ChatRole.User, "first"));
        var leaves = session.AddAsync(new ChatMessage(ChatRole.User, "leaves"), cancel.Token);
        var last = session.AddAsync(new ChatMessage(ChatRole.User, "last"));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.Equal((false, false), (first.IsCompleted, last.IsCompleted));
        go.SetResult();
        await Task.WhenAll(first, last);

        Assert.Equal("user: first\nuser: last", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_write_that_fails_lets_the_next_come()
    {
        var session = await _store.OpenAsync(Key);
        await session.SetTitleAsync("Numbers");
        var go = new TaskCompletionSource();
        var writes = 0;
        _store.BeforeWrite = async () =>
        {
            await go.Task;
            if (Interlocked.Increment(ref writes) % 2 == 1)
                throw new IOException("no");
        };

        var all = Enumerable.Range(0, 6).Select(number => session.AddAsync(new ChatMessage(ChatRole.User, $"{number}"))).ToList();
        go.SetResult();
        await Task.WhenAll(all.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal([true, false, true, false, true, false], all.Select(write => write.IsFaulted));
        Assert.Equal("user: 1\nuser: 3\nuser: 5", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Other_sessions_and_readers_wait_for_nobody()
    {
        var session = await _store.OpenAsync(Key);
        var other = await _store.OpenAsync(new SessionKey("other", "ada"));
        var go = new TaskCompletionSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.BeforeWrite = () => begun.TrySetResult() ? go.Task : Task.CompletedTask;
        var held = session.AddAsync(new ChatMessage(ChatRole.User, "held"));
        await begun.Task;

        await other.AddAsync(new ChatMessage(ChatRole.User, "elsewhere"));
        await session.SetTitleAsync("title");
        await session.State.SetAsync("key", 1, Scope.User);
        Assert.Empty(await session.GetItemsAsync());
        Assert.False(held.IsCompleted);
        go.SetResult();
        await held;

        Assert.Equal("user: held", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task While_a_turn_runs_all_who_wait_are_refused()
    {
        var session = await _store.OpenAsync(Key);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancel = new CancellationTokenSource();
        var run = new Agent(new ScriptedChatClient(Wait(begun))).RunAsync("slow", session, cancellationToken: cancel.Token);
        await begun.Task;

        var writes = Enumerable.Range(0, Many).Select(number => Task.Run(() => session.AddAsync(new ChatMessage(ChatRole.User, $"{number}")))).ToList();
        foreach (var write in writes)
            await Assert.ThrowsAsync<SessionBusyException>(() => write);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal("user: slow", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_store_that_writes_to_the_same_session_while_it_commits_waits_for_nobody()
    {
        var hook = new CommitHook(_inner);
        var session = await hook.OpenAsync(Key);
        var inside = 0;
        hook.OnCommit = async (_, make) =>
        {
            if (Interlocked.Exchange(ref inside, 1) == 0)
                await session.AddAsync(new ChatMessage(ChatRole.User, "inside"));
            return await make();
        };

        await session.AddAsync(new ChatMessage(ChatRole.User, "outside"));

        Assert.Equal("user: inside\nuser: outside", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Two_stores_in_front_of_one_conflict_by_tip_and_lose_nothing()
    {
        var stores = new[] { new RefusalCounter(_inner), new RefusalCounter(_inner) };
        var sessions = new[] { await stores[0].OpenAsync(Key), await stores[1].OpenAsync(Key) };

        await Task.WhenAll(Enumerable.Range(0, Many).Select(number => Task.Run(() => sessions[number % 2].AddAsync(new ChatMessage(ChatRole.User, $"{number}")))));

        Assert.Equal(Enumerable.Range(0, Many).Select(number => $"{number}").Order(), (await sessions[0].GetItemsAsync()).Select(item => item.Message.Text).Order());
        Assert.Equal(Many, stores[0].Written + stores[1].Written);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_session_that_was_written_to_followed_and_deleted()
    {
        var key = await UseAsync();

        for (var i = 0; i < 20 && key.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(key.IsAlive);
        GC.KeepAlive(_store);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> UseAsync()
    {
        var session = await _store.OpenAsync(new SessionKey("gone", "ada"));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(() => session.AddAsync(new ChatMessage(ChatRole.User, $"{number}")))));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(() => session.SetTitleAsync($"{number}"))));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => new Agent(new ScriptedChatClient(Say("hi"))).RunAsync("hello", session))));
        using var stop = new CancellationTokenSource();
        var following = session.FollowAsync(cancellationToken: stop.Token).CountAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        await session.DeleteAsync();
        return new WeakReference(session.Key);
    }
}
