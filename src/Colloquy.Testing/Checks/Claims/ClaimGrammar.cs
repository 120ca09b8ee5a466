namespace Colloquy.Testing;

/// <summary>Tells whether a past form in a clause says that something was done, by the words before it.</summary>
internal static class ClaimGrammar
{
    private static readonly HashSet<string> Modals = ["will", "'ll", "would", "'d", "shall", "should", "can", "could", "may", "might", "must", "to", "ca", "wo", "let", "cannot", "needs", "gets", "getting", "get"];
    private static readonly HashSet<string> Negations = ["not", "n't", "no", "nothing", "none", "never", "neither", "nor", "without", "failed", "unable", "nobody", "hardly", "nearly", "almost", "instead"];
    private static readonly HashSet<string> Conditions = ["if", "once", "when", "whenever", "until", "till", "unless", "before", "whether", "assuming", "provided", "suppose", "imagine", "had", "soon", "case"];
    private static readonly HashSet<string> Adverbs = ["already", "just", "now", "also", "then", "since", "both", "all", "indeed", "so", "ahead", "today", "again", "too"];
    private static readonly HashSet<string> Be = ["been", "was", "were", "is", "are", "'s", "'re", "being", "got"];
    private static readonly HashSet<string> Have = ["have", "has", "had", "'ve", "having"];
    private static readonly HashSet<string> Determiners = ["the", "a", "an", "your", "my", "our", "any", "each", "every", "this", "that", "of", "recently", "previously", "newly", "total"];
    private static readonly HashSet<string> Others = ["you", "he", "she", "they", "who", "customer", "user"];

    /// <summary>Returns how the past form at an index claims something; null when it does not.</summary>
    /// <param name="clause">The clause.</param>
    /// <param name="index">The index of the word.</param>
    /// <param name="isAlsoPresent">Whether the form is the present, too.</param>
    public static ClaimKind? KindOf(Clause clause, int index, bool isAlsoPresent)
    {
        var words = clause.Words;
        if (clause.IsAsked || Before(words, index).Any(Negations.Contains) || IsConditional(words, index))
            return null;

        var (at, hasHave, be) = (index - 1, false, (string?)null);
        for (; at >= 0 && (IsAdverb(words[at].Text) || Have.Contains(words[at].Text) || Be.Contains(words[at].Text) || words[at].Text == "be"); at--)
        {
            hasHave |= Have.Contains(words[at].Text) || words[at].Text == "'s" && be == "been";
            be ??= Be.Contains(words[at].Text) || words[at].Text == "be" ? words[at].Text : null;
        }

        var governor = at < 0 ? "" : words[at].Text;
        if (Modals.Contains(governor) || be == "be")
            return null;
        if (be is not null)
            return governor == "you" || !IsDone(clause, words, at, index, be) ? null : ClaimKind.Passive;

        return governor switch
        {
            "i" or "we" => isAlsoPresent && !hasHave ? null : ClaimKind.Own,
            "" => clause.Opens && !isAlsoPresent && !OpensNoun(words, index) && !IsScheduled(words, index) ? ClaimKind.Elliptical : null,
            "and" or "or" or "&" or "then" => Coordinated(words, at, clause),
            _ when at == 0 && clause.Opens && !isAlsoPresent && char.IsAsciiDigit(governor[^1]) && !hasHave => ClaimKind.Elliptical,
            "system" or "bank" or "assistant" or "team" => ClaimKind.Passive,
            _ => hasHave && !Others.Contains(governor) && !Determiners.Contains(governor) && at > 0 && words[at - 1].Text is "our" or "the" ? ClaimKind.Passive : null,
        };
    }

    /// <summary>Returns whether a clause says that something was brought to an end, by a base form: 'I was able to transfer', 'I did transfer', 'I managed to transfer'.</summary>
    public static bool IsManaged(Clause clause, int index)
    {
        var words = clause.Words;
        if (clause.IsAsked || Before(words, index).Any(Negations.Contains) || IsConditional(words, index))
            return false;

        var before = Before(words, index).Where(word => !IsAdverb(word)).TakeLast(4).ToList();
        return before is [.., "i" or "we", "was" or "were", "able", "to"] or [.., "i" or "we", "managed", "to"] or [.., "i" or "we", "did"] or ["been", "able", "to"] or [.., "'ve", "been", "able", "to"] or [.., "i", "went", "and"];
    }

