namespace Colloquy.Benchmarks;

/// <summary>Runs the measures in PostgreSQL, beside raw Npgsql on the same server.</summary>
internal static class PostgresRun
{
    public static async Task<int> RunAsync(RatioOptions options)
    {
        if (BenchDatabase.Find() is not { } database)
        {
            await Console.Error.WriteLineAsync("Set COLLOQUY_TEST_POSTGRES to the connection string of a server on which schemas may be created.");
            return 2;
        }

        await using (database)
        {
            var effort = Effort.Of(options.Quick);
            var (_, code) = await MeasureRun.RunAsync(options,
            [
                ("pg.commit", () => CommitMeasure.RunAsync(database, effort)),
                ("pg.length", () => FlatMeasure.MeasureAgeAsync(database, effort)),
                ("pg.company", () => FlatMeasure.MeasureCompanyAsync(database, effort)),
                ("pg.agents", () => AgentsMeasure.RunAsync(database, effort)),
            ]);
            return code;
        }
    }
}
