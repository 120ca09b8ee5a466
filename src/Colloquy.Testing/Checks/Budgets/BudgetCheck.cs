using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents a quantity that a turn or a conversation may use up to a limit.</summary>
public enum BudgetKind
{
    /// <summary>The input and output tokens of the model calls, together.</summary>
    Tokens,

    /// <summary>The cost of the model calls, in US dollars.</summary>
    Cost,

    /// <summary>The seconds that a turn takes; of a conversation, those of all turns together.</summary>
    Seconds,

    /// <summary>The seconds until the first token of an answer; of a conversation, the longest.</summary>
    SecondsToFirstToken,

    /// <summary>The model calls and the executed tool calls, together.</summary>
    Steps,
}

/// <summary>Represents a check that a turn or a conversation does not use more than a limit.</summary>
/// <remarks>Where the quantity is not known, such as the cost of a model without a price, the check is an error, not a pass. The times of a replayed turn are those of the replay.</remarks>
public sealed class BudgetCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="kind">The quantity.</param>
    /// <param name="atMost">The limit, at least 0, in the unit of the quantity.</param>
    public BudgetCheck(BudgetKind kind, decimal atMost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atMost);
        (Kind, AtMost) = (kind, atMost);
    }

    /// <summary>Gets the quantity.</summary>
    public BudgetKind Kind { get; }

    /// <summary>Gets the limit, in the unit of the quantity.</summary>
    public decimal AtMost { get; }

    /// <inheritdoc />
    public override string Name => Kind switch
    {
        BudgetKind.Tokens => "tokens at most",
        BudgetKind.Cost => "cost at most",
        BudgetKind.Seconds => "duration at most",
        BudgetKind.SecondsToFirstToken => "time to first token at most",
        _ => "steps at most",
    };

    /// <inheritdoc />
    public override string Expected => $"at most {Format(AtMost)}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var (amount, unknown) = Measure(subject);
        if (amount is not { } used)
            return CannotTell(unknown);

        var note = subject.Turns.Any(turn => turn.Origin.HasFlag(AnswerOrigin.Replayed)) && Kind is BudgetKind.Seconds or BudgetKind.SecondsToFirstToken ? ", of which at least a part was replayed" : "";
        return used <= AtMost ? Pass($"{Format(used)}{note}") : Fail($"{Format(used)}{note}");
    }

    private (decimal? Amount, string Unknown) Measure(CheckSubject subject) => Kind switch
    {
        BudgetKind.Tokens => (Sum(subject, TokensOf), "The tokens of a turn are not known: its service reports no usage, or its model calls are not observed. Give the target a client of ConversationParts.Client, or set TargetAnswer.Usage."),
        BudgetKind.Cost => (Sum(subject, turn => turn.Cost ?? (turn is { ModelCalls.Count: 0, Raw: AgentAnswer or ChatResponse } ? 0 : null)), "The cost of a turn is not known: its model has no price, or its service reports no usage. Set ConversationBuilder.Prices."),
        BudgetKind.Seconds => (Sum(subject, turn => (decimal)turn.Duration.TotalSeconds), ""),
        BudgetKind.SecondsToFirstToken => (subject.Turns.Count > 0 && subject.Turns.All(turn => turn.TimeToFirstToken is not null) ? subject.Turns.Max(turn => (decimal)turn.TimeToFirstToken!.Value.TotalSeconds) : null, "The time to the first token is not known, since the answer was not streamed. Set ConversationBuilder.Streams."),
        _ => (Sum(subject, StepsOf), "The steps of a turn are not known, since its model calls are not observed. Give the target a client of ConversationParts.Client."),
    };

    private static decimal? TokensOf(TurnResult turn) =>
        turn.Usage.TotalTokenCount ?? (turn.Usage is { InputTokenCount: null, OutputTokenCount: null } ? null : (turn.Usage.InputTokenCount ?? 0) + (turn.Usage.OutputTokenCount ?? 0));

    private static decimal? StepsOf(TurnResult turn) => turn.ModelCalls.Count == 0 && turn.Raw is not AgentAnswer ? null : turn.ModelCalls.Count + turn.ToolCalls.Count(call => call.WasExecuted);

    private static decimal? Sum(CheckSubject subject, Func<TurnResult, decimal?> amountOf)
    {
        decimal sum = 0;
        foreach (var turn in subject.Turns)
        {
            if (amountOf(turn) is not { } amount)
                return null;
            sum += amount;
        }

        return sum;
    }

    private string Format(decimal amount) => Kind switch
    {
        BudgetKind.Tokens => string.Create(CultureInfo.InvariantCulture, $"{amount:0} tokens"),
        BudgetKind.Cost => string.Create(CultureInfo.InvariantCulture, $"${amount:0.00####}"),
        BudgetKind.Steps => string.Create(CultureInfo.InvariantCulture, $"{amount:0} steps"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{amount:0.###} s"),
    };
}
