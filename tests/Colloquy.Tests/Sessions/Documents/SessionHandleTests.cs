using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Sessions;

public sealed class SessionHandleTests
{
    private static readonly SessionOwner Support = new("ada", "support");
    private static readonly SessionKey Key = new("ticket-4711", Support);

    [Fact]
    public async Task A_handle_leads_back_to_its_session()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));

        var json = session.Handle.ToJson();
        var found = await store.FindAsync(SessionHandle.Parse(json), Support);

        Assert.Equal("""{"version":1,"app":"support","user":"ada","id":"ticket-4711"}""", json);
        Assert.Equal("hello", Assert.Single(await found!.GetItemsAsync()).Text);
    }

    [Fact]
    public async Task A_handle_that_is_bound_to_a_branch_leads_back_to_it()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var hiring = await session.Branches.ForkAsync("hiring");
        await hiring.AddAsync(new ChatMessage(ChatRole.User, "bonjour"));

        var found = await store.FindAsync(SessionHandle.Parse(hiring.Handle.ToJson()), Support);
        await session.Branches.SwitchToAsync("hiring");
        await session.Branches.SwitchToAsync("main");

        Assert.Equal(["hello", "bonjour"], (await found!.GetItemsAsync()).Select(item => item.Text));
        Assert.Equal("hiring", found.Handle.Branch);
        await session.Branches.DeleteAsync("hiring");
        await Assert.ThrowsAsync<BranchNotFoundException>(() => store.FindAsync(hiring.Handle, Support));
    }

    [Theory]
    [InlineData("ben", "support")]
    [InlineData(null, "support")]
    [InlineData("Ada", "support")]
    [InlineData("ada", "default")]
    public async Task A_handle_of_another_owner_is_refused_whether_its_session_is_there_or_not(string? user, string app)
    {
        await using var store = new InMemorySessionStore();
        var forged = SessionHandle.Parse((await store.OpenAsync(Key)).Handle.ToJson());

        var there = await Assert.ThrowsAsync<SessionDocumentException>(() => store.FindAsync(forged, new SessionOwner(user, app)));
        await store.DeleteAsync(Key);
        var gone = await Assert.ThrowsAsync<SessionDocumentException>(() => store.FindAsync(forged, new SessionOwner(user, app)));

        Assert.Equal((SessionDocumentFailure.AnotherOwner, there.Message), (gone.Failure, gone.Message));
    }

    [Fact]
    public async Task The_handle_of_a_deleted_session_finds_nothing_and_makes_nothing()
    {
        await using var store = new InMemorySessionStore();
        var handle = (await store.OpenAsync(Key)).Handle;
        await store.DeleteAsync(Key);

        Assert.Null(await store.FindAsync(handle, Support));
        Assert.Null(await store.GetAsync(Key));
    }

    [Fact]
    public async Task Fields_of_a_later_version_are_written_again()
    {
        await using var store = new InMemorySessionStore();
        await store.OpenAsync(Key);
        const string json = """{"version":1,"app":"support","user":"ada","id":"ticket-4711","seen":{"at":12},"tags":["a"]}""";

        var handle = SessionHandle.Parse(json);
        var session = await store.FindAsync(handle, Support);
        var bound = await session!.Branches.OpenAsync("main");

        Assert.Equal(json, handle.ToJson());
        Assert.Equal(json, session.Handle.ToJson());
        Assert.EndsWith("""
            "branch":"main","seen":{"at":12},"tags":["a"]}
            """, bound.Handle.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"ticket\"")]
    [InlineData("{")]
    [InlineData("""{"id":"x"}""")]
    [InlineData("""{"version":"1","id":"x"}""")]
    [InlineData("""{"version":0,"id":"x"}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":1,"id":""}""")]
    [InlineData("""{"version":1,"id":5}""")]
    [InlineData("""{"version":1,"id":"a\u0000b"}""")]
    [InlineData("""{"version":1,"id":"a\ud800"}""")]
    [InlineData("""{"version":1,"id":"x","branch":""}""")]
    public void What_is_no_handle_is_refused(string json)
    {
        Assert.Equal(SessionDocumentFailure.Malformed, Assert.Throws<SessionDocumentException>(() => SessionHandle.Parse(json)).Failure);
        Assert.False(SessionHandle.TryParse(json, out var handle, out var error));
        Assert.Null(handle);
        Assert.StartsWith("This is no session handle", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_of_a_newer_version_is_refused_whatever_it_holds()
    {
        Assert.False(SessionHandle.TryParse("""{"version":2}""", out _, out _));
        var error = Assert.Throws<SessionDocumentException>(() => SessionHandle.Parse("""{"version":2,"session":["ada","x"]}"""));

        Assert.Equal(SessionDocumentFailure.NewerVersion, error.Failure);
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_travels_within_other_JSON()
    {
        var message = new Dictionary<string, SessionHandle> { ["session"] = new(Key, "hiring") };

        var read = JsonSerializer.Deserialize<Dictionary<string, SessionHandle>>(JsonSerializer.Serialize(message));

        Assert.Equal(message["session"], read!["session"]);
    }
}
