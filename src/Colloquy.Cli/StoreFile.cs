using System.CommandLine;
using Colloquy.Sqlite;

namespace Colloquy.Cli;

/// <summary>Finds and opens the file that keeps the conversations.</summary>
internal sealed class StoreFile
{
    public const string Variable = "COLLOQUY_STORE";

    private StoreFile(string path, bool isDefault)
    {
        Path = System.IO.Path.GetFullPath(path);
        IsDefault = isDefault;
    }

    public string Path { get; }

    /// <summary>Whether nobody named it.</summary>
    public bool IsDefault { get; }

    public static StoreFile Of(ParseResult parsed, GlobalOptions globals, CliHost host)
    {
        if (parsed.GetValue(globals.Store) is { Length: > 0 } named)
            return new StoreFile(named, isDefault: false);
        if (host.Environment(Variable) is { Length: > 0 } variable)
            return new StoreFile(variable, isDefault: false);
        if (host.DataFolder.Length == 0)
            throw new CliException(ExitCode.Usage, $"This system names no folder for your data. Name a file with --store or {Variable}.");

        return new StoreFile(System.IO.Path.Combine(host.DataFolder, "colloquy", "colloquy.db"), isDefault: true);
    }

    /// <summary>Opens the file, and creates it when it is missing.</summary>
    public SqliteSessionStore OpenOrCreate(CliHost host)
    {
        if (IsDefault)
            CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
        return SqliteSessionStore.Open(Path, new SqliteStoreOptions { Time = host.Time });
    }

    /// <summary>Opens the file, which must be there: who reads or removes creates nothing.</summary>
    public SqliteSessionStore OpenExisting(CliHost host)
    {
        if (!File.Exists(Path) && !Directory.Exists(Path))
            throw new CliException(ExitCode.NotFound, $"There is no store at '{Path}' yet. `colloquy chat` creates one; --store or {Variable} names another.");
        return SqliteSessionStore.Open(Path, new SqliteStoreOptions { Time = host.Time });
    }

    // What people say to a model is theirs: on Unix the folder is closed to other users.
    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
