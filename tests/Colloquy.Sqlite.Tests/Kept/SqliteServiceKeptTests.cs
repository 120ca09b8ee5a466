using Colloquy.Tests;

namespace Colloquy.Sqlite.Tests;

public sealed class SqliteServiceKeptTests : ServiceKeptTests
{
    private readonly TempFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<ISessionStore> OpenAsync(TimeProvider time) => await SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { TimeProvider = time });
}
