using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Represents a check that a regular expression matches the answer; of a whole conversation, one of its answers.</summary>
public sealed class TextMatchesCheck : ImmediateCheck
{
    private readonly Regex _expression;

    /// <summary>Initializes a check.</summary>
    /// <param name="pattern">The pattern. Case makes no difference unless it begins with <c>(?-i)</c>. It may take one second; one that takes longer is an error of the check.</param>
    /// <exception cref="ArgumentException">The pattern is not a regular expression.</exception>
    public TextMatchesCheck([StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        Pattern = pattern;
        _expression = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
    }

    /// <summary>Gets the pattern.</summary>
    public string Pattern { get; }

    /// <inheritdoc />
    public override string Name => "text matches";

    /// <inheritdoc />
    public override string Expected => $"the answer matches /{Pattern}/";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return subject.Turns.Any(turn => _expression.IsMatch(turn.Text)) ? Pass() : Fail(PlainText.Quote(subject.Text));
    }
}
