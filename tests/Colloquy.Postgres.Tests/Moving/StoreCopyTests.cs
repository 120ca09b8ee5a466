using Colloquy.Sqlite;
using Colloquy.Tests.Moving;

namespace Colloquy.Postgres.Tests.Moving;

public sealed class SqliteToPostgres : PostgresCopyCases
{
    protected override Task<ISessionStore> OpenAsync(string name, bool isSource) => isSource ? OpenFileAsync(name) : OpenSchemaAsync();
}

public sealed class PostgresToSqlite : PostgresCopyCases
{
    protected override Task<ISessionStore> OpenAsync(string name, bool isSource) => isSource ? OpenSchemaAsync() : OpenFileAsync(name);
}

public sealed class PostgresToPostgres : PostgresCopyCases
{
    protected override Task<ISessionStore> OpenAsync(string name, bool isSource) => OpenSchemaAsync();
}

/// <summary>Copies of which at least one side is a database of PostgreSQL.</summary>
public abstract class PostgresCopyCases : StoreCopyCases
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");
    private readonly List<TestSchema> _schemas = [];

    protected async Task<ISessionStore> OpenFileAsync(string name) => Own(await SqliteSessionStore.OpenAsync(Path.Combine(_folder.FullName, name), new SqliteSessionStoreOptions { TimeProvider = Clock, Synchronous = SqliteSynchronous.Normal }));

    protected async Task<ISessionStore> OpenSchemaAsync()
    {
        var schema = await TestSchema.CreateAsync();
        _schemas.Add(schema);
        return Own(await schema.OpenAsync(new PostgresSessionStoreOptions { TimeProvider = Clock }));
    }

    protected override async ValueTask CleanAsync()
    {
        foreach (var schema in _schemas)
            await schema.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
