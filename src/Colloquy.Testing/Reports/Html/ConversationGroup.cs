using System.Globalization;

namespace Colloquy.Testing;

/// <summary>The conversations of one name: its variants and trials.</summary>
/// <param name="Name">The name.</param>
/// <param name="Members">The conversations, by variant and trial.</param>
internal sealed record ConversationGroup(string Name, IReadOnlyList<ConversationRecord> Members)
{
    public TestOutcome Outcome => TestOutcomes.Worst(Members.Select(one => one.Outcome)) ?? TestOutcome.Skipped;

    /// <summary>Pairs of variants to compare: the first with each of the others, in their first trial.</summary>
    public IReadOnlyList<ConversationComparison> Pairs { get; } = PairsOf(Members);

    /// <summary>What fails first, then by name.</summary>
    public static IReadOnlyList<ConversationGroup> Of(RunRecord run) =>
    [
        .. run.Conversations.GroupBy(one => one.Name, StringComparer.Ordinal).Select(group => new ConversationGroup(group.Key, [.. group]))
            .OrderBy(group => group.Outcome switch { TestOutcome.Failed => 0, TestOutcome.Error => 1, TestOutcome.Blocked => 2, _ => 3 }).ThenBy(group => group.Name, StringComparer.Ordinal),
    ];

    public bool Differs(ConversationRecord conversation) =>
        Pairs.Any(pair => (pair.Before == conversation || pair.After == conversation) && (pair.Changes & (ChangeKinds.NewlyFailing | ChangeKinds.NewlyPassing | ChangeKinds.Outcome | ChangeKinds.Calls)) != 0);

    /// <summary>What the trials of each variant say together; null when nothing was tried more than once.</summary>
    public IEnumerable<string> Trials()
    {
        foreach (var variant in Members.Where(one => !one.IsFork && one.Restart is null).GroupBy(one => one.Variant, StringComparer.Ordinal))
        {
            // Only what the agent did wrong counts against it.
            var valid = variant.Where(one => one.Outcome == TestOutcome.Passed || one.Outcome == TestOutcome.Failed && one.Blame is null or Blame.Agent).ToList();
            if (variant.Count() < 2)
                continue;

            var passed = valid.Count(one => one.Outcome == TestOutcome.Passed);
            var interval = valid.Count > 0 ? $", pass rate {Rate(PassStatistics.WilsonInterval(valid.Count, passed))} with 95 % confidence" : "";
            var invalid = variant.Count() - valid.Count is var rest and > 0 ? $", {rest} not counted" : "";
            yield return $"{(variant.Key is null ? "" : $"{variant.Key}: ")}{passed} of {Figures.Count(valid.Count, "trial")} passed{interval}{invalid}{(passed > 0 && passed < valid.Count ? ", flaky" : "")}";
        }
    }

    /// <summary>What the losses of a restart matrix say together, for each variant.</summary>
    public IEnumerable<string> Restarts()
    {
        foreach (var variant in Members.Where(one => !one.IsFork && one.Restart is not null).GroupBy(one => one.Variant, StringComparer.Ordinal))
        {
            var losses = variant.Count(one => one.Restart != RestartMatrix.WithoutLoss);
            var bad = variant.Where(one => one.Outcome != TestOutcome.Passed).Select(one => one.Restart).ToList();
            yield return $"{(variant.Key is null ? "" : $"{variant.Key}: ")}{(bad.Count == 0 ? $"survives the loss of its process at each of {Figures.Count(losses, "place")}" : $"does not survive: {string.Join("; ", bad)}")}";
        }
    }

    private static string Rate(ConfidenceInterval interval) => string.Create(CultureInfo.InvariantCulture, $"{interval.Lower:0.00}–{interval.Upper:0.00}");

    private static List<ConversationComparison> PairsOf(IReadOnlyList<ConversationRecord> members)
    {
        var first = members.Where(one => !one.IsFork && one.Restart is null && one.Variant is not null).DistinctBy(one => one.Variant).ToList();
        return [.. first.Skip(1).Select(other => ConversationComparison.Compare(first[0], other))];
    }
}
