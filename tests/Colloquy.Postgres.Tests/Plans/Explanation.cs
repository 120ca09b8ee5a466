using Npgsql;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>Asks the server for the plans of statements, in transactions like those in which the store sends them.</summary>
internal sealed class Explanation(NpgsqlConnection connection)
{
    private readonly Dictionary<string, string> _generic = [];

    /// <summary>Returns the plans of the statements of a batch: for the values that each was given, and for any.</summary>
    public async Task<List<(string Text, string Plan)>> ExplainAsync(IReadOnlyList<SentStatement> batch)
    {
        List<(string, string)> plans = [];
        var settings = "";
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var statement in batch)
        {
            if (Statements.Sets(statement.Text))
            {
                await ReadAsync(statement.Text, []);
                settings += statement.Text;
                continue;
            }

            if (!Statements.HasPlan(statement.Text))
                continue;
            plans.Add((statement.Text, await ReadAsync($"EXPLAIN (FORMAT JSON) {statement.Text}", statement.Values)));
            var name = $"{settings} {statement.Types} {statement.Text}";
            if (!_generic.TryGetValue(name, out var generic))
                _generic.Add(name, generic = await ExplainForAnyAsync(statement));
            plans.Add((statement.Text, generic));
        }

        return plans;
    }

    /// <summary>Returns the plan that the server keeps for a prepared statement that it has run a few times, if that plan looks no dearer.</summary>
    private async Task<string> ExplainForAnyAsync(SentStatement statement)
    {
        await ReadAsync("SET LOCAL plan_cache_mode = force_generic_plan", []);
        await ReadAsync($"PREPARE explained{(statement.Values.Count == 0 ? "" : $"({statement.Types})")} AS {statement.Text}", []);
        var plan = await ReadAsync($"EXPLAIN (FORMAT JSON) EXECUTE explained{(statement.Values.Count == 0 ? "" : $"({string.Join(", ", statement.Values.Select(_ => "NULL"))})")}", []);
        await ReadAsync("DEALLOCATE explained", []);
        return plan;
    }

    private async Task<string> ReadAsync(string text, IReadOnlyList<NpgsqlParameter> values)
    {
        await using var batch = new NpgsqlBatch(connection);
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
            command.Parameters.Add(value.Clone());
        batch.BatchCommands.Add(command);
        return await batch.ExecuteScalarAsync() as string ?? "";
    }
}
