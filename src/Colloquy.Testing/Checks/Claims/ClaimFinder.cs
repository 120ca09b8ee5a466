namespace Colloquy.Testing;

/// <summary>Finds what an answer says was done. It reads English by rules, so it misses what is said in unusual ways.</summary>
internal static class ClaimFinder
{
    private static readonly HashSet<string> Completed = ["complete", "completed", "successful", "succeeded", "confirmed", "processed", "executed", "made", "finished", "finalized", "finalised", "done", "placed", "issued", "submitted", "posted", "sent", "through"];
    private static readonly HashSet<string> MoneyWords = ["money", "funds", "amount", "cash", "payment", "dollars", "euros", "pounds", "sum", "it", "that", "balance"];
    private static readonly HashSet<string> Bare = ["done", "all done", "it's done", "it is done", "that's done", "that is done", "i've done it", "i've done that", "i've done so", "i have done it", "i have done that", "i did it", "i did that", "i've taken care of it", "i've taken care of that", "i have taken care of it", "taken care of", "consider it done", "completed", "all taken care of", "it's all done", "this is done"];

    /// <summary>Returns the claims of an answer, in order.</summary>
    public static IReadOnlyList<Claim> Find(string answer, ClaimWords words)
    {
        List<Claim> claims = [];
        List<Claim> bare = [];
        foreach (var clause in Clause.All(answer))
        {
            foreach (var claim in Of(clause, words))
            {
                if (!claims.Exists(other => other.Sentence == claim.Sentence && other.Text == claim.Text && other.Tools!.Select(tool => tool.Tool).SequenceEqual(claim.Tools!.Select(tool => tool.Tool))))
                    claims.Add(claim);
            }

            if (!clause.IsAsked && Bare.Contains(clause.Text.ToLowerInvariant().TrimEnd('.', '!', ' ')))
                bare.Add(new Claim { Sentence = clause.Sentence, Word = clause.Text, Tools = null, Text = clause.Text, IsOwn = true });
        }

        // 'Done: I moved it' is one claim.
        return claims.Count > 0 ? claims : bare.Take(1).ToList();
    }

    private static IEnumerable<Claim> Of(Clause clause, ClaimWords words)
    {
        for (var index = 0; index < clause.Words.Count; index++)
        {
            var word = clause.Words[index].Text;
            if (words.Verbs.TryGetValue(word, out var tools) && Fitting(clause, tools, index) is { } fitting && ClaimGrammar.KindOf(clause, index, VerbForms.IsAlsoPresent(word)) is { } kind)
            {
                // Of what no tool does, 'I' is to say that it was done: 'the transfer was cancelled' and 'the flight is paid for' are states.
                if (fitting.Count > 0 || kind != ClaimKind.Passive || !word.StartsWith("cancel", StringComparison.Ordinal) && !IsState(clause, index))
                    yield return ToClaim(clause, index, fitting, kind);
            }
            else if (ActionWords.LightForms.Contains(word) && NounAfter(clause, index, words) is { } named && ClaimGrammar.KindOf(clause, index, isAlsoPresent: false) is { } light and not ClaimKind.Passive)
                yield return ToClaim(clause, index, named, light);
            else if (words.Nouns.TryGetValue(Singular(word), out var nouned) && CompletionOf(clause, index) >= 0)
                yield return ToClaim(clause, index, nouned, ClaimKind.Passive);
            else if (BaseForm(word, words) is { } managed && ClaimGrammar.IsManaged(clause, index))
                yield return ToClaim(clause, index, managed, ClaimKind.Own);
        }
    }

