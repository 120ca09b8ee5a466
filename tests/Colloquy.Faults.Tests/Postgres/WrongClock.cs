namespace Colloquy.Faults.Tests;

/// <summary>Has a process see a clock that is wrong, by libfaketime: as if its machine's were. The monotonic clock, which nobody can set, stays as it is.</summary>
internal static class WrongClock
{
    private static readonly Lazy<string> Library = new(FindLibrary);

    /// <summary>What stands before the command of a process whose clock is ahead, or behind when the time is negative.</summary>
    public static IReadOnlyList<string> AheadBy(TimeSpan time) =>
        ["env", $"LD_PRELOAD={Library.Value}", $"FAKETIME={time.TotalSeconds:+0;-0}", "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_DISABLE_SHM=1"];

    /// <summary>Removes the shared memory that the library leaves behind in a process that is killed.</summary>
    public static void CleanUp()
    {
        foreach (var file in Directory.EnumerateFiles("/dev/shm", "*faketime_*").Where(file => !Directory.Exists($"/proc/{file[(file.LastIndexOf('_') + 1)..]}")))
            File.Delete(file);
    }

    private static string FindLibrary() =>
        Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true }).FirstOrDefault()
        ?? throw new InvalidOperationException("libfaketime was not found. Install it (Debian: apt-get install faketime), or run ./test.sh, which does so where it may.");
}
