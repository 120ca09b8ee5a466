namespace Colloquy.Testing;

/// <summary>Represents a check that the answer does not contain a text; of a whole conversation, that no answer does.</summary>
/// <remarks>Kinds of quotes, dashes and spaces make no difference.</remarks>
public sealed class TextExcludesCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="texts">The texts, none of which the answer may contain; at least one.</param>
    public TextExcludesCheck(params IReadOnlyList<string> texts) => Texts = GivenTexts.Of(texts);

    /// <summary>Gets the texts, none of which the answer may contain.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Gets a value that indicates whether case makes no difference.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool IgnoresCase { get; init; } = true;

    /// <inheritdoc />
    public override string Name => "text does not contain";

    /// <inheritdoc />
    public override string Expected => $"the answer does not contain {string.Join(" or ", Texts.Select(text => $"'{text}'"))}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        foreach (var turn in subject.Turns)
        {
            if (Texts.FirstOrDefault(text => PlainText.Contains(turn.Text, text, IgnoresCase)) is { } found)
                return Fail($"the answer{(subject.Turn is null ? $" of turn {turn.Number}" : "")} contains '{found}': {PlainText.Around(turn.Text, found, IgnoresCase)}");
        }

        return Pass();
    }
}
