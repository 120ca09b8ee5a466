namespace Colloquy.Postgres;

/// <summary>Reads facts about the server and the schema, also of one without tables.</summary>
internal static class StoreFacts
{
    private static readonly Sql Select = new("""
        SELECT current_setting('server_version'), pg_is_in_recovery(), current_setting('synchronous_commit'), current_setting('data_checksums') = 'on',
            (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'),
            (SELECT count(*)::integer FROM pg_stat_activity WHERE backend_type = 'client backend'), current_setting('max_connections')::integer,
            (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
        """);

    public static async ValueTask<PostgresStoreInfo> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        var schema = await PostgresSchema.ReadVersionAsync(database, cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (database, schema),
            static (batch, ask) => batch.Add(Select).With(ask.database.Options.Schema),
            static async (rows, ask, cancelled) =>
            {
                await rows.ReadAsync(cancelled).ConfigureAwait(false);
                return new PostgresStoreInfo
                {
                    Location = ask.database.Location,
                    ServerVersion = rows.GetString(0),
                    Schema = ask.schema,
                    NewestSchema = PostgresSchema.Newest,
                    IsReplica = rows.GetBoolean(1),
                    SynchronousCommit = rows.GetString(2),
                    HasChecksums = rows.GetBoolean(3),
                    Bytes = rows.GetInt64(4),
                    Connections = rows.GetInt32(5),
                    MaxConnections = rows.GetInt32(6),
                    ClockDifference = DateTimeOffset.UnixEpoch.AddTicks(rows.GetInt64(7) * TimeSpan.TicksPerMicrosecond) - TimeProvider.System.GetUtcNow(),
                };
            },
            cancellationToken).ConfigureAwait(false);
    }
}
