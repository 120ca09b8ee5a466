using System.Security.Cryptography;
using System.Text;
using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// Files that take long to build, kept under the system's temporary folder between runs. The folder's name is made of
/// the schema and of what one turn is stored as, so that a change of either builds them anew.
/// </summary>
internal sealed class FixtureFolder
{
    // To be raised when the builders below change what they build.
    private const int Version = 2;

    private readonly string _path;

    private FixtureFolder(string path) => _path = path;

    public static async Task<FixtureFolder> OpenAsync(ScratchFolder scratch)
    {
        var probe = scratch.PathOf("probe.db");
        await using (var store = await SqliteSessionStore.OpenAsync(probe))
        {
            var session = await store.OpenAsync(new SessionKey("probe"));
            await session.AddAsync(SampleTurn.Create(1));
        }

        var path = Path.Combine(Path.GetTempPath(), "colloquy-bench", Fingerprint(probe));
        Directory.CreateDirectory(path);
        return new FixtureFolder(path);
    }

    /// <summary>Whether a run before has built a file.</summary>
    public bool Has(string name) => File.Exists(Path.Combine(_path, name));

    /// <summary>The path of a file, built first if no run before has built it.</summary>
    public async Task<string> GetAsync(string name, Func<string, Task> buildAsync)
    {
        var path = Path.Combine(_path, name);
        if (File.Exists(path))
            return path;

        await Console.Error.WriteLineAsync($"building {path} ...");
        var unfinished = $"{path}.{Environment.ProcessId}";
        await buildAsync(unfinished);
        File.Move(unfinished, path);
        return path;
    }

    private static string Fingerprint(string probe)
    {
        using var connection = RawFile.Open(probe, "NORMAL");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(group_concat(sql, ';'), '') || (SELECT group_concat(payload, ';') FROM entries) FROM sqlite_master";
        var text = $"{Version};{command.ExecuteScalar()}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }
}
