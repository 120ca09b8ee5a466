using System.Text.Json;

namespace Colloquy.Testing.Tests.Reports;

/// <summary>Runs that were never run: records of a bank's conversations, in every outcome.</summary>
internal static class SampleRuns
{
    public static RunRecord Small { get; } = Of("banking", [TripSavings(fails: true), BuyBoots("model-a", fails: false), BuyBoots("model-b", fails: true)]);

    public static RunRecord SmallBaseline { get; } = Of("banking", [TripSavings(fails: false), BuyBoots("model-a", fails: false), BuyBoots("model-b", fails: true), BuyBoots("model-c", fails: false)]) with { Id = "20260503-120000-000-aaaaaa", Started = Time.AddDays(-1) };

    public static RunRecord Green { get; } = Of("banking", [TripSavings(fails: false)]);

    public static RunRecord Empty { get; } = Of("banking", []) with { Verdict = TestOutcome.Error };

    private static DateTimeOffset Time => new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>As many conversations of five turns, one in ten of which fails.</summary>
    public static RunRecord Large(int count) => Of("banking", [.. Enumerable.Range(1, count).Select(i => TripSavings(i % 10 == 0) with { Name = $"trip-savings-{i:000}" })]);

    public static RunHistory History { get; } = new()
    {
        Runs = [.. Enumerable.Range(1, 8).Select(i => Summary(i))],
        Unreadable = ["The file '20260420-120000-000-bbbbbb.json' is no run, or is not whole: the input ended early. Delete it, or run the tests again."],
    };

