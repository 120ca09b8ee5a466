namespace Colloquy.Testing;

/// <summary>Represents a check that the answer contains a text, or one of several. Of a whole conversation, one of its answers must.</summary>
/// <remarks>Kinds of quotes, dashes and spaces make no difference.</remarks>
public sealed class TextContainsCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="texts">The texts, of which one is enough; at least one.</param>
    public TextContainsCheck(params IReadOnlyList<string> texts) => Texts = GivenTexts.Of(texts);

    /// <summary>Gets the texts, of which one is enough.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Gets a value that indicates whether case makes no difference.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool IgnoresCase { get; init; } = true;

    /// <inheritdoc />
    public override string Name => "text";

    /// <inheritdoc />
    public override string Expected => $"the answer contains {string.Join(" or ", Texts.Select(text => $"'{text}'"))}";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return subject.Turns.Any(turn => Texts.Any(text => PlainText.Contains(turn.Text, text, IgnoresCase))) ? Pass() : Fail(PlainText.Quote(subject.Text));
    }
}
