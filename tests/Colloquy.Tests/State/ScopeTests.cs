using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class ScopeTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task User_state_is_seen_by_all_sessions_of_the_user_and_by_nobody_else()
    {
        var session = await OpenAsync("one", "ada");

        await session.State.SetAsync("language", "en", Scope.User);

        Assert.Equal("en", await (await OpenAsync("two", "ada")).State.GetAsync<string>("language", Scope.User));
        Assert.Null(await session.State.FindAsync("language"));
        Assert.Null(await session.State.FindAsync("language", Scope.App));
        Assert.Null(await (await OpenAsync("one", "ben")).State.FindAsync("language", Scope.User));
        Assert.Null(await (await _store.OpenAsync(new SessionKey("one", "ada", "other"))).State.FindAsync("language", Scope.User));
    }

    [Fact]
    public async Task App_state_is_seen_by_all_users_of_the_app()
    {
        await (await OpenAsync("one", "ada")).State.SetAsync("season", "spring", Scope.App);

        Assert.Equal("spring", await (await OpenAsync("one", "ben")).State.GetAsync<string>("season", Scope.App));
        Assert.Equal("spring", await (await OpenAsync("one", null)).State.GetAsync<string>("season", Scope.App));
        Assert.Null(await (await _store.OpenAsync(new SessionKey("one", "ada", "other"))).State.FindAsync("season", Scope.App));
    }

    [Fact]
    public async Task Without_a_session_it_is_the_same_state()
    {
        var session = await OpenAsync("one", "ada");
        await _store.GetState(new SessionOwner("ada")).SetAsync("units", "metric");
        await _store.GetState(new SessionOwner()).IncrementAsync("orders", 41);

        Assert.Equal("metric", await session.State.GetAsync<string>("units", Scope.User));
        Assert.Equal(42, await session.State.IncrementAsync("orders", scope: Scope.App));
        Assert.Equal(42, await _store.GetState(new SessionOwner()).GetAsync<int>("orders"));
        Assert.Equal(["units"], (await _store.GetState(new SessionOwner("ada")).ListAsync()).Select(entry => entry.Key));
    }

    [Fact]
    public async Task A_session_without_a_user_has_no_user_state()
    {
        var session = await OpenAsync("one", null);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => session.State.GetAsync<string>("language", Scope.User));

        Assert.Equal("Session 'one' in app 'default' has no user, so it has no Scope.User state. Give its key a user, or use another scope.", error.Message);
    }

    [Fact]
    public async Task The_owner_of_a_session_without_a_user_has_the_state_of_its_application_and_of_no_other()
    {
        var session = await OpenAsync("one", null);
        await session.State.SetAsync("season", "spring", Scope.App);
        await (await OpenAsync("one", "ada")).State.SetAsync("language", "en", Scope.User);

        Assert.Equal(["season"], (await _store.GetState(session.Key.Owner).ListAsync()).Select(entry => entry.Key));
        Assert.Empty(await _store.GetState(new SessionOwner(app: "other")).ListAsync());
    }

    [Fact]
    public async Task Temp_state_is_not_there_outside_a_run()
    {
        var session = await OpenAsync("one", "ada");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => session.State.SetAsync("step", 1, Scope.Temp));

        Assert.StartsWith("There is no run, and Scope.Temp lives for one", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.State.GetAsync<int>("step", (Scope)7));
    }

    [Fact]
    public async Task A_store_that_keeps_no_user_state_says_so_and_writes_nothing()
    {
        var session = await new PlainStore(_store).OpenAsync(new SessionKey("one", "ada"));

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => session.State.SetAsync("language", "en", Scope.User));
        await Assert.ThrowsAsync<NotSupportedException>(() => new PlainStore(_store).GetState(new SessionOwner()).IncrementAsync("orders"));

        Assert.StartsWith("The store PlainStore does not implement IOwnerState, which state of the User scope needs.", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _store.GetState(new SessionOwner("ada")).ListAsync());
        await session.State.SetAsync("language", "en");
    }

    [Fact]
    public async Task Undo_fork_and_close_take_session_state_along_and_leave_the_others()
    {
        var session = await OpenAsync("one", "ada");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        foreach (var scope in new[] { Scope.Session, Scope.User, Scope.App })
            await session.State.SetAsync("key", "first", scope);
        var fork = await session.Branches.ForkAsync("fork");
        foreach (var scope in new[] { Scope.Session, Scope.User, Scope.App })
            await session.State.SetAsync("key", "second", scope);

        Assert.Equal(["first", "second", "second"], await ReadAsync(fork));
        await session.UndoTurnAsync();
        Assert.Equal(["-", "second", "second"], await ReadAsync(session));
        await session.RedoAsync();
        await session.CloseAsync();
        Assert.Equal(["-", "second", "second"], await ReadAsync(session));
        await session.State.SetAsync("key", "third", Scope.User);
        await Assert.ThrowsAsync<SessionClosedException>(() => session.State.SetAsync("key", "third"));
        await session.DeleteAsync();
        Assert.Equal("third", await _store.GetState(new SessionOwner("ada")).GetAsync<string>("key"));

        static async Task<List<string?>> ReadAsync(Session session) =>
            [await session.State.GetAsync<string>("key") ?? "-", await session.State.GetAsync<string>("key", Scope.User), await session.State.GetAsync<string>("key", Scope.App)];
    }

    [Theory]
    [InlineData(Scope.Session)]
    [InlineData(Scope.User)]
    [InlineData(Scope.App)]
    public async Task In_every_scope_null_is_a_value_and_a_wrong_type_overwrites_nothing(Scope scope)
    {
        var state = (await OpenAsync("one", "ada")).State;
        await state.SetAsync<string?>("note", null, scope);
        await state.SetAsync("flags", new Dictionary<string, bool> { ["closed"] = true }, scope);

        var error = await Assert.ThrowsAnyAsync<InvalidCastException>(() => state.GetAsync<int>("flags", scope));
        await Assert.ThrowsAnyAsync<InvalidCastException>(() => state.IncrementAsync("flags", scope: scope));
        await Assert.ThrowsAnyAsync<InvalidCastException>(() => state.IncrementAsync("note", scope: scope));

        Assert.Equal("State key 'flags' holds a JSON object, which cannot be read as System.Int32. Read it as what was written, or remove it first.", error.Message);
        Assert.True((await state.GetAsync<Dictionary<string, bool>>("flags", scope))!["closed"]);
        Assert.Equal(JsonValueKind.Null, (await state.FindAsync("note", scope))!.Value.ValueKind);
        Assert.True(await state.RemoveAsync("note", scope));
        Assert.False(await state.RemoveAsync("note", scope));
        Assert.False(await state.TrySetAsync("note", 1, new StateVersion(1), scope));
        Assert.True(await state.TrySetAsync("note", 1, expected: null, scope));
        Assert.Equal(["flags", "note"], (await state.ListAsync(scope)).Select(entry => entry.Key));
    }

    [Theory]
    [InlineData(Scope.Session)]
    [InlineData(Scope.User)]
    [InlineData(Scope.App)]
    public async Task Converters_that_are_registered_write_and_read_values_also_those_found_and_listed(Scope scope)
    {
        var options = new OpenSessionOptions { State = new StateOptions { Json = new JsonSerializerOptions { Converters = { new JsonStringEnumConverter<DayOfWeek>() } } } };
        var state = (await _store.OpenAsync(new SessionKey("one", "ada"), options)).State;
        await state.SetAsync("day", DayOfWeek.Friday, scope);

        var entry = (await state.FindAsync("day", scope))!;

        Assert.Equal("Friday", entry.Value.GetString());
        Assert.Equal(DayOfWeek.Friday, await state.GetAsync<DayOfWeek>("day", scope));
        Assert.Equal(DayOfWeek.Friday, entry.Get<DayOfWeek>());
        Assert.Equal(DayOfWeek.Friday, (await state.ListAsync(scope))[0].Get<DayOfWeek>());
    }

    [Theory]
    [InlineData(Scope.Session)]
    [InlineData(Scope.User)]
    [InlineData(Scope.App)]
    public async Task What_is_too_large_is_refused_and_changes_nothing(Scope scope)
    {
        var session = await _store.OpenAsync(new SessionKey("one", "ada"), new OpenSessionOptions { State = new StateOptions { MaxValueBytes = 100, MaxTotalBytes = 150 } });
        await session.State.SetAsync("a", new string('x', 98), scope);

        var one = await Assert.ThrowsAsync<SizeLimitException>(() => session.State.SetAsync("a", new string('y', 99), scope));
        var all = await Assert.ThrowsAsync<SizeLimitException>(() => session.State.SetAsync("b", new string('y', 47), scope));

        Assert.Equal((SizeLimit.StateValue, "a", 101L, 100L), (one.Kind, one.Item, one.Size, one.Limit));
        Assert.Equal(scope == Scope.Session ? session.Key : null, one.Key);
        Assert.Equal(scope switch { Scope.User => new SessionOwner("ada"), Scope.App => new SessionOwner(), _ => null }, one.Owner);
        Assert.Equal((one.Key, one.Owner), (all.Key, all.Owner));
        Assert.Equal((SizeLimit.StateTotal, "b", 151L, 150L), (all.Kind, all.Item, all.Size, all.Limit));
        Assert.Equal($"The value of state key 'a' in the {scope} scope has 101 bytes of JSON, and 100 are allowed. Keep large things elsewhere and their place in the state, or raise StateOptions.MaxValueBytes.", one.Message);
        Assert.StartsWith($"With state key 'b' all values of the {scope} scope would have 151 bytes of JSON, and 150 are allowed.", all.Message, StringComparison.Ordinal);
        await session.State.SetAsync("b", new string('y', 46), scope);
        await Assert.ThrowsAsync<SizeLimitException>(() => session.State.IncrementAsync("c", scope: scope));
        await session.State.RemoveAsync("b", scope);
        await session.State.IncrementAsync("c", scope: scope);
        Assert.Equal(["a", "c"], (await session.State.ListAsync(scope)).Select(entry => entry.Key));
    }

    [Theory]
    [InlineData(Scope.Session)]
    [InlineData(Scope.User)]
    [InlineData(Scope.App)]
    public async Task Changes_since_a_version_are_the_newest_writes_after_it(Scope scope)
    {
        var state = (await OpenAsync("one", "ada")).State;
        await state.SetAsync("a", 1, scope);
        await state.SetAsync("b", 2, scope);
        var seen = (await state.GetChangesAsync(StateVersion.None, scope))[^1].Version;
        await state.RemoveAsync("b", scope);
        await state.SetAsync<int?>("a", null, scope);

        var changes = await state.GetChangesAsync(seen, scope);

        Assert.Equal([("b", true), ("a", false)], changes.Select(change => (change.Key, change.IsRemoved)));
        Assert.Equal(JsonValueKind.Null, changes[1].Value.ValueKind);
        Assert.Empty(await state.GetChangesAsync(changes[^1].Version, scope));
    }

    [Theory]
    [InlineData(Scope.Session)]
    [InlineData(Scope.User)]
    [InlineData(Scope.App)]
    public async Task A_part_of_the_state_has_its_keys_under_its_name_in_every_scope(Scope scope)
    {
        var state = (await OpenAsync("one", "ada")).State;
        var part = state.WithPrefix("profile").WithPrefix("home");

        await part.SetAsync("city", "Gdynia", scope);
        await state.SetAsync("city", "Rome", scope);

        Assert.Equal("Gdynia", await state.GetAsync<string>("profile/home/city", scope));
        Assert.Equal(["city"], (await part.ListAsync(scope)).Select(entry => entry.Key));
        Assert.Equal(["city"], (await part.GetChangesAsync(StateVersion.None, scope)).Select(change => change.Key));
        await Assert.ThrowsAsync<InvalidKeyException>(() => state.SetAsync("colloquy.x", 1, scope));
        await Assert.ThrowsAsync<InvalidKeyException>(() => state.WithPrefix("colloquy.x").SetAsync("y", 1, scope));
    }

    [Theory]
    [InlineData(Scope.User)]
    [InlineData(Scope.App)]
    public async Task A_counter_incremented_by_eight_sessions_gives_each_sum_once(Scope scope)
    {
        var sessions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => OpenAsync($"s{i}", "ada")));

        var sums = await Task.WhenAll(sessions.Select(session => Task.Run(async () =>
        {
            List<long> mine = [];
            for (var i = 0; i < 50; i++)
                mine.Add(await session.State.IncrementAsync("count", scope: scope));
            return mine;
        })));

        Assert.Equal(Enumerable.Range(1, 400).Select(sum => (long)sum), sums.SelectMany(sum => sum).Order());
    }

    [Fact]
    public async Task A_damaged_value_is_marked_and_takes_no_other_down()
    {
        await _store.PutAsync(new StatePut { Owner = new SessionOwner("ada"), Key = "broken", Value = "{"u8.ToArray() });
        var state = _store.GetState(new SessionOwner("ada"));
        await state.SetAsync("whole", 1);

        var error = await Assert.ThrowsAsync<CorruptDataException>(() => state.GetAsync<int>("broken"));

        Assert.Equal(("broken", "ada", null, Position.Start), (error.StateKey, error.Owner.User, error.Key, error.Position));
        Assert.Equal("The value of state key 'broken' of user 'ada' in app 'default' is not JSON: it was damaged, or something else wrote it. Write the key again or remove it, or restore the store from a backup.", error.Message);
        Assert.Equal([("broken", true), ("whole", false)], (await state.ListAsync()).Select(entry => (entry.Key, entry.Unreadable is not null)));
    }

    private Task<Session> OpenAsync(string id, string? user) => _store.OpenAsync(new SessionKey(id, user));
}
