namespace Colloquy.Cli;

/// <summary>What the turns of a branch used.</summary>
internal sealed class TurnUsage(IReadOnlyDictionary<Position, UsageTotals> totals)
{
    private static readonly UsageTotals None = new();

    public static async Task<TurnUsage> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var groups = await session.GetUsageAsync(UsageBy.Turn, prices: null, cancellationToken).ConfigureAwait(false);
        return new TurnUsage(groups.Where(group => group.Turn is not null).ToDictionary(group => group.Turn!.Value, group => group.Totals));
    }

    public UsageTotals Of(Turn turn) => totals.GetValueOrDefault(turn.Start) ?? None;
}
