using System.Runtime.InteropServices;

namespace Colloquy.Tests.Files;

/// <summary>Runs things on a thread for which permissions of files count: for root's they do not (Linux).</summary>
internal static partial class Nobody
{
    private const uint User = 65534;

    public static T Do<T>(Func<T> work)
    {
        if (!OperatingSystem.IsLinux())
            return work();

        T? result = default;
        Exception? error = null;
        var thread = new Thread(() =>
        {
            if (Environment.IsPrivilegedProcess)
                _ = SetFileUser(User);
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                error = e;
            }
        });
        thread.Start();
        thread.Join();
        return error is null ? result! : throw error;
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(uint user);
}
