using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class RunScopeTests
{
    private static readonly SessionKey Key = new("s", "ada");
    private readonly FakeTimeProvider _time = new();
    private readonly InMemorySessionStore _store;

    public RunScopeTests() => _store = new InMemorySessionStore(_time);

    [Theory]
    [InlineData(Durability.Step)]
    [InlineData(Durability.Turn)]
    public async Task What_a_tool_writes_to_the_users_state_is_there_at_once_and_the_log_tells_who_wrote_what(Durability durability)
    {
        string? seen = null;
        var session = await _store.OpenAsync(Key);

        await RunAsync(session, durability, async run =>
        {
            await run.State.SetAsync("language", "en", Scope.User);
            await run.State.RemoveAsync("language", Scope.User);
            await run.State.SetAsync("language", "fr", Scope.User);
            seen = await _store.GetState(new SessionOwner("ada")).GetAsync<string>("language");
        });

        Assert.Equal("fr", seen);
        Assert.Equal(["writer 1 User language=en", "writer 2 User language removed", "writer 3 User language=fr"], await ToldAsync(_store, session));
        Assert.Equal(1, await session.Turns.CountAsync());
        Assert.Equal(["go", "", "", "Done."], (await session.GetItemsAsync()).Select(item => item.Text));
    }

    [Fact]
    public async Task A_write_that_does_not_happen_leaves_no_entry()
    {
        var session = await _store.OpenAsync(Key);

        var answer = await RunAsync(session, Durability.Step, async run =>
        {
            Assert.False(await run.State.RemoveAsync("language", Scope.User));
            Assert.False(await run.State.TrySetAsync("language", "en", new StateVersion(3), Scope.User));
            await Assert.ThrowsAsync<SizeLimitException>(() => run.State.SetAsync("language", new string('x', 1_000_000), Scope.App));
        });

        Assert.Null(answer.ToolCalls.Single().Error);
        Assert.Empty(await ToldAsync(_store, session));
    }

    [Fact]
    public async Task Runs_that_count_in_the_apps_state_at_once_are_told_different_sums()
    {
        List<long> sums = [];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var session = await _store.OpenAsync(new SessionKey($"s{i}", "ada"));
            await RunAsync(session, Durability.Step, async run =>
            {
                for (var n = 0; n < 10; n++)
                {
                    var sum = await run.State.IncrementAsync("orders", scope: Scope.App);
                    lock (sums)
                        sums.Add(sum);
                }
            });
        })));

        Assert.Equal(Enumerable.Range(1, 80).Select(sum => (long)sum), sums.Order());
    }

    [Fact]
    public async Task A_write_that_another_writer_came_before_is_made_again_on_what_is_there()
    {
        var store = new CommitHook(_store);
        var session = await store.OpenAsync(Key);
        var left = 2;
        store.OnCommit = async (commit, make) =>
        {
            if (commit.Puts.Count > 0 && left-- > 0)
                await _store.GetState(new SessionOwner("ada")).IncrementAsync(left == 1 ? "visits" : "other", 10);
            return await make();
        };
        long sum = 0;

        var answer = await RunAsync(session, Durability.Step, async run => sum = await run.State.IncrementAsync("visits", scope: Scope.User));

        Assert.Equal((11, "Done."), (sum, answer.Text));
        Assert.Equal(["writer 3 User visits=11"], await ToldAsync(store, session));
        Assert.Equal(3, (await session.State.FindAsync("visits", Scope.User))!.Version.Value);
    }

    [Fact]
    public async Task A_write_that_could_not_be_made_is_not_made_later()
    {
        var store = new CommitHook(_store);
        var session = await store.OpenAsync(Key);
        store.OnCommit = (commit, make) => commit.Puts.Count > 0 ? throw StoreException.Busy("memory", TimeSpan.FromSeconds(1)) : make();

        var answer = await RunAsync(session, Durability.Step, async run => await run.State.SetAsync("language", "en", Scope.User));

        Assert.Equal(StoreFailure.Busy, Assert.IsType<StoreException>(answer.ToolCalls.Single().Exception).Failure);
        Assert.Equal("Done.", answer.Text);
        Assert.Empty(await ToldAsync(store, session));
        Assert.Empty(await _store.GetState(new SessionOwner("ada")).ListAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_write_whose_outcome_nobody_heard_log_and_state_agree(bool wasMade)
    {
        var store = new CommitHook(_store);
        var session = await store.OpenAsync(Key);
        var isLost = false;
        store.OnCommit = async (commit, make) =>
        {
            if (commit.Puts.Count == 0 || isLost)
                return await make();

            isLost = true;
            if (wasMade)
                await make();
            throw new TimeoutException("no answer");
        };

        await RunAsync(session, Durability.Step, async run => await run.State.SetAsync("language", "en", Scope.User));

        Assert.Equal(["writer 1 User language=en"], await ToldAsync(store, session));
        Assert.Equal("en", await _store.GetState(new SessionOwner("ada")).GetAsync<string>("language"));
        Assert.Equal(TurnStatus.Completed, (await session.Turns.GetContentsAsync(1)).Turn.Status);
    }

    [Fact]
    public async Task A_turn_that_was_to_be_committed_at_its_end_repeats_nothing_once_it_has_written_to_the_users_state()
    {
        var store = new CommitHook(_store);
        var session = await store.OpenAsync(Key);
        var (isDead, booked) = (false, 0);
        store.OnCommit = (_, make) => isDead ? throw new ProcessDiedException() : make();
        AITool[] tools = [AgentTool.Create((RunContext run) => run.State.IncrementAsync("visits", scope: Scope.User), "visit"), AgentTool.Create(() => booked++, "book"), AgentTool.Create(Die, "die")];
        var agent = new Agent(new ScriptedChatClient(Call(("c1", "visit", ""), ("c2", "book", ""), ("c3", "die", "")))) { Durability = Durability.Turn, Tools = tools };
        await Assert.ThrowsAnyAsync<Exception>(() => agent.RunAsync("go", session));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SessionActivity.Running, (await _store.GetAsync(Key))!.Activity);

        var resumed = await new Agent(new ScriptedChatClient(Say("Done."))) { Tools = tools }.ResumeAsync(await _store.OpenAsync(Key));

        Assert.Equal(1, booked);
        Assert.Equal("Done.", resumed!.Text);
        Assert.Equal(1, await _store.GetState(new SessionOwner("ada")).GetAsync<int>("visits"));

        void Die() => isDead = true;
    }

    [Fact]
    public async Task A_turn_that_fails_keeps_what_it_wrote_to_the_users_state()
    {
        var session = await _store.OpenAsync(Key);
        var agent = new Agent(new ScriptedChatClient(Call(("c1", "write", "")), Throw(new HttpRequestException("down"))))
        {
            Tools = [AgentTool.Create((RunContext run) => run.State.SetAsync("language", "en", Scope.User), "write")],
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync("go", session));

        Assert.Equal("en", await _store.GetState(new SessionOwner("ada")).GetAsync<string>("language"));
    }

    [Fact]
    public async Task Temp_state_is_shared_with_the_agents_that_work_for_the_run_and_gone_after_it()
    {
        List<int?> seen = [];
        var inner = new Agent(new ScriptedChatClient(Call(("c1", "read", "")), Say("read"), Call(("c1", "read", "")), Say("read")))
        {
            Name = "reader",
            Tools = [AgentTool.Create(ReadAsync, "read")],
        };
        var outer = new ScriptedChatClient(Call(("c1", "write", "")), Ask("reader"), Say("one"), Ask("reader"), Say("two"));
        var agent = new Agent(outer) { Tools = [AgentTool.Create((RunContext run) => run.State.SetAsync("step", 7, Scope.Temp), "write"), inner.AsTool()] };
        var session = await _store.OpenAsync(Key);

        await agent.RunAsync("first", session);
        await agent.RunAsync("second", session);

        Assert.Equal([7, null], seen);
        Assert.Empty(await session.State.ListAsync());
        Assert.DoesNotContain((await _store.ReadAsync(Key, LogRead.All())).Entries, entry => entry.Subject == "step");

        async Task ReadAsync(RunContext run) => seen.Add((await run.State.FindAsync("step", Scope.Temp))?.Get<int>());
    }

    [Fact]
    public async Task Temp_state_has_versions_changes_and_limits_like_any_other()
    {
        var session = await _store.OpenAsync(Key, new OpenSessionOptions { State = new StateOptions { MaxTotalBytes = 50 } });

        var answer = await RunAsync(session, Durability.Step, async run =>
        {
            await run.State.SetAsync("a", 1, Scope.Temp);
            var seen = (await run.State.FindAsync("a", Scope.Temp))!.Version;
            Assert.True(await run.State.TrySetAsync("a", 2, seen, Scope.Temp));
            Assert.False(await run.State.TrySetAsync("a", 3, seen, Scope.Temp));
            await run.State.RemoveAsync("a", Scope.Temp);
            Assert.Equal([true], (await run.State.GetChangesAsync(seen, Scope.Temp)).Select(change => change.IsRemoved));
            await Assert.ThrowsAsync<SizeLimitException>(() => run.State.SetAsync("b", new string('x', 60), Scope.Temp));
            await Assert.ThrowsAsync<SizeLimitException>(() => run.State.SetAsync("b", new string('x', 60)));
            Assert.Equal(5, await run.State.WithPrefix("part").IncrementAsync("n", 5, Scope.Temp));
            Assert.Equal(["part/n"], (await run.State.ListAsync(Scope.Temp)).Select(entry => entry.Key));
        });

        Assert.Null(answer.ToolCalls.Single().Error);
    }

    [Fact]
    public async Task Changes_of_session_state_in_a_run_hold_what_the_run_wrote()
    {
        var session = await _store.OpenAsync(Key);
        await session.State.SetAsync("a", 1);
        await session.State.SetAsync("b", 1);

        var answer = await RunAsync(session, Durability.Step, async run =>
        {
            await run.State.SetAsync("c", 1);
            await run.State.RemoveAsync("a");
            Assert.Equal(["b", "c", "a"], (await run.State.GetChangesAsync(StateVersion.None)).Select(change => change.Key));
        });

        Assert.Null(answer.ToolCalls.Single().Error);
        Assert.Equal(["b", "c", "a"], (await session.State.GetChangesAsync(StateVersion.None)).Select(change => change.Key));
    }

    private static Task<AgentAnswer> RunAsync(Session session, Durability durability, Func<RunContext, Task> act) => new Agent(new ScriptedChatClient(Call(("c1", "write", "")), Say("Done.")))
    {
        Name = "writer",
        Durability = durability,
        Tools = [AgentTool.Create(act, "write")],
    }.RunAsync("go", session);

    private static Step Ask(string tool) => (messages, _, _) => Task.FromResult(new ChatResponse(
        new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"ask-{messages.Count}", tool, new Dictionary<string, object?> { ["task"] = "read" })])));

    private static async Task<IEnumerable<string>> ToldAsync(ISessionStore store, Session session) =>
        from entry in (await store.ReadAsync(session.Key, LogRead.All())).Entries
        where entry.Kind == EntryKind.ScopedState
        let body = (ScopedStateBody)entry.Decode(session.Key)
        select $"{entry.Author} {body.Version} {body.Scope} {body.Key}{(body.Removed ? " removed" : $"={body.Value}")}";
}
