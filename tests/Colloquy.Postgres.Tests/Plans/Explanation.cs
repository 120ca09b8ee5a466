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

            // What reads a log is run, to count what it reads.
            var explain = ReadsLog(statement.Text) ? "EXPLAIN (FORMAT JSON, ANALYZE, TIMING OFF)" : "EXPLAIN (FORMAT JSON)";
            plans.Add((statement.Text, await ReadAsync($"{explain} {statement.Text}", statement.Values)));
            var name = $"{settings} {statement.Types} {(ReadsLog(statement.Text) ? statement.Literals : "")} {statement.Text}";
            if (!_generic.TryGetValue(name, out var generic))
                _generic.Add(name, generic = await ExplainForAnyAsync(explain, statement));
            plans.Add((statement.Text, generic));
        }

        return plans;
    }

    /// <summary>Returns the plan that the server keeps for a prepared statement that it has run a few times, if that plan looks no dearer.</summary>
    private async Task<string> ExplainForAnyAsync(string explain, SentStatement statement)
    {
        await ReadAsync("SET LOCAL plan_cache_mode = force_generic_plan", []);
        await ReadAsync($"PREPARE explained{(statement.Values.Count == 0 ? "" : $"({statement.Types})")} AS {statement.Text}", []);
        var plan = await ReadAsync($"{explain} EXECUTE explained{(statement.Values.Count == 0 ? "" : $"({statement.Literals})")}", []);
        await ReadAsync("DEALLOCATE explained", []);
        return plan;
    }

    private static bool ReadsLog(string text) => text.Contains("colloquy.entries", StringComparison.Ordinal) && !text.Contains("INSERT", StringComparison.Ordinal) && !text.Contains("UPDATE", StringComparison.Ordinal) && !text.Contains("DELETE", StringComparison.Ordinal);

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
