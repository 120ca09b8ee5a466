namespace Colloquy.Postgres.Tests.Distribution;

/// <summary>What Citus asks of the keys of distributed tables.</summary>
internal static class CitusRules
{
    /// <summary>Returns what Citus would refuse.</summary>
    public static async Task<List<string>> FindBrokenAsync(Catalogue catalogue, IReadOnlyDictionary<string, Placement> placements)
    {
        List<string> broken = [];
        foreach (var table in await catalogue.TablesAsync())
        {
            if (!placements.ContainsKey(table))
                broken.Add($"{table} has no place");
        }

        foreach (var placement in placements.Values.Where(placement => placement.IsDistributed))
        {
            var type = await catalogue.TypeOfAsync(placement.Table, placement.Column!);
            if (type is null)
                broken.Add($"{placement.Table}.{placement.Column} is no column, or may be null");
            else if (placement.Beside is { } leader && (!placements.TryGetValue(leader, out var beside) || beside.Beside is not null || await catalogue.TypeOfAsync(leader, beside.Column!) != type))
                broken.Add($"{placement.Table} cannot be beside {leader}");
        }

        foreach (var key in await catalogue.KeysAsync())
        {
            if (placements.TryGetValue(key.Table, out var placement) && placement.IsDistributed && !key.Columns.Contains(placement.Column))
                broken.Add($"{key.Name} lacks {placement.Column}");
        }

        foreach (var key in await catalogue.ForeignKeysAsync())
        {
            var (from, to) = (placements.GetValueOrDefault(key.Table), placements.GetValueOrDefault(key.Target));
            var isWithinShards = from is { IsDistributed: true } && to is { IsDistributed: true } && from.Group == to.Group
                && Array.IndexOf(key.Columns, from.Column) is >= 0 and var place && key.TargetColumns[place] == to.Column;
            if (!isWithinShards && to?.Kind != "reference")
                broken.Add($"{key.Name} of {key.Table} leads out of its shard");
        }

        return broken;
    }
}