    /// <summary>Returns whether the words between a noun and what completes it ('went through', 'is complete') say that it is so.</summary>
    public static bool IsCompleted(Clause clause, int noun, int end) =>
        !clause.IsAsked && !Before(clause.Words, end).Any(Negations.Contains) && !IsConditional(clause.Words, end)
        && !clause.Words.Skip(noun).Take(end - noun).Any(word => word.Text != "to" && Modals.Contains(word.Text) || word.Text is "be" or "being");

    public static bool IsAdverb(string word) => Adverbs.Contains(word) || word.Length > 4 && word.EndsWith("ly", StringComparison.Ordinal);

    private static IEnumerable<string> Before(IReadOnlyList<Word> words, int index) => words.Take(index).Select(word => word.Text);

    private static bool IsConditional(IReadOnlyList<Word> words, int index)
    {
        for (var at = 0; at < index; at++)
        {
            // 'I had transferred' is no condition, and 'had I transferred' is one.
            if (Conditions.Contains(words[at].Text) && (words[at].Text != "had" || at == 0))
                return true;
            if (words[at].Text == "after" && Before(words, index).Skip(at).Any(word => word is "is" or "are" or "has" or "have" or "been"))
                return true;
        }

        return false;
    }

    /// <summary>Whether a passive says that it happened, and not what happens as a rule: 'money is moved overnight'.</summary>
    private static bool IsDone(Clause clause, IReadOnlyList<Word> words, int at, int index, string be)
    {
        if (be is not ("is" or "are" or "'s" or "'re"))
            return true;
        var subject = words.Take(at + 1).Select(word => word.Text).ToList();
        var isSpecific = subject.Exists(word => word is "your" or "the" or "this" or "that" or "it" or "everything" || char.IsAsciiDigit(word[^1]) || word[0] is '$' or '€' or '£') || subject.Count == 0;
        return isSpecific && !IsScheduled(words, index) && !words.Skip(index).Any(word => word.Text is "if" or "unless" or "once" or "when" or "until" or "only");
    }

    /// <summary>Whether the words after the form say when it will be: 'paid after 3 months'.</summary>
    private static bool IsScheduled(IReadOnlyList<Word> words, int index) =>
        words.Skip(index).Any(word => word.Text is "after" or "in" or "within" or "by" or "every" or "each" or "per" or "for" or "from") && words.Skip(index).Any(word => word.Text is "day" or "days" or "week" or "weeks" or "month" or "months" or "monthly" or "year" or "years");

    private static ClaimKind? Coordinated(IReadOnlyList<Word> words, int at, Clause clause)
    {
        var before = Before(words, at).ToList();
        var subject = before.FindLastIndex(word => word is "i" or "we" or "you" or "he" or "she" or "they");
        if (subject >= 0)
            return before[subject] is "i" or "we" && !before.Skip(subject).Take(3).Any(Modals.Contains) ? ClaimKind.Own : null;
        if (before.Exists(word => word is "was" or "were" or "been"))
            return before.Exists(Modals.Contains) ? null : ClaimKind.Passive;
        return clause.Opens && before.Count > 0 && before[0].EndsWith("ed", StringComparison.Ordinal) ? ClaimKind.Elliptical : null;
    }

    /// <summary>Whether the form belongs to a noun: 'transferred funds are available'.</summary>
    private static bool OpensNoun(IReadOnlyList<Word> words, int index) =>
        index + 2 < words.Count && words[index + 1].Text is "funds" or "money" or "amounts" or "amount" or "orders" or "bookings" or "payments" or "tickets" or "items"
        && words.Skip(index + 2).Take(2).Any(word => word.Text is "are" or "is" or "will" or "can" or "may" or "arrive" or "appear" or "usually" or "typically" or "take" or "cannot");
}

/// <summary>How a sentence claims something.</summary>
internal enum ClaimKind
{
    /// <summary>By 'I' or 'we'.</summary>
    Own,

    /// <summary>By the passive, or by a noun: 'the transfer went through'.</summary>
    Passive,

    /// <summary>Without a subject: 'Transferred $500.'</summary>
    Elliptical,
}
