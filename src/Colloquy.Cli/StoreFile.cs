using System.CommandLine;
using System.Runtime.Versioning;
using Colloquy.Sqlite;

namespace Colloquy.Cli;

/// <summary>Finds and opens the store that keeps the conversations: a file, or a database on a server when a connection string names it.</summary>
internal sealed class StoreFile
{
    public const string Variable = "COLLOQUY_STORE";

    private readonly string _named;
    private readonly string _what;

    private StoreFile(string named, bool isDefault, StoreKeys keys, string what = "--store")
    {
        _named = named;
        _what = what;
        Keys = keys;
        IsDefault = isDefault;
    }

    /// <summary>The path of the file; of a store on a server its address, without user and password.</summary>
    public string Path
    {
        get
        {
            EnsureNamed();
            if (Server is { } server)
                return server.Location;

            try
            {
                return System.IO.Path.GetFullPath(_named);
            }
            catch (ArgumentException wrong)
            {
                throw Wrong(wrong);
            }
        }
    }

    /// <summary>The keys that encrypt it.</summary>
    public StoreKeys Keys { get; }

    /// <summary>Whether nobody named it.</summary>
    public bool IsDefault { get; }

    /// <summary>The server, when a connection string names the store; null for a file.</summary>
    public StoreServer? Server
    {
        get
        {
            try
            {
                return StoreServer.Find(_named);
            }
            catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
            {
                // The connection string can hold a password, so it is not shown.
                throw new CliException(ExitCode.Usage, PlainText.Line($"The store's connection string is wrong. {wrong.Message}"));
            }
        }
    }

    public static StoreFile Of(ParseResult parsed, GlobalOptions globals, CliHost host)
    {
        var keys = StoreKeys.Of(parsed, globals, host);
        if (parsed.GetValue(globals.Store) is { } named)
            return new StoreFile(named, isDefault: false, keys);
        if (host.Environment(Variable) is { Length: > 0 } variable)
            return new StoreFile(variable, isDefault: false, keys);
        if (host.DataFolder.Length == 0)
            throw new CliException(ExitCode.Usage, $"This system names no folder for your data: HOME is not an absolute path. Name a file with --store or {Variable}.");

        return new StoreFile(System.IO.Path.Combine(host.DataFolder, "colloquy", "colloquy.db"), isDefault: true, keys);
    }

    /// <summary>The store that an argument of a command names.</summary>
    /// <param name="named">The name.</param>
    /// <param name="what">The argument, to begin a sentence about it.</param>
    /// <param name="keys">The keys that encrypt it.</param>
    public static StoreFile Named(string named, string what, StoreKeys keys) => new(named, isDefault: false, keys, what);

    /// <summary>Whether there is something of that name.</summary>
    public bool IsThere() => Server is not null || File.Exists(Path) || Directory.Exists(Path);

