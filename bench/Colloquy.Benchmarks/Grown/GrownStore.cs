using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>Opens SQLite stores whose write-ahead log has its full size: it has been copied into the file, and is overwritten from now on.</summary>
internal static class GrownStore
{
    private const int Turns = 2_000;

    public static async Task<SqliteSessionStore> OpenAsync(ScratchFolder scratch, string name, SqliteSynchronous synchronous)
    {
        var store = await SqliteSessionStore.OpenAsync(scratch.PathOf(name), new SqliteSessionStoreOptions { Synchronous = synchronous });
        var builder = await SessionBuilder.OpenAsync(store, new SessionKey("before", "ben"));
        await builder.AddTurnsAsync(Turns);
        return store;
    }
}
