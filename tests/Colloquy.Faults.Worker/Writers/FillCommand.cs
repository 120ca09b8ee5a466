using System.Globalization;
using System.Runtime.InteropServices;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Writes until there is no space left; is given space, and goes on.</summary>
/// <remarks>
/// Arguments: <c>disk</c> (the file's folder is a disk of its own, made small by a file named ballast) or <c>limit</c>
/// (the system lets no file of this process grow beyond 600 KB), file, seed, folder to copy the file to.
/// </remarks>
internal static partial class FillCommand
{
    private const int FileSizeLimit = 1;
    private const int FileSizeSignal = 25;

    public static async Task<int> RunAsync(string[] args)
    {
        var (disk, file, seed, copies) = (args[1] == "disk", args[2], int.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
        await Talk.BeReadyAsync();
        if (disk)
            await File.WriteAllBytesAsync(Ballast(file), new byte[2_000_000]);

        await using (var store = await SqliteSessionStore.OpenAsync(file, new SqliteSessionStoreOptions { CheckpointPages = 1_000_000 }))
        {
            await store.CreateAsync(Stores.Key);
            if (!disk)
                Limit(600_000);

            var number = 0;
            while (await TryWriteAsync(store, seed, number) && number < 100_000)
                number++;
            Copy(file, Path.Combine(copies, "full.db"));
            await Talk.BeReadyAsync();

            if (disk)
                File.Delete(Ballast(file));
            else
                Limit(ulong.MaxValue);
            for (var last = number + 20; number < last; number++)
                await TryWriteAsync(store, seed, number);
        }

        Copy(file, Path.Combine(copies, "roomy.db"));
        Talk.Say("done");
        return 0;
    }

    private static async Task<bool> TryWriteAsync(SqliteSessionStore store, int seed, int number)
    {
        try
        {
            await Batch.Of(seed, 0, number).CommitAsync(store, Stores.Key);
            Talk.Say($"ack {number}");
            return true;
        }
        catch (StoreException e)
        {
            Talk.Say($"{e.Failure} {number}");
            return false;
        }
    }

    private static string Ballast(string file) => Path.Combine(Path.GetDirectoryName(file)!, "ballast");

    private static void Copy(string file, string to)
    {
        File.Copy(file, to);
        if (File.Exists(file + "-wal"))
            File.Copy(file + "-wal", to + "-wal");
    }

    private static void Limit(ulong bytes)
    {
        _ = Signal(FileSizeSignal, 1);
        var limit = new Limits(bytes, ulong.MaxValue);
        if (SetLimit(FileSizeLimit, in limit) != 0)
            throw new InvalidOperationException($"The size of files could not be limited: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limits limits);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    private readonly record struct Limits(ulong Soft, ulong Hard);
}
