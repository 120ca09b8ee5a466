using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>A part of a sentence, with its words.</summary>
/// <param name="Sentence">The sentence, for people.</param>
/// <param name="Text">The part.</param>
/// <param name="Opens">Whether nothing comes before it in the sentence but a word such as 'Done' or 'Sure'.</param>
/// <param name="IsAsked">Whether it is a question.</param>
/// <param name="Next">The part after it; empty for none.</param>
internal sealed partial record Clause(string Sentence, string Text, bool Opens, bool IsAsked, string Next)
{
    /// <summary>Gets the words in lower case, contractions apart: <c>i</c>, <c>'ve</c>; <c>has</c>, <c>n't</c>.</summary>
    public IReadOnlyList<Word> Words { get; } = [.. Split(Text)];

    /// <summary>Splits an answer into the parts of its sentences.</summary>
    public static IEnumerable<Clause> All(string answer)
    {
        foreach (var line in (answer.Length > 50_000 ? answer[..50_000] : answer).Split('\n'))
        {
            foreach (var sentence in Sentences().Split(Clean(line)).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0))
            {
                foreach (var clause in Of(sentence))
                    yield return clause;
            }
        }
    }

    private static IEnumerable<Clause> Of(string sentence)
    {
        var asked = sentence.TrimEnd('"', '\'', ')', ' ').EndsWith('?');
        var parts = Borders().Split(sentence).Select(part => part.Trim(' ', '.', '!', '?', '"')).Where(part => part.Length > 0).ToList();
        // A question mark is of the last part only, when that part asks by itself: 'I've moved it - anything else?'
        var asksAtEnd = asked && parts.Count > 1 && Asking().IsMatch(parts[^1]) && !Asking().IsMatch(parts[0]);
        var opens = true;
        for (var index = 0; index < parts.Count; index++)
        {
            yield return new Clause(sentence, parts[index], opens, asked && (!asksAtEnd || index == parts.Count - 1), index + 1 < parts.Count ? parts[index + 1] : "");
            opens &= Openers().IsMatch(parts[index]);
        }
    }

    private static string Clean(string line) => Noise().Replace(Marks().Replace(PlainText.Of(line.Replace("—", " - ", StringComparison.Ordinal).Replace("–", " - ", StringComparison.Ordinal)), ""), " ").Trim();

    private static IEnumerable<Word> Split(string text)
    {
        foreach (Match match in Tokens().Matches(text.ToLowerInvariant()))
            yield return new Word(match.Value, match.Index);
    }

    [GeneratedRegex(@"(?<=[.!?]["")]?)\s+(?=[\p{Lu}\p{N}""(\[$€£])|(?<=[!?])\s+")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"[;()]|:\s+|,\s+(?:and\s+)?|\s-{1,2}\s|\s(?=(?:but|so|because|although|though|while|whereas)\s)|\s(?=and\s+(?:i|we|then|your|the|it)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Borders();

    [GeneratedRegex(@"^(?:and\s+|or\s+|but\s+|so\s+)?(?:anything|is|are|do|does|did|would|will|shall|should|can|could|may|might|what|which|who|when|where|how|why|ok|okay|right|correct|have|has|had|want|need|any|shouldn't|isn't|wasn't)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Asking();

    [GeneratedRegex(@"^(?:all\s+)?(?:done|set|sure|yes|yep|ok|okay|great|good news|perfect|certainly|absolutely|of course|alright|all right|success|completed?|confirmed|no problem|as (?:you )?(?:requested|asked|wished|discussed)|summary|today|update|hi\b.*|hello\b.*|thanks?\b.*|thank you\b.*|it'?s done|there you go|there we go|first|then|next|finally|also|and|so far|here is what i did|what i did)$", RegexOptions.IgnoreCase)]
    private static partial Regex Openers();

    [GeneratedRegex(@"^\s*(?:[-*+>#•]+\s*|[0-9]{1,2}[.)]\s+)+|[*`_]{1,3}(?=\S)|(?<=\S)[*`_]{1,3}|~~")]
    private static partial Regex Marks();

    [GeneratedRegex(@"[\p{So}\p{Sk}\p{Cs}\uFE0F\u200D]+|\s+")]
    private static partial Regex Noise();

    [GeneratedRegex(@"n't\b|'(?:ve|ll|d|s|re|m)\b|(?:can|could|would|should|is|are|was|were|has|have|had|do|does|did|wo|ca|ai|might|must|need)(?=n't\b)|can(?=not\b)|[\p{L}][\p{L}-]*|[$€£¥]?[0-9][0-9.,]*[0-9]|[0-9]")]
    private static partial Regex Tokens();
}

/// <summary>A word of a clause.</summary>
internal readonly record struct Word(string Text, int Index);
