using System.Diagnostics.CodeAnalysis;

namespace Colloquy.Testing;

/// <summary>Provides checks of answers, for a turn and for a whole conversation.</summary>
public static class TextExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that the answer contains a text. Case makes no difference unless asked for; kinds of quotes, dashes and spaces make none.</summary>
        /// <param name="contains">The text.</param>
        /// <param name="ignoreCase">Whether case makes no difference.</param>
        public T Text(string contains, bool ignoreCase = true) => expect.Meets(new TextContainsCheck(contains) { IgnoresCase = ignoreCase });

        /// <summary>Checks that the answer contains at least one of several texts, without regard to case.</summary>
        /// <param name="texts">The texts; at least one.</param>
        public T TextContainsAny(params IReadOnlyList<string> texts) => expect.Meets(new TextContainsCheck(texts));

        /// <summary>Checks that a regular expression matches the answer. Case makes no difference unless the pattern begins with <c>(?-i)</c>.</summary>
        /// <param name="pattern">The pattern.</param>
        public T TextMatches([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) => expect.Meets(new TextMatchesCheck(pattern));

        /// <summary>Checks that the answer contains none of several texts, without regard to case.</summary>
        /// <param name="texts">The texts; at least one.</param>
        public T TextDoesNotContain(params IReadOnlyList<string> texts) => expect.Meets(new TextExcludesCheck(texts));

        /// <summary>Checks the language of the answer; of a conversation, of each answer that is long enough to tell.</summary>
        /// <param name="language">The language by its ISO 639-1 code, such as <c>en</c>.</param>
        public T Language(string language) => expect.Meets(new LanguageCheck(language));
    }
}
