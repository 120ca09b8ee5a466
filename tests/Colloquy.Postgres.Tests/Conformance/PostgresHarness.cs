using System.Collections.Concurrent;
using Colloquy.Storage.Conformance;
using Colloquy.Tests.Postgres;
using Npgsql;

namespace Colloquy.Postgres.Tests.Conformance;

/// <summary>A schema of its own for each case, in the database of this process; each handle is a store of its own, and all share a pool of connections.</summary>
/// <remarks>To create the tables takes longer than most cases, so a case empties its schema for the next.</remarks>
public sealed class PostgresHarness : StoreHarness
{
    private static readonly Lazy<Task<NpgsqlDataSource>> Source = new(async () => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await SharedServer.ConnectionStringAsync()) { Options = "-c plan_cache_mode=force_generic_plan -c jit=off" }));
    private static readonly ConcurrentBag<string> Empty = [];

    private static int _count;

    private string? _schema;

    public override StoreTraits Traits => base.Traits | StoreTraits.Usage | StoreTraits.Search | StoreTraits.State | StoreTraits.Memory | StoreTraits.Retention | StoreTraits.Copy | StoreTraits.Signal | StoreTraits.Owners | StoreTraits.Rewriting;

    public override async ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default)
    {
        _schema ??= Empty.TryTake(out var empty) ? empty : $"case_{Interlocked.Increment(ref _count)}";
        return await PostgresSessionStore.OpenAsync(await Source.Value, new() { Schema = _schema, TimeProvider = clock }, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_schema is null)
            return;

        await using var delete = (await Source.Value).CreateCommand($"""
            DO $$
            DECLARE name text;
            BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '{_schema}' AND tablename NOT LIKE 'entries\___' AND tablename <> 'schema_versions' LOOP
                    EXECUTE format('DELETE FROM {_schema}.%I', name);
                END LOOP;
            END $$
            """);
        await delete.ExecuteNonQueryAsync();
        Empty.Add(_schema);
    }
}
