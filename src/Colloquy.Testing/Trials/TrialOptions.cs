namespace Colloquy.Testing;

/// <summary>Represents the options of repeated trials.</summary>
public sealed class TrialOptions
{
    /// <summary>Gets or sets the number of trials.</summary>
    /// <value>The default is 10. From 1 to 10,000.</value>
    public int Count { get; set => field = value is >= 1 and <= 10_000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There are 1 to 10,000 trials."); } = 10;

    /// <summary>Gets or sets the number of trials that run at the same time.</summary>
    /// <value>The default is 4. From 1 to 1,000.</value>
    public int Parallelism { get; set => field = value is >= 1 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "1 to 1,000 trials run at the same time."); } = 4;

    /// <summary>Gets or sets what the trials have to reach.</summary>
    /// <value>The default requires that every trial passes that counts, and that no more than a fifth is invalid.</value>
    public TrialRule Rule { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = new();

    /// <summary>Gets or sets a value that indicates whether no further trial begins once the rest cannot change the outcome. The decision is the one that all trials would give.</summary>
    /// <value>The default is <see langword="false"/>: all trials run, so that the pass rate is measured as well as it can be.</value>
    public bool StopsWhenDecided { get; set; }

    /// <summary>Gets or sets a value that indicates whether no further trial begins once the 95 % interval of the pass rate excludes the required rate. It saves more trials, and errs more often: the interval is looked at after each trial, so that the wrong side is excluded by chance in more than 5 % of runs.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool StopsByInterval { get; set; }

    /// <summary>Gets or sets the budget that the turns are charged to; null for none. When it is spent, the trials that are left are not run, and the outcome is an error unless it was decided.</summary>
    public TestBudget? Budget { get; set; }

    /// <summary>Gets or sets the rules that say what is to blame for a failure.</summary>
    /// <value>The default is <see cref="BlameRules.Default"/>.</value>
    public BlameRules BlameRules { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = BlameRules.Default;

    /// <summary>Gets or sets the name of the variant, such as a model's; null for none.</summary>
    public string? Variant { get; set; }

    internal TrialOptions Copy() => (TrialOptions)MemberwiseClone();
}
