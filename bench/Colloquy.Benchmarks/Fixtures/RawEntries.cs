using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>The least that could read the entries of a session's own file: one statement over its table.</summary>
internal sealed class RawEntries : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _all;

    public RawEntries(string path)
    {
        _connection = RawFile.Open(path, "NORMAL");
        _all = _connection.CreateCommand();
        _all.CommandText = "SELECT proof, payload FROM entries ORDER BY id";
        _all.Prepare();
    }

    /// <summary>Computes the SHA-256 of each payload.</summary>
    public long HashAll()
    {
        var count = 0L;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var reader = _all.ExecuteReader();
        while (reader.Read())
        {
            _ = reader.GetFieldValue<byte[]>(0);
            count += SHA256.HashData(reader.GetFieldValue<byte[]>(1), hash) == hash.Length ? 1 : 0;
        }

        return count;
    }

    public void Dispose()
    {
        _all.Dispose();
        _connection.Dispose();
    }
}
