using Colloquy.Tests.Moving;

namespace Colloquy.Sqlite.Tests.Moving;

public sealed class SqliteToSqlite : SqliteCopyCases
{
    protected override Task<ISessionStore> OpenAsync(string name, bool isSource) => OpenFileAsync(name);
}

public sealed class SqliteToMemory : SqliteCopyCases
{
    protected override async Task<ISessionStore> OpenAsync(string name, bool isSource) => isSource ? await OpenFileAsync(name) : Own(new InMemorySessionStore(Clock));
}

public sealed class MemoryToSqlite : SqliteCopyCases
{
    protected override async Task<ISessionStore> OpenAsync(string name, bool isSource) => isSource ? Own(new InMemorySessionStore(Clock)) : await OpenFileAsync(name);
}

/// <summary>Copies of which at least one side is a file.</summary>
public abstract class SqliteCopyCases : StoreCopyCases
{
    private readonly TempFolder _folder = new();

    protected async Task<ISessionStore> OpenFileAsync(string name) => Own(await SqliteSessionStore.OpenAsync(_folder.File(name), new SqliteSessionStoreOptions { TimeProvider = Clock, Synchronous = SqliteSynchronous.Normal }));

    protected override ValueTask CleanAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
