using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>What Colloquy keeps in the state of a session for itself can be anything in a session that was imported. No such value keeps a turn from running.</summary>
public sealed class ReservedStateTests
{
    public static TheoryData<string, string> Values => new(
        from key in new[] { "agent", "approvals", "conversation", "pins", "summary", "waiting" }
        from value in new[] { "null", "-5", "0", "3", "1.5", "1e300", "9223372036854775807", "\"x\"", "[]", "[null]", "[-1]", "[\"x\"]", "[{}]", "{}", "{\"name\":1}", "[999999]" }
        select (key, value));

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_session_goes_on_whatever_its_reserved_state_holds(string key, string value)
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", "ada"));
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        var agent = new Agent(model) { Name = "desk" };
        await agent.RunAsync("one", session);
        var writer = new EntryWriter((await store.GetAsync(session.Key))!);
        writer.Append(new StateBody($"colloquy.{key}") { Value = JsonElement.Parse(value) });
        await store.CommitAsync(session.Key, writer.TakeCommit(CommitId.New(TimeProvider.System)));

        await agent.RunAsync("two", session);
        await agent.RunAsync("three", await store.OpenAsync(session.Key));
        await session.Window.PreviewAsync();
        var first = (await session.GetItemsAsync())[0];
        await session.Window.PinAsync(first.Position);
        await session.Approvals.ListAsync();
        await session.Approvals.ListRememberedAsync();

        Assert.Equal(["one", "yes", "two", "yes", "three"], model.Requests[^1].Select(message => message.Text));
        Assert.Contains(first.Position, await session.Window.ListPinsAsync());
    }
}
