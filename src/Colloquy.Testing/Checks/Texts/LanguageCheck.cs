namespace Colloquy.Testing;

/// <summary>Represents a check of the language of the answer; of a whole conversation, of each answer that is long enough to tell.</summary>
/// <remarks>The language is guessed by letters and frequent words, without a model. It needs a sentence; a text that is too short to tell, such as a name or an amount, is an error of the check, and not a pass.</remarks>
public sealed class LanguageCheck : ImmediateCheck
{
    /// <summary>Initializes a check.</summary>
    /// <param name="language">The language by its ISO 639-1 code, such as <c>en</c>; what follows a hyphen makes no difference. Known are ar, da, de, el, en, es, fr, he, hi, it, ja, ko, nl, pl, pt, ru, sv, th, tr, uk and zh.</param>
    /// <exception cref="ArgumentException">The language is not one of them.</exception>
    public LanguageCheck(string language)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(language);
        Language = language.Split('-')[0].ToLowerInvariant();
        if (!LanguageGuess.Languages.Contains(Language))
            throw new ArgumentException($"The language '{language}' cannot be guessed. Known are {string.Join(", ", LanguageGuess.Languages.Order())}. Use a judge, or TextMatches.", nameof(language));
    }

    /// <summary>Gets the language by its ISO 639-1 code.</summary>
    public string Language { get; }

    /// <inheritdoc />
    public override string Name => "language";

    /// <inheritdoc />
    public override string Expected => $"the answer is in the language '{Language}'";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var told = false;
        foreach (var turn in subject.Turns)
        {
            switch (LanguageGuess.Of(turn.Text))
            {
                case null:
                    break;
                case var actual when actual == Language:
                    told = true;
                    break;
                case var actual:
                    return Fail($"{(subject.Turn is null ? $"the answer of turn {turn.Number}" : "it")} is in '{actual}': '{ReadableText.OneLine(turn.Text, 200)}'");
            }
        }

        return told ? Pass() : CannotTell($"The text is too short, or too mixed, to tell its language: '{ReadableText.OneLine(subject.Text, 200)}'. Check the text itself, or use a judge.");
    }
}
