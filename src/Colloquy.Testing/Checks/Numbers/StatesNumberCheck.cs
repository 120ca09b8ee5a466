namespace Colloquy.Testing;

/// <summary>Represents a check that the answer states a number, in any format: <c>$3,500.00</c>, <c>3500</c>, <c>3.5k</c>.</summary>
/// <param name="number">The number.</param>
public sealed class StatesNumberCheck(decimal number) : ImmediateCheck
{
    /// <summary>Gets the number.</summary>
    public decimal Number { get; } = number;

    /// <inheritdoc />
    public override string Name => "states number";

    /// <inheritdoc />
    public override string Expected => $"the answer states {new NumberValue(Number)}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var numbers = subject.Turns.SelectMany(turn => NumberText.FindAll(turn.Text)).Select(found => found.Number).ToList();
        if (numbers.Exists(number => number.Amount == Number))
            return Pass();
        return Fail(numbers.Count == 0 ? $"it states no number: {PlainText.Quote(subject.Text)}" : $"it states {string.Join(", ", numbers.Distinct().Take(10))}");
    }
}
