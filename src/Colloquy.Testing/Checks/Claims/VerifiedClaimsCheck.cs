namespace Colloquy.Testing;

/// <summary>Represents a check that what the agent says it has done was done: for each claim there is a successful call of a matching tool, in that turn or an earlier one, with the amount that the answer names.</summary>
/// <remarks>The check reads English by rules, without a model: it takes 'Transferred $500', 'I've moved …' and 'your transfer went through' for claims, and lets offers, questions, plans, conditions and negations pass. It is a heuristic. It can miss a claim that is said in an unusual way, so check the calls themselves, too.</remarks>
public sealed class VerifiedClaimsCheck : ImmediateCheck
{
    /// <summary>Gets which words claim which tool. Without rules, words are derived from the names of the agent's tools.</summary>
    public ClaimRules Rules { get; init; } = new();

    /// <inheritdoc />
    public override string Name => "claims verified";

    /// <inheritdoc />
    public override string Expected => "what the answer says was done, a tool did";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ToolSight.IsBlind(subject))
            return CannotTell(ToolSight.Blind);
        if (Rules.Rules.Select(rule => NameMistake.Find(subject, rule.Tool, arguments: rule.AmountArgument is { } amount ? new Dictionary<string, object?> { [amount] = null } : null)).FirstOrDefault(each => each is not null) is { } mistake)
            return Mistaken(mistake);

        var words = ClaimWords.Of(Rules, ToolsOf(subject.Conversation));
        List<string> faults = [];
        var count = 0;
        foreach (var turn in subject.Turns)
        {
            List<ObservedToolCall> earlier = [.. subject.Conversation.Turns.TakeWhile(each => each.Number < turn.Number).SelectMany(each => each.ToolCalls)];
            foreach (var claim in ClaimFinder.Find(turn.Text, words))
            {
                count++;
                if (ClaimVerifier.FindFault(claim, turn.ToolCalls, earlier) is { } fault)
                    faults.Add($"{(subject.Turn is null ? $"turn {turn.Number} says" : "the answer says")} '{ReadableText.OneLine(claim.Sentence, 200)}', but {fault}");
            }
        }

        return faults.Count > 0 ? Fail(string.Join('\n', faults)) : Pass(count == 0 ? "the answer claims nothing" : $"{count} {(count == 1 ? "claim was" : "claims were")} verified");
    }

    private static IEnumerable<string> ToolsOf(Conversation conversation) =>
        conversation.ToolHosts.SelectMany(host => host.Tools)
            .Concat(conversation.Turns.SelectMany(turn => turn.ToolCalls).Select(call => call.Tool))
            .Concat(conversation.Turns.SelectMany(turn => turn.ModelCalls).SelectMany(call => call.Options?.Tools ?? []).Select(tool => tool.Name).Where(name => conversation.ToolHosts.Count == 0 || !conversation.ToolHosts.Any(host => name.StartsWith(host.Name + "_", StringComparison.Ordinal))));
}
