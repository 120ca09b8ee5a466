namespace Colloquy.Testing.Tests.Cassettes;

public sealed class DivergenceTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task A_miss_shows_the_nearest_exchange_and_the_first_difference()
    {
        await Tapes.SayAsync("miss", _tapes.Counting(CassetteMode.Record), "add 2", "what do I have?", "add 3");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("miss", _tapes.Counting(CassetteMode.Replay), "add 2", "what do we have?"));

        Assert.Equal(("messages[4].contents[0].text", "\"what do I have?\"", "\"what do we have?\""), (miss.Path, miss.Recorded, miss.Actual));
        Assert.Contains("turn 2", miss.Message, StringComparison.Ordinal);
        var line = File.ReadAllLines(miss.Cassette)[miss.NearestLine - 1];
        Assert.Equal("  - turn: 2", line);
    }

    [Fact]
    public async Task Other_instructions_are_named()
    {
        await Tapes.SayAsync("prompt", _tapes.Counting(CassetteMode.Record, instructions: "Be brief. Say please."), "hello");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("prompt", _tapes.Counting(CassetteMode.Replay, instructions: "Be brief. Say thanks."), "hello"));

        Assert.Equal("instructions", miss.Path);
        Assert.Contains("recorded with other instructions", miss.Message, StringComparison.Ordinal);
        Assert.Contains("Say thanks.", miss.Actual!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_tool_is_named()
    {
        await Tapes.SayAsync("tools", _tapes.Counting(CassetteMode.Record), "hello");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("tools", conversation =>
        {
            conversation.UseCassette(_tapes.Folder + "/", CassetteMode.Replay).AddToolHost(Counter.NewHost()).UseAgent(parts =>
                new Agent(parts.Client(ScriptedModel.Counting)) { Tools = [.. parts.Tools, AIFunctionFactory.Create(() => 1, "one")] });
        }, "hello"));

        Assert.Equal("tools.one", miss.Path);
    }

    [Fact]
    public async Task A_miss_that_the_agent_makes_light_of_fails_the_turn()
    {
        IChatClient Client(IChatClient client) => new Forgiving(client);
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation => conversation.UseCassette(_tapes.Folder + "/", mode).UseChatClient(parts => Client(parts.Client(ScriptedModel.Counting)));
        await Tapes.SayAsync("forgiving", Setup(CassetteMode.Record), "hello");

        await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("forgiving", Setup(CassetteMode.Replay), "good day"));
    }

    [Fact]
    public async Task The_rest_goes_live_when_asked()
    {
        await Tapes.SayAsync("golive", _tapes.Counting(CassetteMode.Record), "add 2", "add 3", "hello");
        var before = _tapes.Read("golive");

        var turns = await Tapes.SayAsync("golive", _tapes.Counting(CassetteMode.Replay, new CassetteOptions { OnDivergence = CassetteDivergence.GoLive }), "add 2", "add 4", "add 5");

        Assert.Equal(["It is 2.", "It is 6.", "It is 11."], turns.Select(turn => turn.Text));
        Assert.Equal([AnswerOrigin.Replayed, AnswerOrigin.Live, AnswerOrigin.Live], turns.Select(turn => turn.Origin));
        Assert.Equal(before, _tapes.Read("golive"));
    }

    [Fact]
    public async Task The_tail_is_recorded_when_asked()
    {
        await Tapes.SayAsync("tail", _tapes.Counting(CassetteMode.Record), "add 2", "add 3", "hello");

        var turns = await Tapes.SayAsync("tail", _tapes.Counting(CassetteMode.Auto, new CassetteOptions { OnDivergence = CassetteDivergence.RecordTail, RecordsInAuto = true }), "add 2", "add 4");
        var replayed = await Tapes.SayAsync("tail", _tapes.Counting(CassetteMode.Replay), "add 2", "add 4");

        Assert.Equal(["It is 2.", "It is 6."], turns.Select(turn => turn.Text));
        Assert.Equal(["It is 2.", "It is 6."], replayed.Select(turn => turn.Text));
        Assert.DoesNotContain("add 3", _tapes.Read("tail"), StringComparison.Ordinal);
        Assert.DoesNotContain("turn: 3", _tapes.Read("tail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_tail_is_recorded_where_nothing_may_be()
    {
        await Tapes.SayAsync("notail", _tapes.Counting(CassetteMode.Record), "add 2");
        var before = _tapes.Read("notail");

        foreach (var mode in (CassetteMode[])[CassetteMode.Replay, CassetteMode.Auto])
            await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("notail", _tapes.Counting(mode, new CassetteOptions { OnDivergence = CassetteDivergence.RecordTail, RecordsInAuto = false }), "add 4"));

        Assert.Equal(before, _tapes.Read("notail"));
    }

    /// <summary>Answers by itself when the model fails, as a client with a fallback does.</summary>
    private sealed class Forgiving(IChatClient client) : DelegatingChatClient(client)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            try
            {
                return await base.GetResponseAsync(messages, options, cancellationToken);
            }
            catch (Exception)
            {
                return new ChatResponse(new ChatMessage(ChatRole.Assistant, "I cannot say."));
            }
        }
    }
}
