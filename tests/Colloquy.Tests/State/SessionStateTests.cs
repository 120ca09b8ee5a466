using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class SessionStateTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task Values_of_any_shape_are_read_back()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));

        await session.State.SetAsync("cart", new[] { "book", "pen" });
        await session.State.SetAsync("step", 3);
        await session.State.SetAsync("profile", new { Name = "Ada", Tier = "gold" });

        Assert.Equal(["book", "pen"], (await session.State.GetAsync<string[]>("cart"))!);
        Assert.Equal(3, await session.State.GetAsync<int>("step"));
        Assert.Equal("gold", (await session.State.GetAsync<JsonElement>("profile")).GetProperty("tier").GetString());
        Assert.Equal(["cart", "profile", "step"], (await session.State.ListAsync()).Select(entry => entry.Key));
    }

    [Fact]
    public async Task Null_is_a_value_and_absence_is_not()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));

        await session.State.SetAsync<string?>("note", null);

        Assert.Equal(JsonValueKind.Null, (await session.State.FindAsync("note"))!.Value.ValueKind);
        Assert.Null(await session.State.FindAsync("other"));
        Assert.True(await session.State.RemoveAsync("note"));
        Assert.False(await session.State.RemoveAsync("note"));
        Assert.Null(await session.State.FindAsync("note"));
    }

    [Fact]
    public async Task A_handle_that_has_not_looked_for_a_while_removes_what_another_wrote()
    {
        var stale = await _store.OpenAsync(new SessionKey("s"));
        var other = await _store.OpenAsync(new SessionKey("s"));
        await other.State.SetAsync("owner", "ada");

        Assert.True(await stale.State.RemoveAsync("owner"));
        Assert.Null(await other.State.FindAsync("owner"));
    }

    [Fact]
    public async Task A_wrong_type_names_both_types_and_overwrites_nothing()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.State.SetAsync("name", "Ada");

        var error = await Assert.ThrowsAnyAsync<InvalidCastException>(() => session.State.GetAsync<int>("name"));
        await Assert.ThrowsAnyAsync<InvalidCastException>(() => session.State.IncrementAsync("name"));

        Assert.Equal("State key 'name' holds a JSON string, which cannot be read as System.Int32. Read it as what was written, or remove it first.", error.Message);
        Assert.Equal("Ada", await session.State.GetAsync<string>("name"));
    }

    [Fact]
    public async Task State_follows_the_head()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        await session.State.SetAsync("step", 1);
        await session.AddAsync(new ChatMessage(ChatRole.User, "two"));
        await session.State.SetAsync("step", 2);
        await session.State.SetAsync("extra", true);

        await session.UndoTurnAsync();

        Assert.Equal(1, await session.State.GetAsync<int>("step"));
        Assert.Null(await session.State.FindAsync("extra"));
    }

    [Fact]
    public async Task A_write_that_expects_an_older_version_is_refused()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        Assert.True(await session.State.TrySetAsync("owner", "ada", expected: null));
        var seen = (await session.State.FindAsync("owner"))!.Version;

        Assert.True(await session.State.TrySetAsync("owner", "ben", seen));
        Assert.False(await session.State.TrySetAsync("owner", "carol", seen));
        Assert.False(await session.State.TrySetAsync("owner", "carol", expected: null));

        Assert.Equal("ben", await session.State.GetAsync<string>("owner"));
    }

    [Fact]
    public async Task A_counter_incremented_by_eight_writers_loses_nothing()
    {
        var key = new SessionKey("s");
        var handles = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.OpenAsync(key)));

        await Task.WhenAll(handles.Select(handle => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
                await handle.State.IncrementAsync("count");
        })));

        Assert.Equal(200, await handles[0].State.GetAsync<int>("count"));
    }

    [Fact]
    public async Task A_sum_that_does_not_fit_is_refused_and_changes_nothing()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.State.SetAsync("n", long.MaxValue);

        await Assert.ThrowsAsync<OverflowException>(() => session.State.IncrementAsync("n"));

        Assert.Equal(long.MaxValue, await session.State.GetAsync<long>("n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    [InlineData("lone D800")]
    public async Task A_key_that_breaks_the_rules_is_refused(string key)
    {
        key = key.Replace("D800", "\ud800", StringComparison.Ordinal);
        var session = await _store.OpenAsync(new SessionKey("s"));

        await Assert.ThrowsAsync<InvalidKeyException>(() => session.State.SetAsync(key, 1));
    }
}
