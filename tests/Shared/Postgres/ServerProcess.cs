using System.Diagnostics;
using System.Globalization;

namespace Colloquy.Tests.Postgres;

/// <summary>The processes of one running PostgreSQL server.</summary>
internal sealed class ServerProcess(Process process, string pidFile, string stalePidFile)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Its folder, with 'data' in it.</param>
    /// <param name="under">What stands before the program.</param>
    /// <param name="arguments">What follows the program's name.</param>
    public static ServerProcess Start(string folder, IEnumerable<string> under, IEnumerable<string> arguments)
    {
        var pidFile = Path.Combine(folder, "data", "postmaster.pid");
        var stale = File.Exists(pidFile) ? File.ReadAllText(pidFile) : "";
        var process = ProgramRun.StartServer(Path.Combine(folder, "log"), [.. under, PostgresPrograms.Find("postgres"), .. arguments]);
        return new ServerProcess(process, pidFile, stale);
    }

    /// <summary>Waits until the server accepts connections; returns false when it ended instead.</summary>
    public async Task<bool> WaitUntilReadyAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (!process.HasExited)
        {
            if (IsReady())
                return true;
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"PostgreSQL was not ready after {Patience.TotalSeconds} s.");
            await Task.Delay(10);
        }

        return false;
    }

    public async Task StopAsync(StopMode mode)
    {
        await ProgramRun.RunAsync("/bin/sh", "-c", $"kill -s {(mode == StopMode.Fast ? "INT" : "QUIT")} {ReadId()}");
        await process.WaitForExitAsync();
    }

    /// <summary>Waits until the server has ended by itself.</summary>
    public Task WaitUntilDownAsync() => process.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>Limits the size of the files of the postmaster, which its further children inherit, and of its children.</summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        var postmaster = ReadId();
        var limit = bytes is { } some ? some.ToString(CultureInfo.InvariantCulture) : "unlimited";
        await LimitAsync(postmaster);
        foreach (var child in await FindChildrenAsync(postmaster))
            await LimitAsync(child);

        Task LimitAsync(int id) => ProgramRun.RunUnprivilegedAsync("/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"prlimit --pid {id} --fsize={limit}: || ! kill -s 0 {id}"));
    }

    /// <summary>Kills the postmaster and each of its children as kill -9 does, and waits until they are gone.</summary>
    public async Task KillAsync()
    {
        var postmaster = ReadId();
        // A postmaster that stands still starts no child, and does not see its children die.
        await ProgramRun.RunAsync("/bin/sh", "-c", $"kill -s STOP {postmaster}");
        var children = await FindChildrenAsync(postmaster);
        await ProgramRun.RunAsync("/bin/sh", "-c", $"kill -s KILL {string.Join(' ', children.Append(postmaster))} 2>/dev/null || true");
        await process.WaitForExitAsync();
        while (children.Any(IsAlive))
            await Task.Delay(5);
    }

    private int ReadId() => int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture);

    /// <summary>Whether the eighth line says so; the file of a server that was killed stays, and says so of that one.</summary>
    private bool IsReady()
    {
        try
        {
            var text = File.ReadAllText(pidFile);
            return text != stalePidFile && text.Split('\n') is { Length: > 7 } lines && lines[7].TrimEnd() == "ready";
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static async Task<List<int>> FindChildrenAsync(int parent)
    {
        if (!Directory.Exists("/proc/self"))
            return [.. (await ProgramRun.RunAsync("pgrep", "-P", parent.ToString(CultureInfo.InvariantCulture))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

        return [.. from folder in Directory.EnumerateDirectories("/proc")
                   let name = Path.GetFileName(folder)
                   where char.IsAsciiDigit(name[0]) && ReadStatus(name) is { } fields && fields[1] == parent.ToString(CultureInfo.InvariantCulture)
                   select int.Parse(name, CultureInfo.InvariantCulture)];
    }

    private static bool IsAlive(int child)
    {
        if (Directory.Exists("/proc/self"))
            return ReadStatus(child.ToString(CultureInfo.InvariantCulture)) is { } fields && fields[0] != "Z";

        try
        {
            using var found = Process.GetProcessById(child);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>State and parent of a process: the fields after its name, which may hold anything between its brackets (proc_pid_stat(5)); null when it is gone.</summary>
    private static string[]? ReadStatus(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
