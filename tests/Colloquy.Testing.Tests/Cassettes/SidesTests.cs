namespace Colloquy.Testing.Tests.Cassettes;

public sealed class SidesTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task A_recorded_model_runs_with_live_tools()
    {
        await Tapes.SayAsync("models", _tapes.Counting(CassetteMode.Record), "add 2", "add 3");

        var turns = await Tapes.SayAsync("models", _tapes.Counting(CassetteMode.Replay, new CassetteOptions { Replays = CassetteSides.Models }), "add 2", "add 3");

        Assert.Equal("It is 5.", turns[1].Text);
        Assert.Equal(AnswerOrigin.Replayed, turns[1].Origin);
        Assert.False(turns[1].ToolCalls[0].IsReplayed);
        Assert.Equal((1, 2), (_tapes.Clients, _tapes.Hosts));
    }

    [Fact]
    public async Task A_tool_that_answers_otherwise_is_laid_at_the_door_of_the_tool()
    {
        await Tapes.SayAsync("wrong-tool", _tapes.Counting(CassetteMode.Record), "add 2");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("wrong-tool", conversation => conversation
            .UseCassette(_tapes.Folder + "/", CassetteMode.Replay, new CassetteOptions { Replays = CassetteSides.Models })
            .AddToolHost(new InProcessToolHost("counter", AIFunctionFactory.Create((int by) => by + 1, "add"), AIFunctionFactory.Create(() => 0, "value")))
            .UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools }), "add 2"));

        Assert.Equal(("messages[2].contents[0].result", "2", "3"), (miss.Path, miss.Recorded, miss.Actual));
    }

    [Fact]
    public async Task A_live_model_runs_with_recorded_tools()
    {
        await Tapes.SayAsync("tools", _tapes.Counting(CassetteMode.Record), "add 2", "add 3");

        var turns = await Tapes.SayAsync("tools", _tapes.Counting(CassetteMode.Replay, new CassetteOptions { Replays = CassetteSides.Tools }, model: () => new ScriptedModel(messages =>
            messages[^1] is { Role: var role } last && role == ChatRole.Tool
                ? new(ChatRole.Assistant, $"Now {last.Contents.OfType<FunctionResultContent>().Single().Result}.")
                : new(ChatRole.Assistant, [new FunctionCallContent("c" + messages.Count, "add", new Dictionary<string, object?> { ["by"] = int.Parse(messages[^1].Text[4..]) })]))), "add 2", "add 3");

        Assert.Equal("Now 5.", turns[1].Text);
        Assert.Equal(AnswerOrigin.Live, turns[1].Origin);
        Assert.True(turns[1].ToolCalls[0].IsReplayed);
        Assert.Equal((2, 1), (_tapes.Clients, _tapes.Hosts));
    }

    [Fact]
    public async Task A_look_that_is_not_recorded_is_not_mistaken_for_a_call_of_the_agent()
    {
        await Tapes.SayAsync("looks", _tapes.Counting(CassetteMode.Record), "add 2");
        await using var conversation = await Conversation.StartAsync("looks", _tapes.Counting(CassetteMode.Replay));
        await conversation.SayAsync("add 2");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => conversation.ToolHost("counter").CallAsync("value"));

        Assert.Contains("has no result of the test's call of the tool 'value' on the host 'counter' in turn 1: no call that the test itself makes is recorded in that turn, only calls of the agent, of add.", miss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_not_recorded_fails_the_turn()
    {
        await Tapes.SayAsync("calls", _tapes.Counting(CassetteMode.Record), "add 2");

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("calls", _tapes.Counting(CassetteMode.Replay, new CassetteOptions { Replays = CassetteSides.Tools }), "add 3"));

        Assert.Equal(("arguments.by", "2", "3"), (miss.Path, miss.Recorded, miss.Actual));
        Assert.Contains("the tool 'add' on the host 'counter' in turn 1", miss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replayed_tools_are_what_the_host_said_of_them()
    {
        async Task<IReadOnlyList<AIFunction>> RunAsync(CassetteMode mode)
        {
            IReadOnlyList<AIFunction> tools = [];
            var add = AIFunctionFactory.Create((int by) => by, "add", "Adds.");
            await Tapes.SayAsync("declared", conversation => conversation.UseCassette(_tapes.Folder + "/", mode)
                .AddToolHost(new InProcessToolHost("counter", AgentTool.AsIdempotent(add), new ApprovalRequiredAIFunction(AIFunctionFactory.Create(() => 1, "pay"))))
                .UseAgent(parts =>
                {
                    tools = [.. parts.Tools.OfType<AIFunction>()];
                    return new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools };
                }), "hello");
            return tools;
        }

        var recorded = await RunAsync(CassetteMode.Record);
        var replayed = await RunAsync(CassetteMode.Replay);

        Assert.Equal(recorded.Select(Describe), replayed.Select(Describe));
        Assert.Equal([(true, false), (false, true)], replayed.Select(tool => (AgentTool.IsIdempotent(tool), tool.GetService<ApprovalRequiredAIFunction>() is not null)));

        static string Describe(AIFunction tool) => $"{tool.Name} {tool.Description} {tool.JsonSchema.GetRawText().Replace(" ", "", StringComparison.Ordinal)} {tool.ReturnJsonSchema?.GetRawText()} {AgentTool.IsIdempotent(tool)} {tool.GetService<ApprovalRequiredAIFunction>() is not null}";
    }

    [Fact]
    public async Task Results_errors_and_contents_are_replayed_as_they_were()
    {
        IReadOnlyList<object?> results = [];
        async Task<IReadOnlyList<TurnResult>> RunAsync(CassetteMode mode) => await Tapes.SayAsync("results", conversation => conversation.UseCassette(_tapes.Folder + "/", mode).AddToolHost(new ResultsHost()).UseAgent(parts => new Agent(parts.Client(new ScriptedModel(messages =>
            messages[^1].Role == ChatRole.Tool ? new(ChatRole.Assistant, "Done.") : new(ChatRole.Assistant, [new FunctionCallContent("c" + messages.Count, messages[^1].Text)])))) { Tools = parts.Tools }), ResultsHost.Names);

        var recorded = await RunAsync(CassetteMode.Record);
        var replayed = await RunAsync(CassetteMode.Replay);

        Assert.Equal(recorded.Count, replayed.Count);
        foreach (var (before, after) in recorded.Zip(replayed))
        {
            var (one, other) = (Assert.Single(before.ToolCalls), Assert.Single(after.ToolCalls));
            Assert.Equal((one.ResultText, one.Error, one.Result?.GetType()), (other.ResultText, other.Error, other.Result?.GetType()));
            Assert.True(other.IsReplayed);
        }

        var image = Assert.IsType<DataContent>(Assert.IsType<List<AIContent>>(replayed[3].ToolCalls[0].Result)[1]);
        Assert.Equal([1, 2, 3], image.Data.ToArray());
        Assert.Contains(nameof(DivideByZeroException), replayed[5].ToolCalls[0].ResultText, StringComparison.Ordinal);
        Assert.Contains("The account is closed.", replayed[4].ToolCalls[0].ResultText, StringComparison.Ordinal);
    }

    /// <summary>A host whose tools return each kind of result.</summary>
    private sealed class ResultsHost() : ToolHost("results")
    {
        public static string[] Names => ["text", "json", "nothing", "contents", "refusal", "failure", "money"];

        public override ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) => new([.. Names.Select(name => new Plain(name))]);

        private sealed class Plain(string name) : AIFunction
        {
            public override string Name => name;

            protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => new(name switch
            {
                "text" => "two\nlines",
                "json" => System.Text.Json.JsonElement.Parse("""{"balance":1500.00,"open":true,"tags":["a",null],"empty":{}}"""),
                "contents" => new List<AIContent> { new TextContent("An image:"), new DataContent(new byte[] { 1, 2, 3 }, "image/png") },
                "refusal" => throw new ToolFailedException("The account is closed."),
                "failure" => throw new DivideByZeroException("No."),
                "money" => new Money(12.50m, "EUR"),
                _ => null,
            });
        }

        private sealed record Money(decimal Amount, string Currency);
    }
}
