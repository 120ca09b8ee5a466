namespace Colloquy.Testing;

/// <summary>Represents two runs, aligned by conversation: what moved since the baseline.</summary>
public sealed record RunComparison
{
    /// <summary>Gets the earlier run.</summary>
    public required RunRecord Baseline { get; init; }

    /// <summary>Gets the later run.</summary>
    public required RunRecord Current { get; init; }

    /// <summary>Gets the conversations of both, forks left out: what is newly failing first, then what is newly passing, and what did not change last.</summary>
    public required IReadOnlyList<ConversationComparison> Conversations { get; init; }

    /// <summary>Compares two runs.</summary>
    /// <param name="baseline">The earlier run.</param>
    /// <param name="current">The later run.</param>
    public static RunComparison Compare(RunRecord baseline, RunRecord current)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        var before = ByKey(baseline);
        var after = ByKey(current);
        IEnumerable<ConversationComparison> all =
        [
            .. after.Select(one => before.TryGetValue(one.Key, out var old)
                ? ConversationComparison.Compare(old, one.Value)
                : new ConversationComparison { After = one.Value, Changes = ChangeKinds.Added | (one.Value.Outcome.IsBad() ? ChangeKinds.NewlyFailing : 0) }),
            .. before.Where(one => !current.IsUnfinished && !current.IsNarrowed && !after.ContainsKey(one.Key)).Select(one => new ConversationComparison { Before = one.Value, Changes = ChangeKinds.Removed }),
        ];
        return new RunComparison { Baseline = baseline, Current = current, Conversations = [.. all.OrderBy(one => Change.RankOf(one.Changes)).ThenBy(one => (one.After ?? one.Before)!.Title, StringComparer.Ordinal)] };
    }

    /// <summary>Returns the conversations that differ in a certain way.</summary>
    /// <param name="kind">The difference.</param>
    public IReadOnlyList<ConversationComparison> Where(ChangeKinds kind) => [.. Conversations.Where(one => (one.Changes & kind) != 0)];

    /// <summary>Compares the runs, or the agents, by their pass rates, costs and durations, with significance.</summary>
    /// <param name="seed">The seed of the random numbers: the same seed gives the same intervals.</param>
    /// <remarks>Durations are not compared when answers were replayed.</remarks>
    public TrialComparison CompareTrials(int seed = 1)
    {
        var trials = TrialComparison.Of(Baseline.ToTrials(), Current.ToTrials(), seed);
        return Baseline.Conversations.Concat(Current.Conversations).Any(one => one.Origin.HasFlag(AnswerOrigin.Replayed)) ? trials with { Duration = null } : trials;
    }

    private static Dictionary<ConversationKey, ConversationRecord> ByKey(RunRecord run)
    {
        Dictionary<ConversationKey, ConversationRecord> byKey = [];
        foreach (var one in run.Conversations.Where(one => !one.IsFork))
            byKey.TryAdd(ConversationKey.Of(one), one);
        return byKey;
    }
}
