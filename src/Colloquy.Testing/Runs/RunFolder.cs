using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Colloquy.Testing;

/// <summary>Represents the folder that keeps the runs of one name, a file for each, and the reports of the newest.</summary>
public sealed class RunFolder
{
    private const string RunsFolder = "runs";

    /// <summary>Initializes a folder. Nothing is created before the first write.</summary>
    /// <param name="root">The folder for results, such as <see cref="DefaultRoot"/>.</param>
    /// <param name="name">The name of what is run.</param>
    public RunFolder(string root, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Path = System.IO.Path.Combine(System.IO.Path.GetFullPath(root), FileName.Of(name));
    }

    /// <summary>Gets the path of the folder.</summary>
    public string Path { get; }

    private string Runs => System.IO.Path.Combine(Path, RunsFolder);

    /// <summary>Returns the folder for results: the environment variable <c>COLLOQUY_RESULTS</c>, else <c>artifacts/colloquy</c> in the folder of the solution or repository that the program is in, else in the folder of its project, else in the current folder.</summary>
    /// <param name="environment">Returns an environment variable; null for those of the process.</param>
    /// <param name="folder">The folder from which the solution, the repository or the project is looked for, upwards; null for the folder of the program.</param>
    public static string DefaultRoot(Func<string, string?>? environment = null, string? folder = null)
    {
        if ((environment ?? Environment.GetEnvironmentVariable)("COLLOQUY_RESULTS") is { Length: > 0 } named)
            return named;

        string? project = null;
        for (var place = new DirectoryInfo(folder ?? AppContext.BaseDirectory); place is not null; place = place.Parent)
        {
            if (Has(place, "*.sln") || Has(place, "*.slnx") || System.IO.Path.Exists(System.IO.Path.Combine(place.FullName, ".git")))
                return System.IO.Path.Combine(place.FullName, "artifacts", "colloquy");
            if (project is null && Has(place, "*.*proj"))
                project = place.FullName;
        }

        return System.IO.Path.Combine(project ?? folder ?? Directory.GetCurrentDirectory(), "artifacts", "colloquy");
    }

