using Colloquy.Sqlite;
using Microsoft.Data.Sqlite;

namespace Colloquy.Encryption.Tests;

/// <summary>A SQLite file that somebody changes behind the store's back, and who knows how SQLite's own checksums are made.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.File();

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public async Task<EncryptedSessionStore> OpenAsync(IKeyRing ring, EncryptionOptions? options = null) =>
        await EncryptedSessionStore.OpenAsync(await SqliteSessionStore.OpenAsync(Path), ring, options);

    /// <summary>Returns all rows of tables, as text.</summary>
    public string Dump(params ReadOnlySpan<string> tables)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        var text = new System.Text.StringBuilder();
        foreach (var table in tables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                for (var i = 0; i < rows.FieldCount; i++)
                    text.Append(rows.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : rows.GetValue(i)).Append('|');
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Runs SQL. <c>flip(bytes, at)</c> changes a bit; a negative place counts from the end.</summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        connection.CreateFunction("flip", (byte[] bytes, int at) => Flip(bytes, at));
        connection.CreateFunction("crc", (byte[] bytes) => Crc32C(bytes));
        using var command = connection.CreateCommand();

        // The checksums fit again, so that only the encryption can find the change.
        command.CommandText = $"{sql}; UPDATE entries SET proof = CAST(substr(proof, 1, 64) || crc(payload) || substr(proof, 69) AS BLOB)";
        command.ExecuteNonQuery();
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        return bytes;
    }

    private static byte[] Crc32C(byte[] bytes)
    {
        var crc = ~0u;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }

        return BitConverter.GetBytes(~crc);
    }
}
