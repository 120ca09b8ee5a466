using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>What a session keeps of answers that were cut, refused late or not named, whichever protocol they came by.</summary>
public sealed class CutTurnTests
{
    public static TheoryData<string> Cut => ["completions", "responses", "anthropic"];

    [Theory]
    [MemberData(nameof(Cut))]
    public async Task A_stream_that_is_cut_fails_the_turn_and_keeps_its_text_as_partial(string kind)
    {
        await using var server = await WireServer.StartAsync(Beginning(kind));
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ada"));

        var failure = await Assert.ThrowsAsync<ModelFailedException>(() => RunAsync(new Agent(Open(kind, server)), session));

        var items = await session.GetItemsAsync();
        Assert.Equal(ModelFailedException.StreamCutCode, failure.Code);
        Assert.Equal([("user", "Hi", false), ("assistant", "Hel", true)], items.Select(item => (item.Message.Role.Value, item.Message.Text, item.IsPartial)));
        Assert.Equal(TurnStatus.Failed, (await session.Turns.GetAsync(1))!.Status);
    }

    [Theory]
    [MemberData(nameof(Cut))]
    public async Task A_stream_without_any_part_fails_the_turn(string kind)
    {
        await using var server = await WireServer.StartAsync(WireReply.Events());
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ada"));

        await Assert.ThrowsAsync<ModelFailedException>(() => RunAsync(new Agent(Open(kind, server)), session));

        Assert.Equal(["Hi"], (await session.GetItemsAsync()).Select(item => item.Message.Text));
        Assert.Equal(TurnStatus.Failed, (await session.Turns.GetAsync(1))!.Status);
    }

    [Fact]
    public async Task A_call_is_priced_although_the_first_chunk_names_no_model()
    {
        var first = CompletionWire.Chunk("""{"content":"Hi."}""").Replace("gpt-5-mini-2025", "", StringComparison.Ordinal).Replace("chatcmpl-1", "", StringComparison.Ordinal);
        await using var server = await WireServer.StartAsync(CompletionWire.Stream(first, CompletionWire.Chunk("{}", "stop").Replace("gpt-5-mini-2025", "gpt-5-mini", StringComparison.Ordinal)));
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ada"));

        await RunAsync(new Agent(Clients.Completions(server)), session);

        Assert.True((await session.Usage.GetAsync()).Cost > 0);
    }

    private static async Task RunAsync(Agent agent, Session session)
    {
        await foreach (var _ in agent.RunStreamingAsync("Hi", session))
        {
        }
    }

    private static WireReply Beginning(string kind) => kind switch
    {
        "completions" => WireReply.Events(CompletionWire.Chunk("""{"content":"Hel"}""")),
        "responses" => WireReply.Events(ResponseWire.Created, ResponseWire.TextDelta("Hel")),
        _ => WireReply.Events(AnthropicWire.Start, AnthropicWire.BlockStart(0, """{"type":"text","text":""}"""), AnthropicWire.TextDelta("Hel")),
    };

    private static IChatClient Open(string kind, WireServer server) => kind switch
    {
        "completions" => Clients.Completions(server),
        "responses" => Clients.Responses(server),
        _ => Clients.Anthropic(server),
    };
}
