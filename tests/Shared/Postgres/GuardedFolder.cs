using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Colloquy.Tests.Postgres;

/// <summary>A temporary folder of a server, with a guard: a shell that stops the server and removes the folder as soon as this process has ended, also when it was killed.</summary>
internal sealed class GuardedFolder : IAsyncDisposable
{
    private const string Prefix = "colloquy-pg-";

    /// <summary>
    /// Waits for the end of its input. Then stops the servers whose process ids the folder holds, at once but in order, so that PostgreSQL gives back its shared memory;
    /// removes the shared memory of one that was killed; and removes the folder, again and again while a program that was just starting still writes into it.
    /// </summary>
    private const string Guard = """
        folder=$1
        trap '' INT TERM HUP
        cat >/dev/null
        is_ours() { { tr '\0' ' ' <"/proc/$1/cmdline" || ps -o command= -p "$1"; } 2>/dev/null | grep -qF "$folder"; }
        for server in QUIT:data/postmaster.pid TERM:pgbouncer.pid; do
            signal=${server%%:*}
            file=$folder/${server#*:}
            [ -f "$file" ] || continue
            pid=$(head -n 1 "$file")
            memory=$(sed -n 7p "$file")
            tries=0
            while is_ours "$pid" && [ $tries -lt 100 ]; do
                [ $tries -gt 0 ] || kill -s "$signal" "$pid"
                tries=$((tries + 1))
                sleep 0.05
            done
            ! is_ours "$pid" || kill -s KILL "$pid"
            [ -n "$memory" ] && [ -f "$file" ] && [ -r /proc/sysvipc/shm ] || continue
            while read -r key id mode size creator last attached rest; do
                [ "$id" = "${memory##* }" ] && [ "$attached" = 0 ] && ipcrm -m "$id"
            done </proc/sysvipc/shm
        done
        tries=0
        until rm -rf "$folder" 2>/dev/null || [ $tries -ge 100 ]; do
            tries=$((tries + 1))
            sleep 0.05
        done
        """;

    /// <summary>Those in use: the guard of one that nobody refers to would see its input end when that is collected.</summary>
    private static readonly ConcurrentDictionary<string, GuardedFolder> InUse = new();

    private static readonly Lazy<Task> Leftovers = new(RemoveLeftoversAsync);
    private static int _count;

    private readonly Process _guard;

    private GuardedFolder(string path, Process guard)
    {
        Path = path;
        _guard = guard;
    }

    public string Path { get; }

    /// <summary>Makes a folder that belongs to the user who runs servers, and removes those of processes whose guard was killed too.</summary>
    public static async Task<GuardedFolder> CreateAsync()
    {
        await Leftovers.Value;
        var path = string.Create(CultureInfo.InvariantCulture, $"{Unprivileged.TempFolder}/{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        await ProgramRun.RunUnprivilegedAsync("mkdir", "-m", "700", path);
        return InUse[path] = new GuardedFolder(path, StartGuard(path));
    }

    /// <summary>Stops what runs in the folder, and removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        InUse.TryRemove(Path, out _);
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    private static Process StartGuard(string path) => ProgramRun.Start(["/bin/sh", "-c", Guard, "colloquy-guard", path], redirectsOutput: false);

    private static async Task RemoveLeftoversAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(Unprivileged.TempFolder, Prefix + "*"))
        {
            if (!int.TryParse(System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0], out var process) || IsRunning(process))
                continue;

            await new GuardedFolder(folder, StartGuard(folder)).DisposeAsync();
        }
    }

    private static bool IsRunning(int process)
    {
        if (process == Environment.ProcessId)
            return false;

        try
        {
            using var running = Process.GetProcessById(process);
            return !running.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