    public static RunRecord Of(string name, IReadOnlyList<ConversationRecord> conversations)
    {
        var totals = conversations.Select(one => one.Totals).ToList();
        return new RunRecord
        {
            Id = "20260504-120000-000-3f2a9c",
            Name = name,
            Started = Time,
            Duration = TimeSpan.FromSeconds(3.4),
            Verdict = conversations.Any(one => one.Outcome == TestOutcome.Failed) ? TestOutcome.Failed : TestOutcome.Passed,
            Totals = new RunTotals
            {
                Conversations = totals.Sum(one => one.Conversations),
                Tests = totals.Sum(one => one.Tests),
                Passed = totals.Sum(one => one.Passed),
                Failed = totals.Sum(one => one.Failed),
                Errors = totals.Sum(one => one.Errors),
                Blocked = totals.Sum(one => one.Blocked),
                Skipped = totals.Sum(one => one.Skipped),
                ToolCalls = totals.Sum(one => one.ToolCalls),
                ModelCalls = totals.Sum(one => one.ModelCalls),
                Usage = new TokenCounts { Input = totals.Sum(one => one.Usage.Input), Output = totals.Sum(one => one.Usage.Output) },
                JudgeUsage = new TokenCounts { Input = totals.Sum(one => one.JudgeUsage.Input), Output = totals.Sum(one => one.JudgeUsage.Output) },
                Cost = totals.Sum(one => one.Cost),
                JudgeCost = totals.Sum(one => one.JudgeCost),
                Duration = new TimeSpan(totals.Sum(one => one.Duration.Ticks)),
            },
            Environment = new RunEnvironment { Framework = ".NET 10.0.1", OperatingSystem = "Debian GNU/Linux 12 (bookworm)", Architecture = "x64", Processors = 2, Version = "0.1.0", IsBuildServer = true, Commit = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3" },
            Conversations = conversations,
        };
    }

    public static ConversationRecord Conversation(string name, string? variant, AnswerOrigin origin, params TurnRecord[] turns) => new()
    {
        Name = name,
        Variant = variant,
        Started = Time,
        Outcome = turns.Select(turn => turn.Outcome).OrderBy(one => one switch { TestOutcome.Failed => 0, TestOutcome.Error => 1, TestOutcome.Blocked => 2, TestOutcome.Passed => 3, _ => 4 }).First(),
        Origin = origin,
        ToolHosts = ["bank"],
        Turns = turns,
        Totals = new RunTotals
        {
            Conversations = 1,
            Tests = turns.Length,
            Passed = turns.Count(turn => turn.Outcome == TestOutcome.Passed),
            Failed = turns.Count(turn => turn.Outcome == TestOutcome.Failed),
            Errors = turns.Count(turn => turn.Outcome == TestOutcome.Error),
            Blocked = turns.Count(turn => turn.Outcome == TestOutcome.Blocked),
            Skipped = turns.Count(turn => turn.Outcome == TestOutcome.Skipped),
            ToolCalls = turns.Sum(turn => turn.ToolCalls.Count),
            ModelCalls = turns.Sum(turn => turn.ModelCalls.Count),
            Usage = new TokenCounts { Input = turns.Sum(turn => turn.Usage.Input), Output = turns.Sum(turn => turn.Usage.Output) },
            JudgeUsage = new TokenCounts { Input = turns.Sum(turn => turn.Checks.Sum(check => check.Usage?.Input ?? 0)) },
            Cost = turns.Sum(turn => turn.Cost),
            JudgeCost = turns.Sum(turn => turn.JudgeCost),
            Duration = new TimeSpan(turns.Sum(turn => turn.Duration.Ticks)),
        },
    };

    public static TurnRecord Turn(int number, string name, string input, string answer, int carried, int added, IReadOnlyList<ToolCallRecord>? calls = null, IReadOnlyList<CheckRecord>? checks = null, AnswerOrigin origin = AnswerOrigin.Replayed | AnswerOrigin.StandIn)
    {
        var tokens = new TokenCounts { Input = 210 + (80 * number), Output = 30 + (5 * number) };
        return new TurnRecord
        {
            Number = number,
            Name = name,
            Outcome = checks?.Any(check => check.Outcome == TestOutcome.Failed) == true ? TestOutcome.Failed : TestOutcome.Passed,
            Input = input,
            Answer = answer,
            Agent = "teller",
            Status = "completed",
            CarriedIn = carried,
            MessagesAdded = added,
            MessagesTotal = carried + added,
            ToolCalls = calls ?? [],
            ModelCalls = [new ModelCallRecord { Client = "model", Model = "offline-stand-in", MessagesSent = carried + 1, Usage = tokens, Origin = origin, Duration = TimeSpan.FromMilliseconds(180), FinishReason = "stop" }],
            Checks = checks ?? [],
            Usage = tokens,
            Cost = 0.00031m * number,
            JudgeCost = checks?.Sum(check => check.Cost) is > 0 and var cost ? cost : null,
            Duration = TimeSpan.FromMilliseconds(190 + (70 * number)),
            TimeToFirstToken = TimeSpan.FromMilliseconds(90),
            Origin = origin,
        };
    }

    public static ToolCallRecord Call(string tool, string arguments, string? result, string? error = null) => new()
    {
        CallId = $"call-{tool}",
        Host = "bank",
        Tool = tool,
        Name = tool,
        Arguments = JsonDocument.Parse(arguments).RootElement,
        Result = result,
        Error = error,
        WasExecuted = true,
        IsReplayed = true,
        Duration = TimeSpan.FromMilliseconds(12),
    };

    public static CheckRecord Check(string name, string expected, TestOutcome outcome = TestOutcome.Passed, string? actual = null, string? reasoning = null) => new()
    {
        Name = name,
        Outcome = outcome,
        Score = outcome == TestOutcome.Passed ? 1 : 0,
        Expected = expected,
        Actual = actual,
        Reasoning = reasoning,
        Version = reasoning is null ? null : "2",
        Usage = reasoning is null ? null : new TokenCounts { Input = 640, Output = 55 },
        Cost = reasoning is null ? null : 0.0008m,
    };

    public static ConversationRecord TripSavings(bool fails) => Conversation(
        "trip-savings",
        null,
        AnswerOrigin.Replayed | AnswerOrigin.StandIn,
        Turn(1, "AskForBalances", "We fly to Lisbon in spring. How much is in my accounts?", "Checking has $1,500.00 and savings has $3,000.00, so $4,500.00 in all. Lisbon in spring sounds lovely.", 0, 4, [Call("get_all_balances", "{}", """{"accounts":{"checking":{"balance":1500,"formatted":"$1,500.00"},"savings":{"balance":3000,"formatted":"$3,000.00"}},"total":4500,"total_formatted":"$4,500.00"}""")], [Check("tool called", "get_all_balances is called once."), Check("text contains", "The answer contains '$1,500.00'.")]),
        Turn(2, "MoveMoney", "Move 500 to savings for the trip, please.", "Done: I moved $500.00 from checking to savings. Checking now has $1,000.00, savings $3,500.00.", 4, 4, [Call("transfer", """{"from_account":"checking","to_account":"savings","amount":500}""", """{"transaction_id":"TX0001","type":"transfer","amount":500,"new_balance_from":1000,"new_balance_to":3500}""")], [Check("tool called with", "transfer is called with amount 500."), Check("host state", "savings has 3500 after the turn."), Check("claims verified", "Each claim of the answer has a call that did it.")]) with { State = new Dictionary<string, JsonElement> { ["goal"] = JsonDocument.Parse("\"trip\"").RootElement }, HostState = [new HostStateRecord("bank", "get_balance", JsonDocument.Parse("""{"account":"savings"}""").RootElement, JsonDocument.Parse("3500").RootElement)] },
        Turn(3, "Remember", "What was I saving for, again?", fails ? "You are saving for a rainy day." : "For the trip to Lisbon in spring.", 8, 2, null, [fails ? Check("text contains", "The answer contains 'Lisbon'.", TestOutcome.Failed, "It says: \"You are saving for a rainy day.\"") : Check("text contains", "The answer contains 'Lisbon'."), Check("no tools", "No tool is called."), Check("helpful", "A judge finds that the answer is friendly.", TestOutcome.Passed, null, "The answer is short, warm, and addresses the question directly.")]),
        Turn(4, "CountMonths", "The flight costs 4,100. How many months until it is paid for, at 200 a month?", "Savings has $3,500.00, so $600.00 are missing: three months at $200.00 a month.", 10, 4, [Call("get_balance", """{"account":"savings"}""", """{"account":"savings","balance":3500,"formatted":"$3,500.00"}""")], [Check("number", "The answer says 3 months.")]),
        Turn(5, "SumUp", "Sum up what we did today.", "You asked for your balances, moved $500.00 to savings, and planned the flight to Lisbon.", 14, 2, null, [Check("text contains", "The answer contains '$500.00'.")]));

    public static ConversationRecord BuyBoots(string model, bool fails)
    {
        var browse = Turn(1, "Browse", "Show me hiking boots.", fails ? "Here are three: Ridge, Moor and Fell." : "There are three: Ridge at $120, Moor at $95 and Fell at $140.", 0, 4, [Call("search", """{"query":"hiking boots"}""", "[\"Ridge\",\"Moor\",\"Fell\"]")], [Check("tool called", "search is called.")], AnswerOrigin.Live);
        var select = fails
            ? Turn(2, "Select", "I take the cheapest.", "", 4, 1, [Call("add_to_cart", """{"item":"Ridge"}""", null, "The item 'Ridge' is out of stock.")], null, AnswerOrigin.Live) with { Outcome = TestOutcome.Error, Answer = null, Status = "failed", Problem = new ProblemRecord("TimeoutException", "The agent did not answer within 00:02:00.") }
            : Turn(2, "Select", "I take the cheapest.", "Moor is in your cart, for $95.", 4, 4, [Call("add_to_cart", """{"item":"Moor"}""", "{\"cart\":[\"Moor\"]}")], [Check("tool called with", "add_to_cart is called with item 'Moor'.")], AnswerOrigin.Live);
        var pay = fails
            ? new TurnRecord { Number = 0, Name = "Pay", Outcome = TestOutcome.Blocked, Reason = "It needs the turn Select, which has no answer." }
            : Turn(3, "Pay", "Pay by card.", "Paid: $95.00.", 8, 4, [Call("pay", """{"method":"card"}""", "{\"paid\":95}")], [Check("tool called", "pay is called once.")], AnswerOrigin.Live);
        return Conversation("buy-boots", model, AnswerOrigin.Live, browse, select, pay);
    }

    private static RunSummary Summary(int i) => new()
    {
        SchemaVersion = 1,
        Id = $"202604{20 + i}-120000-000-cccccc",
        Name = "banking",
        Started = Time.AddDays(i - 9),
        Duration = TimeSpan.FromSeconds(3 + (i % 3)),
        Verdict = i % 4 == 0 ? TestOutcome.Failed : TestOutcome.Passed,
        Totals = new RunTotals { Conversations = 3, Tests = 11, Passed = i % 4 == 0 ? 9 : 11, Failed = i % 4 == 0 ? 2 : 0, Usage = new TokenCounts { Input = 3_000 + (120 * i), Output = 400 }, Cost = 0.008m + (0.0003m * i), Duration = TimeSpan.FromSeconds(3) },
        Conversations = [new ConversationSummary { Name = "trip-savings", Outcome = i % 4 == 0 ? TestOutcome.Failed : TestOutcome.Passed, Totals = new() }],
    };
}
