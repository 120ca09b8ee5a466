using Colloquy.Storage.Conformance;
using Colloquy.Tests.Postgres;
using Npgsql;

namespace Colloquy.Postgres.Tests.Conformance;

/// <summary>A schema of its own for each case, in the database of this process; each handle is a store of its own, and all share a pool of connections.</summary>
public sealed class PostgresHarness : StoreHarness
{
    private static readonly Lazy<Task<NpgsqlDataSource>> Source = new(async () => NpgsqlDataSource.Create(await SharedServer.ConnectionStringAsync()));

    private static int _count;

    private string? _schema;

    public override StoreTraits Traits => base.Traits | StoreTraits.Usage | StoreTraits.Search | StoreTraits.State | StoreTraits.Memory | StoreTraits.Retention | StoreTraits.Copy | StoreTraits.Signal;

    public override async ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default)
    {
        _schema ??= $"case_{Interlocked.Increment(ref _count)}";
        return await PostgresSessionStore.OpenAsync(await Source.Value, new() { Schema = _schema, TimeProvider = clock }, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_schema is null)
            return;

        await using var drop = (await Source.Value).CreateCommand($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
        await drop.ExecuteNonQueryAsync();
    }
}
