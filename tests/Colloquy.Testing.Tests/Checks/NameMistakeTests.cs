using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class NameMistakeTests
{
    [Fact]
    public async Task A_misspelled_name_in_a_check_that_something_was_not_done_is_an_error_and_never_green()
    {
        var turn = await TurnAsync(Calls("get_balance", new { account = "checking" }), Says("It is 1500."));

        Says("There is no tool 'trasnfer', and none was called by that name. There are: bank.get_balance, bank.transfer, bank.deposit, bank.withdraw.", () => turn.Expect.ToolNotCalled("trasnfer"));
        Says("There is no tool 'bank.trasnfer'", () => turn.Expect.ToolNotCalled("bank.trasnfer"));
        Says("The conversation 'trip' has no tool host 'bnak'. It has: bank.", () => turn.Expect.ToolNotCalled("transfer", from: "bnak"));
        Says("The tool host 'bank' has no tool 'trasnfer'. It has: get_balance, transfer, deposit, withdraw.", () => turn.Expect.ToolNotCalled("trasnfer", from: "bank"));
        Says("The tool 'transfer' has no argument 'amuont', and no call had one. It has: from_account, to_account, amount.", () => turn.Expect.ToolNotCalled("transfer", with: new { amuont = 500 }));
        Says("There is no tool 'trasnfer'", () => turn.Expect.NothingRanUnapproved("transfer", "trasnfer"));
        Says("There is no tool 'trasnfer'", () => turn.Conversation.Expect.ToolNotCalled("trasnfer"));

        Assert.All(turn.Checks, check => Assert.Equal(CheckOutcome.Error, check.Outcome));
    }

    [Fact]
    public async Task A_misspelled_name_in_a_check_that_something_was_done_is_not_the_agents_failure()
    {
        var turn = await TurnAsync(Calls("get_balance", new { account = "checking" }), Says("It is 1500."));

        Says("There is no tool 'trasnfer'", () => turn.Expect.ToolCalled("trasnfer"));
        Says("The conversation 'trip' has no tool host 'bnak'", () => turn.Expect.ToolCalled("get_balance", from: "bnak"));
        Says("The tool 'get_balance' has no argument 'acount'", () => turn.Expect.ToolCalled("get_balance", with: new { acount = Value.None }));
        Says("There is no tool 'trasnfer'", () => turn.Expect.ToolsInOrder("get_balance", "trasnfer"));
        Says("There is no tool 'trasnfer'", () => turn.Expect.ToolFailed("trasnfer"));
        Says("There is no tool 'get_blance'", () => turn.Expect.StatesResultOf("get_blance"));
        Says("There is no tool 'trasnfer'", () => turn.Expect.WaitsForApproval("trasnfer"));
        Says("There is no tool 'trasnfer'", () => turn.Expect.ClaimsVerified(claims => claims.Of("trasnfer", "moved")));
        Says("The tool 'transfer' has no argument 'amuont'", () => turn.Expect.ClaimsVerified(claims => claims.Of("transfer", "moved").Amount("amuont")));
    }

    [Fact]
    public async Task The_agents_own_tools_those_of_agents_that_it_can_hand_over_to_and_those_of_context_providers_are_known()
    {
        var conversation = await Conversation.StartAsync("own", conversation => conversation.AddToolHost(Bank.NewHost()).UseAgent(parts =>
        {
            Queue<ChatMessage> steps = new([Calls("look_up"), Says("Done.")]);
            return new Agent(parts.Client(new ScriptedModel(_ => steps.Dequeue())))
            {
                Tools = [.. parts.Tools, AIFunctionFactory.Create((string rate) => rate, "own_tool")],
                ContextProviders = [new Adding()],
                Handoffs = [new Agent(new ScriptedModel(_ => Says("Yes."))) { Name = "loans", Tools = [AIFunctionFactory.Create(() => 1, "loans_tool")] }],
            };
        }));
        var turn = await conversation.SayAsync("Look it up.");
        await using var fork = await conversation.ForkAsync();
        await fork.SayAsync("And again.");

        turn.Expect.ToolNotCalled("own_tool", with: new { Rate = 3 }).ToolNotCalled("loans_tool").ToolNotCalled("transfer_to_loans").ToolNotCalled("added_tool").ToolNotCalled("transfer", with: new { FromAccount = "gold" });
        Assert.Contains("'look_up' was ", Fails(() => turn.Expect.ToolNotCalled("look_up", with: new { })).Message, StringComparison.Ordinal);
        fork.Expect.ToolNotCalled("added_tool");
        Says("no argument 'rat'", () => turn.Expect.ToolNotCalled("own_tool", with: new { rat = 3 }));
        await fork.DisposeAsync();
        await conversation.DisposeAsync();
        turn.Expect.ToolNotCalled("own_tool").ToolNotCalled("loans_tool");
        Says("There is no tool 'own_tol'", () => turn.Expect.ToolNotCalled("own_tol"));
    }

    [Fact]
    public async Task A_trial_with_a_misspelled_name_is_the_tests_mistake()
    {
        var result = await Testing.Trials.RunAsync("trip", conversation => conversation.AddToolHost(Bank.NewHost()).UseAgent(parts => new Agent(parts.Client(new ScriptedModel(_ => Says("Done.")))) { Tools = parts.Tools }), async conversation => (await conversation.SayAsync("Please.")).Expect.ToolCalled("trasnfer"), new TrialOptions { Count = 1 });

        Assert.Equal((TrialsOutcome.Error, Blame.Test), (result.Outcome, result.Trials[0].Blame));
    }

    [Fact]
    public async Task A_schema_that_allows_further_arguments_allows_their_names()
    {
        await using var conversation = await Conversation.StartAsync("open", conversation => conversation.AddToolHost(new InProcessToolHost("notes", new OpenTool())).UseAgent(parts => new Agent(parts.Client(new ScriptedModel(_ => Says("Done.")))) { Tools = parts.Tools }));

        var turn = await conversation.SayAsync("Please.");

        turn.Expect.ToolNotCalled("note", with: new { anything = 1 });
    }

    [Fact]
    public async Task Where_tools_are_not_known_a_name_cannot_be_wrong()
    {
        await using var conversation = await Conversation.StartAsync("client", conversation => conversation.UseChatClient(parts => parts.Client(new ScriptedModel(_ => Says("Done.")))));

        var turn = await conversation.SayAsync("Please.");

        turn.Expect.ToolNotCalled("transfer", with: new { amount = 1 });
        Fails(() => turn.Expect.ToolCalled("transfer"));
    }

    private static void Says(string part, Action check) => Assert.Contains(part, CannotTell(check).Message, StringComparison.Ordinal);

    private static ChatMessage Says(string text) => Talk.Says(text);

    private sealed class Adding : ContextProvider
    {
        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            request.AddTools([AIFunctionFactory.Create(() => 1, "added_tool")]);
            return default;
        }
    }

    private sealed class OpenTool : AIFunction
    {
        public override string Name => "note";

        public override System.Text.Json.JsonElement JsonSchema => System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>("""{"type":"object","properties":{"text":{"type":"string"}},"additionalProperties":true}""");

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => new((object?)null);
    }
}
