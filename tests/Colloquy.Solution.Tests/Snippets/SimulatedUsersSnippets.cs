using Colloquy.Offline;
using Colloquy.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/testing/simulated-users.md.</summary>
public sealed class SimulatedUsersSnippets
{
    private const string Reached = """{"reason":"It is moved.","decision":"goal reached","text":""}""";
    private const string Fine = """{"inventions":[],"reasoning":"It kept to its facts.","stop":"right","influence":"none"}""";

    private static Task<Conversation> StartAsync(params string[] decisions) => Conversation.StartAsync("talk", conversation =>
    {
        var userModel = new AnsweringModel(decisions);
        var judgeModel = new AnsweringModel(Fine);
        var savings = 3000m;
        conversation
            .AddToolHost(new InProcessToolHost("bank", AIFunctionFactory.Create((decimal amount) => savings += amount, "transfer"), AIFunctionFactory.Create((string account) => new { account, balance = savings }, "get_balance")))
            .UseAgent(parts => new Agent(parts.Client(new AnsweringModel(Clerk))) { Tools = parts.Tools });

        // snippet: simulated-users-setup
        conversation.AddModel("user", () => userModel).AddModel("judge", () => judgeModel);

        // snippet: end
    });

    private static ChatMessage Clerk(IReadOnlyList<ChatMessage> messages) => messages[^1] switch
    {
        { Role: var role } when role == ChatRole.Tool => new(ChatRole.Assistant, "It is moved: TX0001."),
        { Text: var text } when text.Contains("500", StringComparison.Ordinal) => new(ChatRole.Assistant, [new FunctionCallContent("c1", "transfer", new Dictionary<string, object?> { ["amount"] = 500 })]),
        _ => new(ChatRole.Assistant, "Good morning."),
    };

    private static string Say(string text) => $$"""{"reason":"There is more.","decision":"say","text":"{{text}}"}""";

    [Fact]
    public async Task A_user_talks_until_its_goal_is_reached()
    {
        await using var conversation = await StartAsync(Say("500 to savings. Quick."), Reached);

        // snippet: simulated-users-talk
        var user = new SimulatedUser
        {
            Goal = "move $500 to savings for the trip to Lisbon",
            Persona = Persona.Impatient,
            Facts = new Dictionary<string, string> { ["account to take it from"] = "checking" },
            MaxTurns = 8,
        };

        var talk = await user.TalkAsync(conversation);

        Assert.Equal(TalkStop.GoalReached, talk.Stop);
        Assert.Equal(3500, (await conversation.ToolHost("bank").CallAsync("get_balance", new { account = "savings" })).GetProperty("balance").GetDecimal());

        // snippet: end
        Assert.Equal((true, SimulationVerdict.Valid), (talk.Grade?.IsJudged, talk.Grade?.Verdict));
        Assert.Equal((2, 1), (conversation.GetSpend("user").Calls, talk.Grade?.Spend?.Calls));
    }

    [Fact]
    public async Task A_user_opens_word_for_word()
    {
        await using var conversation = await StartAsync(Reached);

        // snippet: simulated-users-opening
        var rosa = new SimulatedUser
        {
            Goal = "find out what is left in savings",
            Persona = new Persona("retired", "You are 80, polite, and do not know words of banking."),
            Openings = ["Good morning. Is this the bank?"],
        };

        // snippet: end
        var talk = await rosa.TalkAsync(conversation);

        Assert.Equal("Good morning. Is this the bank?", Assert.Single(talk.Turns).Input[0].Text);
    }

    [Fact]
    public async Task A_user_and_its_judge_answer_by_rules()
    {
        await using var conversation = await Conversation.StartAsync("rules", conversation =>
        {
            conversation
                .AddToolHost(new InProcessToolHost("bank", new ApprovalRequiredAIFunction(AIFunctionFactory.Create((decimal amount) => amount, "transfer"))))
                .UseAgent(parts => new Agent(parts.Client(new AnsweringModel(Clerk))) { Tools = parts.Tools });

            // snippet: simulated-users-scripted
            const string Ask = """{"reason":"I want it done.","decision":"say","text":"Move 500 to savings."}""";
            const string Stop = """{"reason":"It is done.","decision":"goal reached","text":""}""";
            const string Fine = """{"inventions":[],"reasoning":"It kept to its facts.","stop":"right","influence":"none"}""";
            conversation
                .AddModel("user", () => new OfflineChatClient([new OfflineRule("user", request => OfflineAnswer.Say(request.Text.Contains("TX") ? Stop : Ask))]))
                .AddModel("judge", () => new OfflineChatClient([new OfflineRule("judge", _ => OfflineAnswer.Say(Fine))]));
            // snippet: end
        });

        // snippet: simulated-users-approves
        var careful = new SimulatedUser
        {
            Goal = "move $500 to savings for the trip to Lisbon",
            Approves = turn => turn.Approvals.All(approval => approval.Tool == "transfer"),     // true approves, false refuses
        };

        // snippet: end
        var talk = await careful.TalkAsync(conversation);

        Assert.Equal((TalkStop.GoalReached, true), (talk.Stop, talk.Grade?.IsJudged));
        Assert.Equal(new bool?[] { null, true }, conversation.Turns.Select(turn => turn.Approved));
    }

    [Fact]
    public async Task A_user_that_stops_before_it_sees_its_goal_spoils_the_talk()
    {
        await using var conversation = await StartAsync(Say("Good morning."), Reached);

        // snippet: simulated-users-visible
        var saver = new SimulatedUser
        {
            Goal = "move $500 to savings for the trip to Lisbon",
            GoalIsVisibleAsync = (conversation, _) => new(conversation.Turns[^1].Text.Contains("TX", StringComparison.Ordinal)),
        };

        // snippet: end
        var error = await Assert.ThrowsAsync<SpoiltTalkException>(() => saver.TalkAsync(conversation));

        Assert.Equal(SimulationProblemKind.StoppedEarly, Assert.Single(error.Talk.Grade!.Problems).Kind);
    }
}
