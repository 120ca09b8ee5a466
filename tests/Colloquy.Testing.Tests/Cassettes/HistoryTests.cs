namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>Requests that are not the whole conversation, and models beside the agent's.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task A_window_that_was_cut_is_replayed()
    {
        string[] said = [.. Enumerable.Range(1, 12).Select(number => number % 3 == 0 ? "yes" : $"add {number}")];
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation => conversation.UseCassette(_tapes.Folder + "/", mode)
            .AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools, Window = new WindowPipeline(new NewestMessagesStrategy(6)) });
        var recorded = await Tapes.SayAsync("window", Setup(CassetteMode.Record), said);

        var replayed = await Tapes.SayAsync("window", Setup(CassetteMode.Replay), said);

        Assert.Equal(recorded.Select(turn => turn.Text), replayed.Select(turn => turn.Text));
        Assert.Contains("    window: ", _tapes.Read("window"), StringComparison.Ordinal);
        Assert.Single(_tapes.Read("window").Split('\n'), line => line.Contains("user: add 1", StringComparison.Ordinal) && line.EndsWith("add 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_window_with_gaps_and_additions_is_replayed()
    {
        var now = "noon";
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation => conversation.UseCassette(_tapes.Folder + "/", mode).UseTarget(parts => new GapsTarget(parts.Client(ScriptedModel.Counting), () => now));
        string[] said = ["one", "two", "three", "four", "five"];
        var recorded = await Tapes.SayAsync("gaps", Setup(CassetteMode.Record), said);
        var file = _tapes.Read("gaps");

        var replayed = await Tapes.SayAsync("gaps", Setup(CassetteMode.Replay), said);
        now = "night";
        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("gaps", Setup(CassetteMode.Replay), said));

        Assert.Equal(recorded.Select(turn => turn.Text), replayed.Select(turn => turn.Text));
        Assert.Contains("    window: ", file, StringComparison.Ordinal);
        Assert.Equal("messages[0].contents[0].text", miss.Path);
    }

    [Fact]
    public async Task Two_models_have_their_own_histories()
    {
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation => conversation.UseCassette(_tapes.Folder + "/", mode).UseTarget(parts =>
        {
            var (first, second) = (parts.Client(new NamedModel("openai", "gpt-5-mini", "one"), "first"), parts.Client(new NamedModel("anthropic", "claude-sonnet-5", "two"), "second"));
            return new PairTarget(first, second);
        });
        var recorded = await Tapes.SayAsync("pair", Setup(CassetteMode.Record), "hello", "again");

        var replayed = await Tapes.SayAsync("pair", Setup(CassetteMode.Replay), "hello", "again");

        Assert.Equal("one two", replayed[1].Text);
        Assert.Equal(["openai", "anthropic"], replayed[1].ModelCalls.Select(call => call.Provider));
        Assert.Equal(recorded.Select(turn => turn.Usage.InputTokenCount), replayed.Select(turn => turn.Usage.InputTokenCount));
    }

    [Fact]
    public async Task A_judge_is_recorded_beside_the_agent()
    {
        var asked = 0;
        async Task<string> RunAsync(CassetteMode mode, bool judges = true)
        {
            await using var conversation = await Conversation.StartAsync("judged", conversation =>
            {
                _tapes.Counting(mode)(conversation);
                conversation.AddModel("judge", () => new ScriptedModel(_ => new(ChatRole.Assistant, $"verdict {++asked}")));
            });
            await conversation.SayAsync("add 1");
            var verdict = judges ? (await conversation.Client("judge").GetResponseAsync("Was that polite?")).Text : "";
            await conversation.SayAsync("add 2");
            return verdict;
        }

        await RunAsync(CassetteMode.Record, judges: false);
        var added = await RunAsync(CassetteMode.Auto);
        var replayed = await RunAsync(CassetteMode.Replay);

        Assert.Equal(("verdict 1", "verdict 1", 1), (added, replayed, asked));
        Assert.Equal(1, _tapes.Clients);
    }

    /// <summary>Sends the first message, the time, the last answer, and what is new.</summary>
    private sealed class GapsTarget(IChatClient client, Func<string> now) : ConversationTarget
    {
        public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
        {
            ChatMessage[] sent = [.. request.History.Take(1), new(ChatRole.System, $"It is {now()}."), .. request.History.TakeLast(1), .. request.Messages];
            return new TargetAnswer { Messages = [.. (await client.GetResponseAsync(sent, cancellationToken: cancellationToken)).Messages] };
        }
    }

    private sealed class PairTarget(IChatClient first, IChatClient second) : ConversationTarget
    {
        public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
        {
            IReadOnlyList<ChatMessage> sent = [.. request.History, .. request.Messages];
            var answers = new[] { await first.GetResponseAsync(sent, cancellationToken: cancellationToken), await second.GetResponseAsync(sent, cancellationToken: cancellationToken) };
            return new TargetAnswer { Messages = [new(ChatRole.Assistant, string.Join(' ', answers.Select(answer => answer.Text)))] };
        }
    }
}
