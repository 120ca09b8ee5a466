namespace Colloquy.Testing.Tests.Cassettes;

public sealed class ReplayTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_recorded_is_replayed_without_a_client_or_a_host(bool streams)
    {
        var recorded = await Tapes.SayAsync("count", _tapes.Counting(CassetteMode.Record, streams: streams), "hello", "add 2", "add 3");
        Assert.Equal((1, 1), (_tapes.Clients, _tapes.Hosts));

        var replayed = await Tapes.SayAsync("count", _tapes.Counting(CassetteMode.Replay, streams: streams), "hello", "add 2", "add 3");

        Assert.Equal((1, 1), (_tapes.Clients, _tapes.Hosts));
        Assert.Equal(recorded.Select(turn => turn.Text), replayed.Select(turn => turn.Text));
        Assert.Equal(recorded.Select(turn => turn.CarriedIn), replayed.Select(turn => turn.CarriedIn));
        Assert.Equal(recorded.Select(turn => turn.Usage.TotalTokenCount), replayed.Select(turn => turn.Usage.TotalTokenCount));
        Assert.All(recorded, turn => Assert.Equal(AnswerOrigin.Live, turn.Origin));
        Assert.All(replayed, turn => Assert.Equal(AnswerOrigin.Replayed, turn.Origin));
        Assert.False(Assert.Single(recorded[2].ToolCalls).IsReplayed);
        Assert.True(Assert.Single(replayed[2].ToolCalls).IsReplayed);
        Assert.Equal("5", Assert.Single(replayed[2].ToolCalls).ResultText);
    }

    [Fact]
    public async Task Equal_requests_get_their_own_answers_in_order()
    {
        var number = 0;
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation =>
            conversation.UseCassette(_tapes.Folder + "/", mode).UseTarget(parts =>
            {
                var client = parts.Client(new ScriptedModel(_ => new(ChatRole.Assistant, $"{Interlocked.Increment(ref number)}")));
                return new StatelessTarget(client);
            });
        await Tapes.SayAsync("dice", Setup(CassetteMode.Record), "roll", "roll", "roll");

        var replayed = await Tapes.SayAsync("dice", Setup(CassetteMode.Replay), "roll", "roll", "roll");

        Assert.Equal(["1", "2", "3"], replayed.Select(turn => turn.Text));
        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("dice", Setup(CassetteMode.Replay), "roll", "roll", "roll", "roll"));
        Assert.Contains("recorded only 3 times", miss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parallel_calls_end_in_any_order()
    {
        async Task<IReadOnlyList<TurnResult>> RunAsync(CassetteMode mode, bool firstIsSlow)
        {
            TaskCompletionSource other = new();
            return await Tapes.SayAsync("parallel", conversation => conversation.UseCassette(_tapes.Folder + "/", mode, new CassetteOptions { Replays = CassetteSides.Models }).AddToolHost(new InProcessToolHost("places", AIFunctionFactory.Create(
                async (string city) =>
                {
                    // Each waits for the other, or not: they end in an order that the test chooses.
                    if (firstIsSlow == (city == "Lisbon"))
                        await other.Task;
                    else
                        other.SetResult();
                    return $"sunny in {city}";
                },
                "weather"))).UseAgent(parts => new Agent(parts.Client(new ScriptedModel(messages => messages.Any(message => message.Role == ChatRole.Tool)
                    ? new(ChatRole.Assistant, "It is sunny in both.")
                    : new(ChatRole.Assistant, [Call("a", "Lisbon"), Call("b", "Porto")])))) { Tools = parts.Tools, ParallelTools = true }), "How is the weather in Lisbon and Porto?");
        }

        await RunAsync(CassetteMode.Record, firstIsSlow: true);
        var replayed = await RunAsync(CassetteMode.Replay, firstIsSlow: false);

        Assert.Equal("It is sunny in both.", Assert.Single(replayed).Text);
        Assert.Equal(2, replayed[0].ToolCalls.Count);

        static FunctionCallContent Call(string id, string city) => new(id, "weather", new Dictionary<string, object?> { ["city"] = city });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Results_that_are_sent_in_another_order_make_no_difference(bool inOneMessage)
    {
        Action<ConversationBuilder> Setup(CassetteMode mode, bool reversed) => conversation => conversation.UseCassette(_tapes.Folder + "/", mode)
            .UseTarget(parts => new ResultsTarget(parts.Client(new ScriptedModel(_ => new(ChatRole.Assistant, "Sunny."))), reversed, inOneMessage));
        await Tapes.SayAsync("order", Setup(CassetteMode.Record, reversed: false), "How is it?");

        var replayed = await Tapes.SayAsync("order", Setup(CassetteMode.Replay, reversed: true), "How is it?");

        Assert.Equal("Sunny.", replayed[0].Text);
    }

    [Fact]
    public async Task Ids_that_differ_from_run_to_run_make_no_difference()
    {
        var random = new Random(Environment.TickCount);
        IChatClient Model() => new ScriptedModel(messages => messages[^1].Role == ChatRole.Tool
            ? new(ChatRole.Assistant, "Done.") { MessageId = $"msg-{random.Next()}" }
            : new(ChatRole.Assistant, [new FunctionCallContent($"id-{random.Next()}", "add", new Dictionary<string, object?> { ["by"] = 2 })]) { MessageId = $"msg-{random.Next()}" });

        await Tapes.SayAsync("ids", _tapes.Counting(CassetteMode.Record, model: Model), "one", "two");
        var before = _tapes.Read("ids");
        await Tapes.SayAsync("ids", _tapes.Counting(CassetteMode.Record, model: Model), "one", "two");
        var replayed = await Tapes.SayAsync("ids", _tapes.Counting(CassetteMode.Replay, model: Model), "one", "two");

        Assert.Equal(before, _tapes.Read("ids"));
        Assert.Equal(2, replayed.Count);
    }

    [Fact]
    public async Task A_restart_goes_on_with_the_cassette()
    {
        async Task<string> RunAsync(CassetteMode mode)
        {
            await using var conversation = await Conversation.StartAsync("restart", _tapes.Counting(mode));
            await conversation.SayAsync("add 2");
            await conversation.RestartAsync();
            await conversation.SayAsync("add 3");
            await conversation.RestartAsync();
            return (await conversation.SayAsync("hello")).Text;
        }

        var recorded = await RunAsync(CassetteMode.Record);

        Assert.Equal(recorded, await RunAsync(CassetteMode.Replay));
        Assert.Equal(1, _tapes.Hosts);
    }

    [Fact]
    public async Task Looks_at_a_host_are_replayed()
    {
        async Task<(int Before, int After)> RunAsync(CassetteMode mode)
        {
            await using var conversation = await Conversation.StartAsync("looks", _tapes.Counting(mode));
            var before = await conversation.ToolHost("counter").CallAsync("value");
            await conversation.SayAsync("add 2");
            var after = await conversation.ToolHost("counter").CallAsync("value");
            return (before.GetInt32(), after.GetInt32());
        }

        Assert.Equal((0, 2), await RunAsync(CassetteMode.Record));
        Assert.Equal((0, 2), await RunAsync(CassetteMode.Replay));
        Assert.Equal(1, _tapes.Hosts);
    }

    [Fact]
    public async Task The_cost_is_the_same()
    {
        async Task<decimal?> RunAsync(CassetteMode mode) => (await Tapes.SayAsync("cost", _tapes.Counting(mode, model: () => new NamedModel("openai", "gpt-5-mini")), "hello"))[0].Cost;

        var recorded = await RunAsync(CassetteMode.Record);

        Assert.True(recorded > 0);
        Assert.Equal(recorded, await RunAsync(CassetteMode.Replay));
    }

    /// <summary>Sends two calls with their results.</summary>
    private sealed class ResultsTarget(IChatClient client, bool reversed, bool inOneMessage) : ConversationTarget
    {
        public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
        {
            List<AIContent> results = [new FunctionResultContent("a", "21"), new FunctionResultContent("b", "19")];
            if (reversed)
                results.Reverse();
            ChatMessage[] sent =
            [
                .. request.Messages,
                new(ChatRole.Assistant, [new FunctionCallContent("a", "lisbon"), new FunctionCallContent("b", "porto")]),
                .. inOneMessage ? [new ChatMessage(ChatRole.Tool, results)] : results.Select(result => new ChatMessage(ChatRole.Tool, [result])),
            ];
            return new TargetAnswer { Messages = [.. (await client.GetResponseAsync(sent, cancellationToken: cancellationToken)).Messages] };
        }
    }

    private sealed class StatelessTarget(IChatClient client) : ConversationTarget
    {
        public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken) =>
            new() { Messages = [.. (await client.GetResponseAsync(request.Messages, cancellationToken: cancellationToken)).Messages] };
    }
}
