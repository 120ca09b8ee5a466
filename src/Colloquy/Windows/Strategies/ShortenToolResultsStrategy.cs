using System.Globalization;

namespace Colloquy;

/// <summary>Shows long tool results without their middle, with a note of how much was left out. The log still has the whole results.</summary>
public sealed class ShortenToolResultsStrategy : CompactionStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="maxTokens">The number of tokens beyond which a result is shortened to about that number, from 20.</param>
    /// <param name="keepNewest">The number of the newest exchanges with results that are shown whole. With 0, a result is shown in the same form from the first time on, which suits prompt caches.</param>
    public ShortenToolResultsStrategy(int maxTokens, int keepNewest = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 20);
        ArgumentOutOfRangeException.ThrowIfNegative(keepNewest);
        MaxTokens = maxTokens;
        KeepNewest = keepNewest;
    }

    /// <summary>Gets the number of tokens beyond which a result is shortened.</summary>
    public int MaxTokens { get; }

    /// <summary>Gets the number of the newest exchanges with results that are shown whole.</summary>
    public int KeepNewest { get; }

    internal override bool IsSameAs(CompactionStrategy other) => other is ShortenToolResultsStrategy shorten && shorten.MaxTokens == MaxTokens && shorten.KeepNewest == KeepNewest;

    internal override bool IsByExchange => true;

    internal override int NewestResults => KeepNewest;

    /// <inheritdoc />
    public override ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var seen = 0;
        context.ForEach(exchange =>
        {
            if (!exchange.HasResults || seen++ < KeepNewest)
                return;

            for (var i = 0; i < exchange.Messages.Count; i++)
            {
                if (ToolResults.Change(exchange.Messages[i], result => ToolResults.TextOf(result) is { } text ? Shorten(text, context.Counter) : null) is { } changed)
                    exchange.Replace(i, changed, FormattableString.Invariant($"shortened to {MaxTokens:N0} tokens"));
            }
        });
        return ValueTask.CompletedTask;
    }

    /// <summary>The beginning and the end of a text, by its share of tokens; null when it is short enough, or would not become shorter. By the counter alone, so that it comes out the same each time.</summary>
    private string? Shorten(string text, TokenCounter counter)
    {
        // No counter makes more tokens of a text than it has bytes.
        if (text.Length * 3L <= MaxTokens || counter.Count(text) is var tokens && tokens <= MaxTokens)
            return null;

        var half = (int)(text.Length * (long)MaxTokens / tokens / 2);
        var (head, tail) = (half, text.Length - half);
        if (half > 0 && char.IsHighSurrogate(text[head - 1]))
            head--;
        if (tail < text.Length && char.IsLowSurrogate(text[tail]))
            tail++;
        var shortened = string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, head)}\n[… {tail - head:N0} of {text.Length:N0} characters left out here …]\n{text.AsSpan(tail)}");
        return shortened.Length < text.Length ? shortened : null;
    }
}
