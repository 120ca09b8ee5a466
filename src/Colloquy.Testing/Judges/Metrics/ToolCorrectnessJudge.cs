namespace Colloquy.Testing;

/// <summary>Represents a tool call that is expected.</summary>
/// <param name="Tool">The name of the tool: its own, or with that of its host, such as <c>bank.transfer</c>.</param>
/// <param name="Arguments">The arguments that the call has at least, as an object or a dictionary; null for any. Conditions (<see cref="ValueMatcher"/>) can be anywhere in them.</param>
public sealed record ExpectedCall(string Tool, object? Arguments = null);

/// <summary>Represents the metric tool correctness: the share of the expected tool calls that were made, with the right arguments. It needs no model. Where no tool is expected, it is 1 when none was called, and 0 otherwise.</summary>
/// <param name="expected">The expected calls, in any order; each needs a call of its own.</param>
public sealed class ToolCorrectnessJudge(params IReadOnlyList<ExpectedCall> expected) : Judge
{
    /// <summary>Gets the expected calls.</summary>
    public IReadOnlyList<ExpectedCall> ExpectedCalls { get; } = [.. expected];

    /// <summary>Gets the rules by which arguments are compared. Unless they say otherwise, values are compared as what they mean: <c>"$500.00"</c> and <c>500</c> are the same.</summary>
    public ComparisonRules Rules { get; init; } = ComparisonRules.Default;

    /// <inheritdoc />
    public override string Name => "tool correctness";

    /// <inheritdoc />
    public override string Version => "1";

    /// <inheritdoc />
    public override string Formula => "expected tools called with the right arguments / expected tools; 1 where none is expected and none was called";

    /// <summary>Gets the score from which a judge passes that is given no threshold.</summary>
    /// <value>1: a single expected call that is missing fails.</value>
    protected override JudgeThreshold DefaultThreshold => 1;

    /// <inheritdoc />
    public override string Expected => ExpectedCalls.Count == 0 ? "no tool is called" : $"the tools are called: {string.Join(", ", ExpectedCalls.Select(Text))}";

    /// <inheritdoc />
    protected override ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Conversation?.IsBlindToTools == true)
            throw new JudgeException(ToolSight.Blind);

        var calls = request.JudgedTurns.SelectMany(turn => turn.Calls.Where(call => call.WasExecuted).Select(call => (turn.Number, Call: call))).ToList();
        if (ExpectedCalls.Count == 0)
        {
            return new(new JudgeVerdict
            {
                Score = calls.Count == 0 ? 1 : 0,
                Reasoning = calls.Count == 0 ? "No tool was expected, and none was called." : $"No tool was expected, and {calls.Count} were called: {string.Join(", ", calls.Select(each => each.Call.Tool))}.",
                Computation = $"none expected, {calls.Count} called = {(calls.Count == 0 ? 1 : 0)}",
            });
        }

        var assigned = Assign(calls.ConvertAll(each => each.Call));
        List<CheckDetail> details = [.. ExpectedCalls.Select((wanted, index) => ToDetail(wanted, assigned[index] is { } call ? calls[call].Number : null, calls.Find(each => IsOf(each.Call, wanted.Tool)).Call))];
        IReadOnlyList<string> others = [.. calls.Where((_, index) => !assigned.Contains(index)).Select(each => each.Call.Tool)];
        var right = details.Count(detail => detail.Score == 1);
        var score = (double)right / details.Count;
        return new(new JudgeVerdict
        {
            Score = score,
            Reasoning = string.Join('\n', details) + (others.Count == 0 ? "" : $"\nalso called: {string.Join(", ", others)}"),
            Computation = $"{right} called with the right arguments / {details.Count} expected = {JudgeThreshold.Text(score)}",
            Details = details,
        });
    }

    /// <summary>Gives as many expected calls as possible a call of their own: one that fits several is left to the one that has no other.</summary>
    private int?[] Assign(List<TranscriptCall> calls)
    {
        var taken = new int?[calls.Count];
        var assigned = new int?[ExpectedCalls.Count];
        for (var wanted = 0; wanted < ExpectedCalls.Count; wanted++)
            Find(wanted, new bool[calls.Count]);
        return assigned;

        bool Find(int wanted, bool[] seen)
        {
            for (var call = 0; call < calls.Count; call++)
            {
                if (seen[call] || !IsOf(calls[call], ExpectedCalls[wanted].Tool) || !Contains(calls[call], ExpectedCalls[wanted]))
                    continue;

                seen[call] = true;
                if (taken[call] is { } other && !Find(other, seen))
                    continue;

                (taken[call], assigned[wanted]) = (wanted, call);
                return true;
            }

            return false;
        }
    }

    private static CheckDetail ToDetail(ExpectedCall wanted, int? turn, TranscriptCall? same) => new()
    {
        Subject = Text(wanted),
        Turn = turn,
        Verdict = turn is not null ? "called" : same is not null ? "wrong arguments" : "not called",
        Score = turn is null ? 0 : 1,
        Reasoning = turn is null && same is not null ? $"called with {ToolResultText.Write(same.Arguments)}" : null,
    };

    private static bool IsOf(TranscriptCall call, string tool) => call.Tool == tool || call.Tool.EndsWith($".{tool}", StringComparison.Ordinal);

    private bool Contains(TranscriptCall call, ExpectedCall wanted) =>
        wanted.Arguments is null || ValueComparison.Differences(wanted.Arguments, call.Arguments, Rules, tool: wanted.Tool).Count == 0;

    private static string Text(ExpectedCall call) => call.Arguments is null ? call.Tool : $"{call.Tool}({ToolResultText.Write(call.Arguments)})";
}
