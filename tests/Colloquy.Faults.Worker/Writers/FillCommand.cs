using System.Globalization;
using System.Runtime.InteropServices;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Writes until there is no space left; is given space, and goes on.</summary>
/// <remarks>
/// Arguments: <c>disk</c> (the file's folder is a disk of its own, made small by a file named ballast) or <c>limit</c>
/// (the system lets no file of this process grow beyond 600 KB, or 2 MB for many writers), file, seed, folder to copy the file to, and how
/// many write at once, each to a session of its own.
/// </remarks>
internal static partial class FillCommand
{
    private const int FileSizeLimit = 1;
    private const int FileSizeSignal = 25;

    public static async Task<int> RunAsync(string[] args)
    {
        var (disk, file, seed, copies) = (args[1] == "disk", args[2], int.Parse(args[3], CultureInfo.InvariantCulture), args[4]);
        var writers = args.Length > 5 ? int.Parse(args[5], CultureInfo.InvariantCulture) : 1;
        await Talk.BeReadyAsync();
        if (disk)
            await File.WriteAllBytesAsync(Ballast(file), new byte[2_000_000]);

        await using (var store = await SqliteSessionStore.OpenAsync(file, new SqliteSessionStoreOptions { CheckpointPages = 1_000_000 }))
        {
            for (var writer = 0; writer < writers; writer++)
                await store.CreateAsync(Stores.Room(writer));
            if (!disk)
                Limit(writers == 1 ? 600_000UL : 2_000_000);

            var written = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
            {
                var number = 0;
                while (await TryWriteAsync(store, seed, writer, number) && number < 100_000)
                    number++;
                return number;
            })));
            Copy(file, Path.Combine(copies, "full.db"));
            await Talk.BeReadyAsync();

            if (disk)
                File.Delete(Ballast(file));
            else
                Limit(ulong.MaxValue);
            await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
            {
                for (var number = written[writer]; number < written[writer] + (writers == 1 ? 20 : 3); number++)
                    await TryWriteAsync(store, seed, writer, number);
            })));
        }

        Copy(file, Path.Combine(copies, "roomy.db"));
        Talk.Say("done");
        return 0;
    }

    private static async Task<bool> TryWriteAsync(SqliteSessionStore store, int seed, int writer, int number)
    {
        try
        {
            await Batch.Of(seed, writer, number).CommitAsync(store, Stores.Room(writer));
            Talk.Say($"ack {writer} {number}");
            return true;
        }
        catch (StoreException e)
        {
            Talk.Say($"{e.Failure} {writer} {number}");
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
