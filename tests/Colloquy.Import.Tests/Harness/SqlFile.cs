using SQLitePCL;

namespace Colloquy.Import.Tests;

/// <summary>Makes SQLite files from statements.</summary>
internal static class SqlFile
{
    static SqlFile() => Batteries_V2.Init();

    public static void Run(string path, string sql)
    {
        Check(raw.sqlite3_open(path, out var database));
        using (database)
            Check(raw.sqlite3_exec(database, sql, out var problem), problem);
    }

    private static void Check(int code, string? problem = null)
    {
        if (code != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite {code}: {problem}");
    }
}