    /// <summary>Opens the file, and creates it when it is missing.</summary>
    public async Task<ISessionStore> OpenOrCreateAsync(CliHost host, CancellationToken cancellationToken)
    {
        if (Server is { } server)
            return await RecordedStore.OfAsync(await Keys.OpenAsync(() => server.OpenOrCreateAsync(cancellationToken), Path, cancellationToken).ConfigureAwait(false), host, cancellationToken).ConfigureAwait(false);
        if (IsDefault)
            CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
        return await RecordedStore.OfAsync(await OpenAsync(new SqliteSessionStoreOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false), host, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the file, which must be there: who removes or changes creates nothing.</summary>
    public async Task<ISessionStore> OpenExistingAsync(CliHost host, CancellationToken cancellationToken)
    {
        if (Server is { } server)
            return await RecordedStore.OfAsync(await Keys.OpenAsync(() => server.OpenExistingAsync(cancellationToken), Path, cancellationToken).ConfigureAwait(false), host, cancellationToken).ConfigureAwait(false);

        await EnsureThereAsync(cancellationToken).ConfigureAwait(false);
        return await RecordedStore.OfAsync(await OpenAsync(new SqliteSessionStoreOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false), host, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the file, which must be there, to read from it: one that cannot be written will do.</summary>
    public async Task<ISessionStore> OpenForReadingAsync(CliHost host, CancellationToken cancellationToken)
    {
        if (Server is { } server)
            return await RecordedStore.OfAsync(await Keys.OpenAsync(() => server.OpenExistingAsync(cancellationToken), Path, cancellationToken).ConfigureAwait(false), host, cancellationToken).ConfigureAwait(false);

        await EnsureThereAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await RecordedStore.OfAsync(await OpenAsync(new SqliteSessionStoreOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false), host, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException refused) when (refused.Failure is StoreFailure.ReadOnly or StoreFailure.NoAccess)
        {
            return await OpenAsync(new SqliteSessionStoreOptions { TimeProvider = host.Time, ReadOnly = true }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Examines the file; null when it is not there.</summary>
    public async Task<SqliteFileReport?> ExamineAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await NamedAsync(() => SqliteSessionStore.ExamineAsync(_named, cancellationToken)).ConfigureAwait(false);
        }
        catch (StoreException missing) when (missing.Failure == StoreFailure.Missing)
        {
            return null;
        }
    }

    /// <summary>Copies the file, which must be there, and leaves it as an earlier version wrote it.</summary>
    public async Task BackupAsync(string path, bool replace, IProgress<SqliteBackupProgress> progress, CancellationToken cancellationToken)
    {
        if (Server is not null)
            throw new CliException(ExitCode.Usage, $"'{Path}' is on a server, which its own tools back up, such as pg_dump. To copy it to a file, use `colloquy store copy`.");

        await EnsureThereAsync(cancellationToken).ConfigureAwait(false);
        await SqliteSessionStore.BackupFileAsync(_named, path, replace, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task EnsureThereAsync(CancellationToken cancellationToken)
    {
        if (IsThere())
            return;

        try
        {
            // A value that is not a path is reported as one.
            await using var none = await OpenAsync(new SqliteSessionStoreOptions { Migrate = false }, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException missing) when (missing.Failure == StoreFailure.Missing)
        {
            throw new CliException(ExitCode.NotFound, $"There is no store at '{Path}' yet. `colloquy chat` creates one; --store or {Variable} names another.");
        }
    }

    /// <summary>The one place where a store is opened by its name.</summary>
    private Task<ISessionStore> OpenAsync(SqliteSessionStoreOptions options, CancellationToken cancellationToken) =>
        NamedAsync(() => Keys.OpenAsync(async () => await SqliteSessionStore.OpenAsync(_named, options, cancellationToken).ConfigureAwait(false), _named, cancellationToken));

    /// <summary>Does something with the name, and says what is wrong with it.</summary>
    private async Task<T> NamedAsync<T>(Func<Task<T>> work)
    {
        EnsureNamed();
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ArgumentException wrong)
        {
            throw Wrong(wrong);
        }
    }

    private void EnsureNamed()
    {
        if (string.IsNullOrWhiteSpace(_named))
            throw new CliException(ExitCode.Usage, _what == "--store" ? "--store is given without a path. Name a file or a database, or leave the option out." : $"{_what} has no name. Name a file.");
    }

    private static CliException Wrong(ArgumentException wrong) => new(ExitCode.Usage, $"The store's name is wrong. {Failure.LineOf(wrong)}");

    // What people say to a model is theirs: on Unix the folder, and those above it that were missing, are closed to other users.
    private static void CreateFolder(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                CreateClosedFolder(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"The folder '{path}' cannot be made: {problem.Message.TrimEnd('.')}. Name a file elsewhere with --store or {Variable}.");
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void CreateClosedFolder(string path)
    {
        if (System.IO.Path.GetDirectoryName(path) is { } above && !Directory.Exists(above))
            CreateClosedFolder(above);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