    /// <summary>A folder that is not there, or may not be read, has no such file.</summary>
    private static bool Has(DirectoryInfo folder, string pattern)
    {
        try
        {
            return folder.EnumerateFiles(pattern).Any();
        }
        catch (Exception error) when (error is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Returns the files of the runs, the newest first. The file of a run that did not end is in a folder of its own.</summary>
    public IReadOnlyList<string> ListFiles()
    {
        if (!Directory.Exists(Runs))
            return [];

        var whole = Directory.EnumerateFiles(Runs, "*.json").ToDictionary(IdOf, StringComparer.Ordinal);
        var unfinished = Directory.EnumerateDirectories(Runs).Select(UnfinishedRun.HeadOf).Where(file => File.Exists(file) && !whole.ContainsKey(IdOf(file)));
        return [.. whole.Values.Concat(unfinished).OrderByDescending(IdOf, StringComparer.Ordinal)];
    }

    /// <summary>Returns the id of the run that a file contains.</summary>
    /// <param name="file">A path that <see cref="ListFiles"/> returned.</param>
    public static string IdOf(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return UnfinishedRun.IdOf(file);
    }

    /// <summary>Writes a run: the file is there whole, or not at all.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The path of the file.</returns>
    public async Task<string> WriteAsync(RunRecord run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var file = System.IO.Path.Combine(Runs, $"{FileName.Of(run.Id)}.json");
        await WholeFile.WriteAsync(file, stream => JsonSerializer.SerializeAsync(stream, run, RunJson.Readable.RunRecord, cancellationToken), cancellationToken).ConfigureAwait(false);
        return file;
    }

    /// <summary>Reads a run from a file. Of a run that did not end, it reads the conversations that had ended.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RunUnreadableException">The file is cut, is no run, or was written by a newer version.</exception>
    public static Task<RunRecord> ReadAsync(string file, CancellationToken cancellationToken = default) => ReadAsync(
        file,
        RunJsonContext.Default.RunRecord,
        run => run.SchemaVersion,
        async run => run.IsUnfinished && UnfinishedRun.IsHead(file) ? await UnfinishedRun.ReadAsync(file, run, cancellationToken).ConfigureAwait(false) : run,
        cancellationToken);

    /// <summary>Reads earlier runs without what was said in them.</summary>
    /// <param name="count">The most runs to read, the newest of them; at least 0.</param>
    /// <param name="before">The id of a run: only older ones are read; null for all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<RunHistory> ReadHistoryAsync(int count = 20, string? before = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        List<RunSummary> runs = [];
        List<string> unreadable = [];
        foreach (var file in ListFiles().Where(file => IsBefore(file, before)).Take(count))
        {
            try
            {
                runs.Add(UnfinishedRun.IsHead(file)
                    ? RunSummary.Of(await ReadAsync(file, cancellationToken).ConfigureAwait(false))
                    : await ReadAsync(file, RunJsonContext.Default.RunSummary, run => run.SchemaVersion, run => Task.FromResult(run), cancellationToken).ConfigureAwait(false));
            }
            catch (RunUnreadableException error)
            {
                unreadable.Add(error.Message);
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                // The run has ended meanwhile, or was removed.
            }
        }

        runs.Reverse();
        return new RunHistory { Runs = runs, Unreadable = unreadable };
    }

    /// <summary>Reads the newest run that is older than another, has ended, is not narrowed to selected tests, and can be read; null when there is none.</summary>
    /// <param name="before">The id of the other run; null for the newest of all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<RunRecord?> ReadLatestAsync(string? before = null, CancellationToken cancellationToken = default)
    {
        foreach (var file in ListFiles().Where(file => IsBefore(file, before) && !UnfinishedRun.IsHead(file)))
        {
            try
            {
                if (await ReadAsync(file, cancellationToken).ConfigureAwait(false) is { IsNarrowed: false } run)
                    return run;
            }
            catch (RunUnreadableException)
            {
                // ReadHistoryAsync reports it.
            }
        }

        return null;
    }

    /// <summary>Removes the oldest runs.</summary>
    /// <param name="keep">The number of runs to keep; at least 1.</param>
    /// <returns>The number of runs that were removed.</returns>
    public int RemoveOldest(int keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        var old = ListFiles().Skip(keep).ToList();
        foreach (var file in old)
        {
            if (!UnfinishedRun.IsHead(file))
                File.Delete(file);

            // A run that was killed while it ended has both, and is not to come back as one that did not end.
            Unfinished(IdOf(file)).Close();
        }

        return old.Count;
    }

    private static bool IsBefore(string file, string? id) => id is null || string.CompareOrdinal(IdOf(file), FileName.Of(id)) < 0;

    /// <summary>The place of a run until it has ended.</summary>
    internal UnfinishedRun Unfinished(string id) => new(System.IO.Path.Combine(Runs, FileName.Of(id)));

    private static async Task<T> ReadAsync<T>(string file, JsonTypeInfo<T> type, Func<T, int> versionOf, Func<T, Task<T>> completeAsync, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        try
        {
            await using var stream = File.OpenRead(file);
            var run = await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false) ?? throw new JsonException("It contains null.");
            return versionOf(run) == RunRecord.CurrentSchemaVersion ? await completeAsync(run).ConfigureAwait(false) : throw Newer(file, versionOf(run), null);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // A newer form may lack what this version requires.
            if (await SchemaVersion.PeekAsync(file, cancellationToken).ConfigureAwait(false) is { } version && version != RunRecord.CurrentSchemaVersion)
                throw Newer(file, version, error);

            throw new RunUnreadableException(file, $"The file '{System.IO.Path.GetFileName(file)}' is no run, or is not whole: {error.Message} Delete it, or run the tests again.", error);
        }
    }

    private static RunUnreadableException Newer(string file, int version, Exception? error) =>
        new(file, $"The file '{System.IO.Path.GetFileName(file)}' has version {version} of the form of runs, and this version of Colloquy.Testing reads version {RunRecord.CurrentSchemaVersion}. Update Colloquy.Testing, or delete the file.", error);
}
