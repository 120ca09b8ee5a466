using System.Collections;
using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Represents the strategies that decide what a model sees of a session, applied one after the other. An empty pipeline shows everything.</summary>
/// <remarks>A collection expression creates one: <c>Window = [new ShortenToolResultsStrategy(2_000), new TokenBudgetStrategy(50_000)]</c>.</remarks>
[CollectionBuilder(typeof(WindowPipeline), nameof(Create))]
public sealed class WindowPipeline : IReadOnlyList<CompactionStrategy>
{
    private readonly CompactionStrategy[] _strategies;

    /// <summary>Creates a pipeline.</summary>
    /// <param name="strategies">The strategies, in the order in which they are applied.</param>
    public WindowPipeline(params IEnumerable<CompactionStrategy> strategies)
    {
        ArgumentNullException.ThrowIfNull(strategies);
        _strategies = [.. strategies];
        foreach (var strategy in _strategies)
            ArgumentNullException.ThrowIfNull(strategy, nameof(strategies));
    }

    /// <summary>The default pipeline: the whole history up to 100,000 tokens; beyond that, the newest 50,000 tokens.</summary>
    public static WindowPipeline Default { get; } = [new TokenBudgetStrategy(100_000)];

    /// <summary>Gets the token counter of the strategies.</summary>
    /// <value>The default is <see cref="TokenCounter.Estimate"/>.</value>
    public TokenCounter Counter
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Counter));
            field = value;
        }
    } = TokenCounter.Estimate;

    /// <inheritdoc />
    public int Count => _strategies.Length;

    /// <inheritdoc />
    public CompactionStrategy this[int index] => _strategies[index];

    /// <summary>Whether a rule hides part of the session from the model.</summary>
    internal bool Hides => Array.Exists(_strategies, strategy => strategy.Hides);

    /// <summary>Whether a window may go on from an earlier one: what each strategy does to an exchange is known from it alone, and then strategies follow that look at all of them.</summary>
    internal bool MayContinue
    {
        get
        {
            var i = 0;
            while (i < _strategies.Length && _strategies[i].IsByExchange)
                i++;
            while (i < _strategies.Length && _strategies[i].MayContinue)
                i++;
            return i == _strategies.Length;
        }
    }

    /// <summary>How many of the newest exchanges with results are treated otherwise than older ones.</summary>
    internal int NewestResults => _strategies.Length == 0 ? 0 : _strategies.Max(strategy => strategy.NewestResults);

    /// <summary>Whether a rule of the application decides on exchanges of other agents.</summary>
    internal bool AsksRule => Array.Exists(_strategies, strategy => strategy.AsksRule);

    /// <summary>Whether another does the same: of the same strategies, with the same settings.</summary>
    internal bool IsSameAs(WindowPipeline other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (!ReferenceEquals(Counter, other.Counter) || Count != other.Count)
            return false;

        for (var i = 0; i < Count; i++)
        {
            if (!this[i].IsSameAs(other[i]))
                return false;
        }

        return true;
    }

    /// <summary>Creates a pipeline from the elements of a collection expression.</summary>
    /// <param name="strategies">The strategies, in the order in which they are applied.</param>
    public static WindowPipeline Create(ReadOnlySpan<CompactionStrategy> strategies) => new(strategies.ToArray());

    /// <inheritdoc />
    public IEnumerator<CompactionStrategy> GetEnumerator() => ((IEnumerable<CompactionStrategy>)_strategies).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
