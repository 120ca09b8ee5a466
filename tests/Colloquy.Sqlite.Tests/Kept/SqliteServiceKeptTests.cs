using Colloquy.Tests;

namespace Colloquy.Sqlite.Tests;

public sealed class SqliteServiceKeptTests : ServiceKeptTests, IDisposable
{
    private readonly TempFolder _folder = new();
    private SqliteSessionStore? _store;

    public void Dispose()
    {
        _store?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    protected override ISessionStore Open(TimeProvider time) => _store = SqliteSessionStore.Open(_folder.File(), new SqliteStoreOptions { Time = time });
}
