using System.Net.ServerSentEvents;
using System.Text.Json;
using Colloquy.Offline;
using Xunit;

namespace Colloquy.Hosting.Tests;

/// <summary>Updates of turns as server-sent events, and exceptions as status codes.</summary>
public sealed class ServerSentEventTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_updates_of_a_turn_are_events_of_their_kinds()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(new OfflineChatClient()) { Name = "desk", Tools = [AIFunctionFactory.Create((int left, int right) => left + right, "add", "Adds two numbers.")] };

        var events = await ReadAsync(agent.RunStreamingAsync("Please add 2 and 3.", session));

        Assert.Equal(("answer", "completed", "desk", 1), (events[^1].EventType, events[^1].Data.Status, events[^1].Data.Agent, events[^1].Data.Turn));
        Assert.Equal([false, true], events.Where(item => item.EventType == "tool").Select(item => item.Data.IsFinished!.Value));
        Assert.Equal(events[^1].Data.Text, string.Concat(events.Where(item => item.EventType == "text").Select(item => item.Data.Text)));
    }

    [Fact]
    public async Task A_call_that_waits_is_an_event_with_its_id()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(new OfflineChatClient()) { Tools = [AgentTool.Create((decimal amount) => "ok", "refund", "Refunds an amount.")], Approvals = [ApprovalRule.Always("refund")] };

        var events = await ReadAsync(agent.RunStreamingAsync("Please refund 40 dollars.", session));

        var approval = Assert.Single(events, item => item.EventType == "approval").Data;
        Assert.Equal(((await session.Approvals.ListAsync()).Single().Id.Value, "refund", "waiting"), (approval.Approval, approval.Tool, events[^1].Data.Status));
    }

    [Fact]
    public async Task What_fails_before_the_first_update_is_thrown_before_there_is_a_stream()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.CloseAsync();

        var thrown = await Assert.ThrowsAsync<SessionClosedException>(() => new Agent(new OfflineChatClient()).RunStreamingAsync("Hello.", session).ToServerSentEventsAsync());

        Assert.Equal(410, ColloquyStatusCodes.Of(thrown));
    }

    [Fact]
    public async Task What_fails_later_is_the_last_event()
    {
        var events = await ReadAsync(FailingAsync());

        Assert.Equal(("error", "HttpRequestException"), (events[^1].EventType, events[^1].Data.Error));

        static async IAsyncEnumerable<AgentUpdate> FailingAsync()
        {
            yield return new ModelUpdate(new ChatResponseUpdate(ChatRole.Assistant, "Hel"));
            await Task.Yield();
            throw new HttpRequestException("secret");
        }
    }

    [Fact]
    public async Task The_data_of_an_event_are_what_its_type_has_and_nothing_else()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(new FakeModel("Good day.")) { Name = "desk" };

        var events = await ReadAsync(agent.RunStreamingAsync("Hello.", session));

        Assert.Equal("""{"text":"Good day."}""", JsonSerializer.Serialize(events[0].Data, JsonSerializerOptions.Web));
        Assert.Equal("""{"text":"Good day.","agent":"desk","turn":1,"status":"completed"}""", JsonSerializer.Serialize(events[^1].Data, JsonSerializerOptions.Web));
    }

    [Fact]
    public void Exceptions_have_the_status_codes_that_their_page_says()
    {
        var key = new SessionKey("s");

        Assert.Equal((404, 500), (ColloquyStatusCodes.Of(new SessionNotFoundException(key)), ColloquyStatusCodes.Of(new InvalidOperationException())));
    }

    private static async Task<List<SseItem<AgentEvent>>> ReadAsync(IAsyncEnumerable<AgentUpdate> updates) => await (await updates.ToServerSentEventsAsync()).ToListAsync();
}
