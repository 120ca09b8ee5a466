using System.Runtime.InteropServices;
using Colloquy.Sqlite;

namespace Colloquy.Cli;

/// <summary>Examines the store for <c>colloquy doctor</c>, and changes nothing.</summary>
internal static partial class StoreExamination
{
    private const int MayWrite = 2;

    public static async Task<StoreJson> RunAsync(StoreFile file, CancellationToken cancellationToken)
    {
        if (file.Server is { } server)
            return await RunAsync(server, cancellationToken).ConfigureAwait(false);

        var report = new StoreJson { Path = file.Path, Exists = File.Exists(file.Path) };
        try
        {
            return await file.ExamineAsync(cancellationToken).ConfigureAwait(false) is { } found ? Tell(report, found) : report with { Problem = FindObstacle(file) };
        }
        catch (StoreException problem)
        {
            return report with { Problem = PlainText.Line(problem.Message) };
        }
    }

    /// <summary>The store in a line.</summary>
    public static string Describe(StoreJson store)
    {
        if (store.Problem is { } problem)
            return problem;
        if (store.Server is { } server)
            return DescribeServer(store, server);
        if (!store.Exists)
            return "not there yet; the first conversation creates it";

        var facts = $"schema {store.Schema}, {Wording.Size(store.FileBytes ?? 0)} ({Wording.Size(store.FreeBytes ?? 0)} free inside), write-ahead log {Wording.Size(store.LogBytes ?? 0)}, synchronous {store.Synchronous}";
        return $"{facts}{(store.ReadOnly == true ? "; can be read, not written" : store.NeedsMigration == true ? "; an earlier version wrote it, and the next command brings it up to date" : "")}";
    }

    private static async Task<StoreJson> RunAsync(StoreServer server, CancellationToken cancellationToken)
    {
        var report = new StoreJson { Path = server.Location, Exists = false };
        try
        {
            var found = await server.ExamineAsync(cancellationToken).ConfigureAwait(false);
            return report with
            {
                Exists = found.Schema > 0,
                Server = new ServerJson(found.ServerVersion, found.HasChecksums, found.Connections, found.MaxConnections, Math.Round(found.ClockDifference.TotalSeconds, 3)),
                Schema = found.Schema,
                Synchronous = found.SynchronousCommit,
                FileBytes = found.Bytes,
                NeedsMigration = found.Schema > 0 && found.Schema < found.NewestSchema,
                ReadOnly = found.IsReplica,
                Problem = found.Schema > found.NewestSchema ? $"a later version of Colloquy wrote it (schema {found.Schema}, this version knows {found.NewestSchema}). Update Colloquy." : null,
            };
        }
        catch (StoreException problem)
        {
            return report with { Problem = PlainText.Line(problem.Message) };
        }
    }

    private static string DescribeServer(StoreJson store, ServerJson server)
    {
        var facts = $"PostgreSQL {server.Version}, {(store.Exists ? $"schema {store.Schema}, {Wording.Size(store.FileBytes ?? 0)}" : "no tables yet; the first conversation creates them")}, {server.Connections} of {server.MaxConnections} connections, synchronous_commit {store.Synchronous}";
        return $"{facts}{(server.Checksums ? "" : ", no checksums of pages")}{(store.ReadOnly == true ? "; a replica, which is only read" : store.NeedsMigration == true ? "; an earlier version wrote it, and the next command brings it up to date" : "")}";
    }

    private static StoreJson Tell(StoreJson report, SqliteFileReport found) => report with
    {
        Schema = found.Info.Schema,
        JournalMode = found.Info.JournalMode,
        Synchronous = found.Info.Synchronous == SqliteSynchronous.Full ? "full" : "normal",
        FileBytes = found.Info.PageSize * found.Info.Pages,
        FreeBytes = found.Info.PageSize * found.Info.FreePages,
        LogBytes = found.Info.LogBytes,
        NeedsMigration = found.NeedsMigration,
        ReadOnly = !found.CanBeWritten,
        Problem = found switch
        {
            { Damage: { Count: > 0 } damage } => PlainText.Line($"SQLite finds damage in it: {damage[0]}{(damage.Count > 1 ? $" (and {Wording.Count(damage.Count - 1, "more line")})" : "")}. Keep a copy of the file, and go back to a backup; where only the search index is named, `colloquy sessions search --rebuild` makes it anew."),
            { NeedsMigration: true, CanBeWritten: false } => $"its schema is {found.Info.Schema}, an earlier version's, and it cannot be written to bring it up to date. Copy it to where it can be written.",
            _ => null,
        },
    };

    /// <summary>What keeps the first conversation from creating the file; null for nothing.</summary>
    private static string? FindObstacle(StoreFile file)
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        if (!file.IsDefault && !Directory.Exists(folder))
            return PlainText.Line($"there is no folder '{folder}'. Create it first.");

        // The folder of the default store is created, with those above it.
        var there = folder;
        while (!Path.Exists(there) && Path.GetDirectoryName(there) is { } above)
            there = above;
        if (!Directory.Exists(there))
            return PlainText.Line($"'{there}' is a file, and the folder '{folder}' cannot be made. Name a file elsewhere with --store or {StoreFile.Variable}.");
        return OperatingSystem.IsWindows() || Access(there, MayWrite) == 0 ? null : PlainText.Line($"this user may not write in the folder '{there}'. Name a file elsewhere with --store or {StoreFile.Variable}.");
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
