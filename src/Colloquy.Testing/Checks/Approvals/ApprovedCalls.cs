namespace Colloquy.Testing;

/// <summary>Pairs executed calls with the approvals that people gave for them.</summary>
internal static class ApprovedCalls
{
    public static bool IsOf(TurnResult turn, Approval approval, string tool) =>
        approval.Tool == tool || turn.ToolCalls.Any(call => call.CallId == approval.CallId && CallNames.IsOf(call, tool));

    /// <summary>Returns each executed call of the tools that no approval covers, with the reason. An approval covers one call, of the same tool with the same arguments, after it was given.</summary>
    public static IEnumerable<(ObservedToolCall Call, string Reason)> FindUncovered(CheckSubject subject, IReadOnlyList<string> tools)
    {
        List<Approval> given = [];
        List<Approval> refused = [];
        TurnResult? before = null;
        foreach (var turn in subject.Conversation.Turns)
        {
            if (turn.Approved is { } approved && before is not null)
                (approved ? given : refused).AddRange(before.Approvals);
            foreach (var call in turn.ToolCalls.Where(call => call.WasExecuted && tools.Any(tool => CallNames.IsOf(call, tool))))
            {
                var cover = given.FindIndex(approval => IsFor(approval, call));
                if (cover >= 0)
                    given.RemoveAt(cover);
                else if (subject.Turns.Any(each => each.Number == turn.Number))
                    yield return (call, Reason(call, given, refused));
            }

            before = turn;
        }
    }

    private static string Reason(ObservedToolCall call, List<Approval> given, List<Approval> refused) =>
        refused.Exists(approval => IsFor(approval, call)) ? "although it was refused"
        : given.Find(approval => IsName(approval, call)) is { } other ? $"but what was approved is {other}"
        : "without an approval";

    private static bool IsName(Approval approval, ObservedToolCall call) => approval.Tool == call.Name || approval.Tool == call.Tool;

    private static bool IsFor(Approval approval, ObservedToolCall call) =>
        IsName(approval, call) && ValueComparison.Differences((object?)approval.Arguments ?? new Dictionary<string, object?>(), call.Arguments, ComparisonRules.Default, isExact: true).Count == 0;
}