    /// <summary>The tools of a word whose object is in the sentence; none when a weak word is used of something else.</summary>
    private static List<ClaimedTool>? Fitting(Clause clause, List<ClaimedTool> tools, int index)
    {
        if (tools.Count == 0)
            return tools;
        if (index + 1 < clause.Words.Count && clause.Words[index + 1].Text is "up" or "that" or "you" && clause.Words[index].Text is "added" or "sent" or "put" or "set")
            return null;
        var fitting = tools.Where(tool => tool.Objects is null || (tool.IsMoney ? HasMoney(clause) : tool.Objects.Count == 0 || clause.Words.Any(word => tool.Objects.Contains(word.Text) || tool.Objects.Contains(Singular(word.Text))))).ToList();
        return fitting.Count == 0 ? null : fitting;
    }

    private static bool HasMoney(Clause clause) => clause.Words.Any(word => MoneyWords.Contains(word.Text)) || NumberText.FindAll(clause.Text).Any();

    private static List<ClaimedTool>? NounAfter(Clause clause, int index, ClaimWords words) =>
        clause.Words.Skip(index + 1).Take(6).Select(word => words.Nouns.GetValueOrDefault(Singular(word.Text))).FirstOrDefault(tools => tools is not null);

    /// <summary>Returns where a clause says that what a noun names was done: 'the transfer of $500 went through'; -1 when it does not.</summary>
    private static int CompletionOf(Clause clause, int noun)
    {
        for (var index = noun + 1; index < Math.Min(clause.Words.Count, noun + 14); index++)
        {
            if (!Completed.Contains(clause.Words[index].Text))
                continue;
            if (clause.Words[index].Text == "through" && clause.Words[index - 1].Text is not ("went" or "gone"))
                continue;

            // Between noun and completion stands 'is', 'was', 'has been', or, in a headline, nothing: 'Transfer complete'.
            var between = clause.Words.Skip(noun + 1).Take(index - noun - 1).Select(word => word.Text).ToList();
            var isSaid = between.Count == 0 ? clause.Opens || noun <= 2 : IsHeadline(clause, noun, index, between) || between.Exists(word => word is "is" or "was" or "were" or "are" or "has" or "have" or "been" or "'s" or "went" or "gone") || clause.Words[index].Text == "succeeded";
            // 'Transfers are completed within a day' is what happens as a rule.
            var isRule = between.Contains("are") && clause.Words[noun].Text.EndsWith('s') && !(noun > 0 && clause.Words[noun - 1].Text is "your" or "my" or "both" or "these" or "all");
            if (isSaid && !isRule && ClaimGrammar.IsCompleted(clause, noun, index))
                return index;
        }

        return -1;
    }

    /// <summary>Whether there is no verb, as in 'Transfer of $500.00 completed'.</summary>
    private static bool IsHeadline(Clause clause, int noun, int end, List<string> between) =>
        clause.Opens && noun <= 1 && between[0] is "of" or "to" or "from" or "for" && between.Count <= 8 && end >= clause.Words.Count - 2 && clause.Words[end].Text is "complete" or "completed" or "successful" or "confirmed" or "done" or "processed";

    private static bool IsState(Clause clause, int index) => clause.Words.Take(index).Any(word => word.Text is "is" or "are" or "'s" or "'re") && !clause.Words.Take(index).Any(word => word.Text is "been" or "now");

    /// <summary>The tools that a base form names, after 'was able to' and the like.</summary>
    private static List<ClaimedTool>? BaseForm(string word, ClaimWords words) =>
        word.Length < 3 ? null : VerbForms.Past(word).Select(form => words.Verbs.GetValueOrDefault(form)).FirstOrDefault(tools => tools is { Count: > 0 });

    private static string Singular(string word) => word.Length > 3 && word.EndsWith('s') ? word[..^1] : word;

    private static Claim ToClaim(Clause clause, int index, IReadOnlyList<ClaimedTool> tools, ClaimKind kind) => new()
    {
        Sentence = clause.Sentence,
        Word = clause.Words[index].Text,
        Tools = tools,
        Amount = ClaimAmount.Of(clause, clause.Words[index].Index),
        Text = clause.Next.Length == 0 ? clause.Text : $"{clause.Text}, {clause.Next}",
        IsOwn = kind == ClaimKind.Own,
    };
}
