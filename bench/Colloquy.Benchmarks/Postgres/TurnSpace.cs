using Npgsql;

namespace Colloquy.Benchmarks;

/// <summary>The space that turns take on the server, in bytes.</summary>
/// <param name="Disk">Tables and their indexes.</param>
/// <param name="Log">The write-ahead log that was written so far.</param>
/// <param name="Payloads">What the entries say.</param>
internal readonly record struct TurnSpace(double Disk, double Log, double Payloads)
{
    public static TurnSpace operator -(TurnSpace left, TurnSpace right) => new(left.Disk - right.Disk, left.Log - right.Log, left.Payloads - right.Payloads);

    public static async Task<TurnSpace> ReadAsync(BenchDatabase database, string schema)
    {
        await using var command = database.Source.CreateCommand($"""
            SELECT
                (SELECT sum(pg_total_relation_size(c.oid))::double precision FROM pg_class c WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind = 'r'),
                (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::double precision,
                (SELECT coalesce(sum(bytes), 0)::double precision FROM {schema}.sessions)
            """);
        await using var rows = await command.ExecuteReaderAsync();
        await rows.ReadAsync();
        return new TurnSpace(rows.GetDouble(0), rows.GetDouble(1), rows.GetDouble(2));
    }
}
