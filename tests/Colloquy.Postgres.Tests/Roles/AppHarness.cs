using Colloquy.Storage.Conformance;
using Npgsql;

namespace Colloquy.Postgres.Tests.Roles;

/// <summary>Opens stores as the application's role. A case empties the tables for the next.</summary>
internal sealed class AppHarness(NpgsqlDataSource source) : StoreHarness
{
    public override StoreTraits Traits => base.Traits | StoreTraits.Usage | StoreTraits.Search | StoreTraits.State | StoreTraits.Memory | StoreTraits.Retention | StoreTraits.Copy | StoreTraits.Signal | StoreTraits.Owners | StoreTraits.Rewriting;

    public override async ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) =>
        await PostgresSessionStore.OpenAsync(source, new PostgresSessionStoreOptions { Migrate = false, TimeProvider = clock }, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await using var delete = source.CreateCommand("""
            DO $$
            DECLARE name text;
            BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'colloquy' AND tablename NOT LIKE 'entries\___' AND tablename <> 'schema_versions' LOOP
                    EXECUTE format('DELETE FROM colloquy.%I', name);
                END LOOP;
            END $$
            """);
        await delete.ExecuteNonQueryAsync();
    }
}
