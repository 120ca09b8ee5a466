namespace Colloquy.Testing;

/// <summary>The checks that every script knows, by the names that it gives them.</summary>
internal static class BuiltInScriptChecks
{
    public static IEnumerable<(string Name, ScriptChecks.Entry Entry)> All =>
    [
        Both("success", (node, value) => Word(value, new SuccessCheck())),
        Both("text", (_, value) => new TextContainsCheck(Required(value, "text").ToText("'text' (for several, write one line for each, or 'text_any')"))),
        Both("text_any", (_, value) => new TextContainsCheck(Texts(value, "text_any"))),
        Both("text_not", (_, value) => new TextExcludesCheck(Texts(value, "text_not"))),
        Both("text_matches", (_, value) => new TextMatchesCheck(Required(value, "text_matches").ToText("a pattern"))),
        Both("language", (_, value) => new LanguageCheck(Required(value, "language").ToText("a language"))),
        Both("tool_called", (node, value) => new ToolCalledCheck(Required(value, "tool_called").ToText("the name of a tool")) { Times = node.Find("times")?.ToInt32("'times'", 1), From = node.Find("from")?.ToText("'from'"), Arguments = Arguments(node), IsExact = node.Find("exactly") is not null }, "times", "from", "with", "exactly"),
        Both("tool_not_called", (node, value) => new ToolNotCalledCheck(Required(value, "tool_not_called").ToText("the name of a tool")) { From = node.Find("from")?.ToText("'from'"), Arguments = node.Find("with")?.Value }, "from", "with"),
        Both("no_tools", (_, value) => Word(value, new NoToolsCheck())),
        Both("tools_in_order", (_, value) => new ToolsInOrderCheck(Texts(value, "tools_in_order"))),
        Both("no_tool_errors", (_, value) => Word(value, new NoToolErrorsCheck())),
        Both("tool_failed", (node, value) => new ToolFailedCheck(Required(value, "tool_failed").ToText("the name of a tool")) { Error = node.Find("error")?.ToText("'error'") }, "error"),
        Both("tool_host_state", (node, value) => new ToolHostStateCheck(Required(value, "tool_host_state").ToText("the name of a tool host"), Required(node.Find("call"), "call").ToText("'call'")) { Arguments = node.Find("with")?.Value, At = node.Find("at")?.ToText("'at'"), Is = (node.Find("is") ?? throw node.Error("'tool_host_state' has 'is', the value that is expected.")).Value }, "call", "with", "at", "is"),
        Both("session_state", (node, value) => new SessionStateCheck(Required(value, "session_state").ToText("a key")) { Is = (node.Find("is") ?? throw node.Error("'session_state' has 'is', the value that is expected.")).Value ?? Value.None }, "is"),
        Turn("carried_in", (_, value) => Required(value, "carried_in").ToInt32("the number of messages") is var count and >= 0 ? new CarriedInCheck { AtLeast = count, AtMost = count } : throw new ArgumentOutOfRangeException(nameof(value))),
        Turn("carried_in_at_least", (_, value) => new CarriedInCheck { AtLeast = Required(value, "carried_in_at_least").ToInt32("the number of messages") }),
        Both("handed_off_to", (_, value) => new HandedOffCheck { To = Required(value, "handed_off_to").ToText("the name of an agent") }),
        Both("answered_by", (_, value) => new AnsweredByCheck(Required(value, "answered_by").ToText("the name of an agent"))),
        Turn("waits_for_approval", (node, value) => new WaitsForApprovalCheck { Tool = value?.Value is null or true ? null : value.ToText("the name of a tool"), Arguments = node.Find("with")?.Value }, "with"),
        Both("claims_verified", (_, value) => Word(value, new VerifiedClaimsCheck())),
        Both("numbers_from_results", (_, value) => Word(value, new NumbersFromCheck())),
        Both("no_repetition", (_, value) => Word(value, new NoRepetitionCheck())),
        Both("well_formed_history", (_, value) => Word(value, new WellFormedHistoryCheck())),
        Both("tokens_at_most", (_, value) => new BudgetCheck(BudgetKind.Tokens, Required(value, "tokens_at_most").ToPositive("the number of tokens"))),
        Both("cost_at_most", (_, value) => new BudgetCheck(BudgetKind.Cost, Required(value, "cost_at_most").ToPositive("the cost in dollars"))),
        Both("seconds_at_most", (_, value) => new BudgetCheck(BudgetKind.Seconds, Required(value, "seconds_at_most").ToPositive("the number of seconds"))),
        Both("steps_at_most", (_, value) => new BudgetCheck(BudgetKind.Steps, Required(value, "steps_at_most").ToPositive("the number of steps"))),
        Both("judge", (_, value) => new JudgedCheck(new CriterionJudge(Required(value, "judge").ToText("a criterion")))),
        Conversation("memory_comes_from", (node, value) => new MemoryComesFromCheck(Required(value, "memory_comes_from").ToInt32("the number of a turn", 1), Required(node.Find("question"), "question").ToText("'question'"), Required(node.Find("answer"), "answer").ToText("'answer'")), "question", "answer"),
    ];

    private static (string, ScriptChecks.Entry) Both(string name, Func<ScriptNode, ScriptNode?, Check> create, params IReadOnlyList<string> fields) => (name, new(create, fields, OfTurn: true, OfConversation: true));

    private static (string, ScriptChecks.Entry) Turn(string name, Func<ScriptNode, ScriptNode?, Check> create, params IReadOnlyList<string> fields) => (name, new(create, fields, OfTurn: true, OfConversation: false));

    private static (string, ScriptChecks.Entry) Conversation(string name, Func<ScriptNode, ScriptNode?, Check> create, params IReadOnlyList<string> fields) => (name, new(create, fields, OfTurn: false, OfConversation: true));

    private static ScriptNode Required(ScriptNode? value, string name) => value ?? throw new ArgumentException($"it needs a value: '{name}: …'.");

    private static IReadOnlyList<string> Texts(ScriptNode? value, string name) => [.. Required(value, name).Items.Select(item => item.ToText($"'{name}'"))];

    private static object? Arguments(ScriptNode node) => (node.Find("with"), node.Find("exactly")) switch
    {
        ({ } with, { }) => throw with.Error("arguments are given by 'with', which allows others, or by 'exactly', not by both."),
        var (with, exactly) => (with ?? exactly)?.Value,
    };

    private static Check Word(ScriptNode? value, Check check) => value?.Value is null or true ? check : throw value.Error("this check takes no value. Write its name alone, or 'true' behind it.");
}
