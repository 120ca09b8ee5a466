namespace Colloquy.Testing;

/// <summary>Represents a comparison of two runs, or of two agents in the same conversations.</summary>
/// <remarks>When both sides planned the same conversations with the same numbers of trials, trials are compared in pairs of the same conversation and number, of which both count. Otherwise, the sides are compared as wholes.</remarks>
public sealed record TrialComparison
{
    /// <summary>Gets the comparison of all conversations together.</summary>
    public required PassComparison Overall { get; init; }

    /// <summary>Gets the comparison of each conversation that both sides have, in the order of the first side.</summary>
    public required IReadOnlyList<PassComparison> Conversations { get; init; }

    /// <summary>Gets the comparison of the cost of a trial, in US dollars; null when a cost is not known.</summary>
    public AmountComparison? Cost { get; init; }

    /// <summary>Gets the comparison of the duration of a trial, in seconds; null when a side has no trial that counts.</summary>
    public AmountComparison? Duration { get; init; }

    /// <summary>Gets the seed of the random numbers by which intervals were computed.</summary>
    public required int Seed { get; init; }

    /// <summary>Compares two runs.</summary>
    /// <param name="first">The results of the first run, such as the baseline.</param>
    /// <param name="second">The results of the second run.</param>
    /// <param name="seed">The seed of the random numbers: the same seed gives the same intervals.</param>
    /// <remarks>Conversations are matched by their names, so that two variants of the same conversations can be compared; by name and variant when a side has several variants of one.</remarks>
    public static TrialComparison Of(IReadOnlyList<TrialsResult> first, IReadOnlyList<TrialsResult> second, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var byName = HasUniqueNames(first) && HasUniqueNames(second);
        var (one, other) = (Index(first, byName), Index(second, byName));
        var isPaired = one.Count == other.Count && one.All(item => other.TryGetValue(item.Key, out var partner) && partner.Trials.Count == item.Value.Trials.Count);
        var pairs = isPaired ? PairsOf(one, other) : [];
        var (left, right) = isPaired
            ? (pairs.ConvertAll(pair => pair.First), pairs.ConvertAll(pair => pair.Second))
            : ([.. Counted(first)], (List<Trial>)[.. Counted(second)]);
        return new TrialComparison
        {
            Overall = Compare(null, left, right, isPaired),
            Conversations = [.. one.Where(item => other.ContainsKey(item.Key)).Select(item => Compare(item.Key, [.. Counted([item.Value])], [.. Counted([other[item.Key]])], isPaired: false))],
            Cost = left.Concat(right).All(trial => trial.Cost is not null) ? Compare("cost (USD)", left, right, trial => (double)trial.Cost!.Value, isPaired, seed) : null,
            Duration = Compare("duration (s)", left, right, trial => trial.Duration.TotalSeconds, isPaired, seed),
            Seed = seed,
        };
    }

    /// <summary>Returns the comparison in lines, all together first, then the conversations whose difference is significant, then the others.</summary>
    public string Describe() => string.Join('\n', new[] { Overall.ToString(), Cost?.ToString(), Duration?.ToString() }.OfType<string>().Concat(Conversations.OrderByDescending(conversation => conversation.IsSignificant).Select(conversation => conversation.ToString())));

    private static bool HasUniqueNames(IReadOnlyList<TrialsResult> results) => results.DistinctBy(result => result.Name).Count() == results.Count;

    private static Dictionary<string, TrialsResult> Index(IReadOnlyList<TrialsResult> results, bool byName)
    {
        Dictionary<string, TrialsResult> index = [];
        foreach (var result in results)
        {
            if (!index.TryAdd(byName ? result.Name : result.FullName, result))
                throw new ArgumentException($"Two results are of the conversation '{result.FullName}'. Compare runs in which each conversation is contained once.", nameof(results));
        }

        return index;
    }

    private static List<(Trial First, Trial Second)> PairsOf(Dictionary<string, TrialsResult> one, Dictionary<string, TrialsResult> other) =>
        [.. one.SelectMany(item => item.Value.Trials.Join(other[item.Key].Trials, trial => trial.Number, trial => trial.Number, (first, second) => (First: first, Second: second))).Where(pair => pair.First.IsCounted && pair.Second.IsCounted)];

    private static IEnumerable<Trial> Counted(IEnumerable<TrialsResult> results) => results.SelectMany(result => result.Trials).Where(trial => trial.IsCounted);

    private static PassComparison Compare(string? conversation, List<Trial> first, List<Trial> second, bool isPaired)
    {
        var (firstPassed, secondPassed) = (first.Count(HasPassed), second.Count(HasPassed));
        var pairs = isPaired ? first.Zip(second).ToList() : [];
        return new PassComparison
        {
            Conversation = conversation,
            FirstTrials = first.Count,
            FirstPassed = firstPassed,
            SecondTrials = second.Count,
            SecondPassed = secondPassed,
            IsPaired = isPaired,
            PValue = first.Count == 0 || second.Count == 0 ? null
                : isPaired ? ExactTests.McNemar(pairs.Count(pair => HasPassed(pair.First) && !HasPassed(pair.Second)), pairs.Count(pair => !HasPassed(pair.First) && HasPassed(pair.Second)))
                : ExactTests.Fisher(first.Count, firstPassed, second.Count, secondPassed),
        };
    }

    private static AmountComparison? Compare(string name, List<Trial> first, List<Trial> second, Func<Trial, double> amount, bool isPaired, int seed)
    {
        if (first.Count == 0 || second.Count == 0)
            return null;

        List<double> one = first.ConvertAll(trial => amount(trial)), other = second.ConvertAll(trial => amount(trial));
        return new AmountComparison
        {
            Name = name,
            First = one.Average(),
            Second = other.Average(),
            FirstTrials = one.Count,
            SecondTrials = other.Count,
            IsPaired = isPaired,
            Difference = Math.Min(one.Count, other.Count) < AmountComparison.FewestTrials ? null : isPaired ? Bootstrap.MeanOf([.. one.Zip(other, (before, after) => after - before)], seed) : Bootstrap.DifferenceOfMeans(one, other, seed),
        };
    }

    private static bool HasPassed(Trial trial) => trial.Outcome == TrialOutcome.Passed;
}
