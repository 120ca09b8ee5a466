namespace Colloquy.Testing;

/// <summary>Represents a check that the numbers of the answer are those of what it rests on: the results of tools in this turn, and what the user said.</summary>
/// <remarks>Amounts with a currency, percentages, fractions and whole numbers above 12 are checked. Marks of lists, dates, times and small counts are not. A number that the agent computed by itself, such as a sum, is in no result: allow it by name.</remarks>
public sealed class NumbersFromCheck : ImmediateCheck
{
    /// <summary>Gets what the numbers may come from.</summary>
    /// <value>The default is the results of tools and the input of the turn.</value>
    public NumberSources Sources { get; init; } = NumberSources.Results | NumberSources.Input;

    /// <summary>Gets further numbers that the answer may state, such as one that it has to compute.</summary>
    public IReadOnlyList<decimal> Allowed { get; init; } = [];

    /// <inheritdoc />
    public override string Name => "numbers from results";

    /// <inheritdoc />
    public override string Expected => $"each number of the answer is in {Sources switch { NumberSources.Results => "a tool's result of this turn", NumberSources.Input => "what the user said", _ when Sources.HasFlag(NumberSources.History) => "a tool's result or in what was said before", _ => "a tool's result of this turn, or in what the user said" }}{(Allowed.Count == 0 ? "" : $", or is {string.Join(" or ", Allowed)}")}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (Sources.HasFlag(NumberSources.Results) && ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);

        List<string> wrong = [];
        foreach (var turn in subject.Turns)
        {
            var known = KnownTo(turn).SelectMany(StatedNumbers.AllOf).Concat(Allowed.Select(Math.Abs)).ToHashSet();
            wrong.AddRange(StatedNumbers.Of(turn.Text).Where(number => !known.Contains(Math.Abs(number.Amount))).Select(number => $"{number}{(subject.Turn is null ? $" in turn {turn.Number}" : "")}"));
        }

        return wrong.Count == 0 ? Pass() : Fail($"the answer states {string.Join(", ", wrong.Distinct().Take(10))}, which {(wrong.Count == 1 ? "is" : "are")} in none of them");
    }

    private IEnumerable<string> KnownTo(TurnResult turn)
    {
        if (Sources.HasFlag(NumberSources.Results))
        {
            foreach (var call in turn.ToolCalls.Where(call => call.WasExecuted))
                yield return call.ResultText;
        }

        if (Sources.HasFlag(NumberSources.Input))
        {
            foreach (var message in turn.Input)
                yield return message.Text;
        }

        if (!Sources.HasFlag(NumberSources.History))
            yield break;
        foreach (var message in turn.Messages.SkipLast(turn.Input.Count + turn.Output.Count))
        {
            yield return message.Text;
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
                yield return ToolResultText.Of(result.Result);
        }
    }
}
