using System.Globalization;

namespace Colloquy;

/// <summary>Shows one line in place of each result of older tool calls. The log still has the results, and the model can call the tools again.</summary>
/// <remarks>Each new tool call that makes another one old changes the middle of the prompt.</remarks>
public sealed class CollapseToolResultsStrategy : CompactionStrategy
{
    private const int ShortEnough = 100;

    /// <summary>Creates the strategy.</summary>
    /// <param name="keepNewest">The number of the newest exchanges with results that are shown whole, from 0. The exchange in progress always is.</param>
    public CollapseToolResultsStrategy(int keepNewest = 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keepNewest);
        KeepNewest = keepNewest;
    }

    /// <summary>Gets the number of the newest exchanges with results that are shown whole.</summary>
    public int KeepNewest { get; }

    internal override bool IsByExchange => true;

    internal override int NewestResults => KeepNewest;

    internal override bool IsSameAs(CompactionStrategy other) => other is CollapseToolResultsStrategy collapse && collapse.KeepNewest == KeepNewest;

    /// <inheritdoc />
    public override ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var seen = 0;
        context.ForEach(exchange =>
        {
            if (!exchange.HasResults || seen++ < KeepNewest || exchange.IsKept)
                return;

            for (var i = 0; i < exchange.Messages.Count; i++)
            {
                var changed = ToolResults.Change(
                    exchange.Messages[i],
                    result => ToolResults.TextOf(result) is { Length: > ShortEnough } text
                        ? string.Create(CultureInfo.InvariantCulture, $"[An older result of {text.Length:N0} characters, not shown any more. Call the tool again if it is needed.]")
                        : null);
                if (changed is not null)
                    exchange.Replace(i, changed, "an older result, in one line");
            }
        });
        return ValueTask.CompletedTask;
    }
}
