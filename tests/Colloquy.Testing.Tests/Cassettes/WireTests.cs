using Colloquy.Models;
using Colloquy.Models.Tests;

namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>The official SDK of OpenAI over HTTP, against a service on this machine whose model is the stand-in.</summary>
public sealed class WireTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_conversation_over_http_is_replayed_without_a_service(bool streams, bool kept)
    {
        IReadOnlyList<TurnResult> recorded;
        await using (var server = await KeepingServer.StartAsync())
        {
            recorded = await Tapes.SayAsync("wire", Setup(CassetteMode.Record, server.Connection), "count this", "count that", "count it all");
            Assert.Equal(3, server.Requests.Count);
        }

        var replayed = await Tapes.SayAsync("wire", Setup(CassetteMode.Replay, null), "count this", "count that", "count it all");

        Assert.Equal("You told me 3 things: count this / count that / count it all", replayed[2].Text);
        Assert.Equal(recorded.Select(turn => turn.Text), replayed.Select(turn => turn.Text));
        Assert.Equal(recorded.Select(turn => turn.Usage.CachedInputTokenCount), replayed.Select(turn => turn.Usage.CachedInputTokenCount));
        Assert.Equal(recorded.Select(turn => turn.Cost), replayed.Select(turn => turn.Cost));
        Assert.All(recorded, turn => Assert.Equal(AnswerOrigin.Live | AnswerOrigin.StandIn, turn.Origin));
        Assert.All(replayed, turn => Assert.Equal(AnswerOrigin.Replayed | AnswerOrigin.StandIn, turn.Origin));
        Assert.All(replayed, turn => Assert.Equal("openai", turn.ModelCalls[0].Provider));
        Assert.Contains("\norigin: stand-in\n", _tapes.Read("wire"), StringComparison.Ordinal);

        Action<ConversationBuilder> Setup(CassetteMode mode, ModelConnection? connection) => conversation =>
        {
            conversation.Streams = streams;
            conversation.UseCassette(_tapes.Folder + "/", mode).UseAgent(parts => new Agent(parts.Client(() => new OpenAIResponsesChatClient("offline-stand-in", connection!) { ServiceKeepsConversation = kept })));
        };
    }

    [Fact]
    public async Task Two_recordings_of_the_same_are_the_same_text()
    {
        for (var run = 1; run <= 2; run++)
        {
            await using var server = await KeepingServer.StartAsync();
            await Tapes.SayAsync($"same", conversation => conversation.UseCassette($"{_tapes.Folder}/run{run}/", CassetteMode.Record).UseAgent(parts =>
                new Agent(parts.Client(() => new OpenAIResponsesChatClient("offline-stand-in", server.Connection)))), "count this", "count that");
        }

        Assert.Equal(File.ReadAllText($"{_tapes.Folder}/run1/same.yaml"), File.ReadAllText($"{_tapes.Folder}/run2/same.yaml"));
    }

    [Fact]
    public async Task A_stream_is_replayed_in_the_pieces_in_which_it_came()
    {
        await using var server = await KeepingServer.StartAsync();
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation => conversation.UseCassette(_tapes.Folder + "/", mode)
            .UseTarget(parts => new SecretTests.StreamTarget(parts.Client(() => new OpenAIResponsesChatClient("offline-stand-in", server.Connection))));
        var recorded = await Tapes.SayAsync("pieces", Setup(CassetteMode.Record), "count this");

        var replayed = await Tapes.SayAsync("pieces", Setup(CassetteMode.Replay), "count this");

        var pieces = Assert.IsType<IReadOnlyList<string>>(recorded[0].Raw, exactMatch: false);
        Assert.True(pieces.Count > 3);
        Assert.Equal(pieces, replayed[0].Raw);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_service_that_fails_leaves_nothing_that_would_fail_again()
    {
        await using var server = await KeepingServer.StartAsync();
        Action<ConversationBuilder> Setup() => conversation => conversation.UseCassette(_tapes.Folder + "/", CassetteMode.Auto, new CassetteOptions { RecordsInAuto = true })
            .UseAgent(parts => new Agent(parts.Client(() => new OpenAIResponsesChatClient("offline-stand-in", server.Connection))));
        server.FailNext();

        await Assert.ThrowsAsync<NoAnswerException>(() => Tapes.SayAsync("failing", Setup(), "count this"));
        var turns = await Tapes.SayAsync("failing", Setup(), "count this");

        Assert.Equal("You told me 1 things: count this", turns[0].Text);
    }
}
