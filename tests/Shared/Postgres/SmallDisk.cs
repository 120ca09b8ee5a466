using System.Diagnostics;
using System.Globalization;

namespace Colloquy.Tests.Postgres;

/// <summary>
/// A small disk in memory (tmpfs), mounted in a name space of its own, which takes no rights where users may make such name spaces. Only programs that are started under it see it.
/// It ends with this process, however this process ends.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly GuardedFolder _folder;
    private readonly Process _keeper;
    private readonly string[] _enter;

    private SmallDisk(GuardedFolder folder, Process keeper, string id) =>
        (_folder, _keeper, _enter) = (folder, keeper, ["nsenter", "-t", id, "-U", "-m", "--preserve-credentials", "--"]);

    /// <summary>The folder where the disk is mounted.</summary>
    public string Path => PathIn(_folder);

    /// <summary>What stands before a command that is to see the disk.</summary>
    public IReadOnlyList<string> Under => _enter;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts a disk; returns null where that is not permitted.</summary>
    /// <param name="kilobytes">Its size.</param>
    public static async Task<SmallDisk?> TryMountAsync(int kilobytes)
    {
        var folder = await GuardedFolder.CreateAsync();
        await ProgramRun.RunUnprivilegedAsync("mkdir", PathIn(folder));
        var mount = string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={kilobytes}k,mode=700 none \"$0\" && echo $$ && exec cat");
        try
        {
            var keeper = ProgramRun.Start([.. Unprivileged.Prefix, "unshare", "-U", "-m", "--map-current-user", "--keep-caps", "/bin/sh", "-c", mount, PathIn(folder)], redirectsOutput: true);
            if (await keeper.StandardOutput.ReadLineAsync() is { } id)
                return new SmallDisk(folder, keeper, id);

            await keeper.WaitForExitAsync();
            keeper.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no 'unshare', or not on this system.
        }

        await folder.DisposeAsync();
        return null;
    }

    /// <summary>Makes a folder on the disk, and returns its path.</summary>
    public async Task<string> MakeFolderAsync(string name)
    {
        var folder = System.IO.Path.Combine(Path, name);
        await RunAsync("mkdir", "-m", "700", folder);
        return folder;
    }

    /// <summary>Fills the disk but for a rest.</summary>
    /// <param name="kilobytes">The rest.</param>
    public async Task FillAsync(int kilobytes)
    {
        var free = int.Parse((await RunAsync("df", "--output=avail", Path)).Split('\n')[1], CultureInfo.InvariantCulture);
        await RunAsync("fallocate", "-l", string.Create(CultureInfo.InvariantCulture, $"{free - kilobytes}KiB"), Ballast);
    }

    /// <summary>Removes what <see cref="FillAsync"/> filled the disk with.</summary>
    public Task MakeRoomAsync() => RunAsync("rm", Ballast);

    /// <summary>Lets the disk go, which ends with the last program that sees it.</summary>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        await _folder.DisposeAsync();
    }

    private static string PathIn(GuardedFolder folder) => System.IO.Path.Combine(folder.Path, "disk");

    private Task<string> RunAsync(params IEnumerable<string> line) => ProgramRun.RunUnprivilegedAsync([.. _enter, .. line]);
}
