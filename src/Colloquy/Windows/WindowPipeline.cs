using System.Collections;
using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Represents the strategies that decide what a model sees of a session, applied one after the other. An empty pipeline shows everything.</summary>
/// <remarks>Written as a collection: <c>Window = [new ShortenToolResultsStrategy(2_000), new TokenBudgetStrategy(50_000)]</c>.</remarks>
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

    /// <summary>The default: everything until 100,000 tokens, then the newest 50,000 of them.</summary>
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

    /// <summary>Creates a pipeline of what stands between brackets.</summary>
    /// <param name="strategies">The strategies, in the order in which they are applied.</param>
    public static WindowPipeline Create(ReadOnlySpan<CompactionStrategy> strategies) => new(strategies.ToArray());

    /// <inheritdoc />
    public IEnumerator<CompactionStrategy> GetEnumerator() => ((IEnumerable<CompactionStrategy>)_strategies).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
