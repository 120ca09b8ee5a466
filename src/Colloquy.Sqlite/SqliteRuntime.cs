using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Colloquy.Sqlite;

/// <summary>Chooses the SQLite library of this process, and says which it is.</summary>
public static class SqliteRuntime
{
    private const string Bundled = "e_sqlite3";

    private static readonly Lock Gate = new();
    private static nint system;
    private static string? systemName;
    private static bool inUse;

    /// <summary>Uses the operating system's SQLite where it is newer than the one that came with this package. For programs, not for libraries: it holds for the whole process and cannot be undone.</summary>
    /// <returns>The library in use, which is the bundled one when the system has none or an older one, when SQLite was in use already, or when the program has chosen for itself.</returns>
    /// <remarks>To be called before anything else touches SQLite. May be called again.</remarks>
    public static SqliteLibrary UseSystemLibrary()
    {
        lock (Gate)
        {
            if (!inUse && !IsDriverLoaded())
                Install();
        }

        return Describe();
    }

    /// <summary>Says which SQLite this process runs; loads it when nothing has yet.</summary>
    public static SqliteLibrary Describe()
    {
        MarkInUse();
        Batteries_V2.Init();
        return new SqliteLibrary(systemName ?? Bundled, systemName is not null, ToVersion(raw.sqlite3_libversion_number()));
    }

    internal static void MarkInUse()
    {
        lock (Gate)
            inUse = true;
    }

    /// <summary>Whether another user of the driver has loaded its library: half of its functions would stay with that one.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The driver throws Exception itself when no provider is set, and has no other way to ask.")]
    private static bool IsDriverLoaded()
    {
        try
        {
            _ = raw.GetNativeLibraryName();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static void Install()
    {
        var driver = typeof(SQLite3Provider_e_sqlite3).Assembly;
        foreach (var name in Candidates())
        {
            if (!NativeLibrary.TryLoad(name, out var library))
                continue;

            if (!IsNewerThanBundled(library, driver) || !TrySetResolver(driver))
            {
                NativeLibrary.Free(library);
                continue;
            }

            system = library;
            systemName = name;
            return;
        }
    }

    private static string[] Candidates() =>
        OperatingSystem.IsWindows() ? Environment.Is64BitProcess ? ["winsqlite3"] : []
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0"];

    private static bool IsNewerThanBundled(nint library, Assembly driver)
    {
        if (!NativeLibrary.TryLoad(Bundled, driver, null, out var bundled))
            return true;

        var isNewer = VersionOf(library) > VersionOf(bundled);
        NativeLibrary.Free(bundled);
        return isNewer;
    }

    private static bool TrySetResolver(Assembly driver)
    {
        try
        {
            NativeLibrary.SetDllImportResolver(driver, static (name, _, _) => name == Bundled ? system : 0);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The program has a resolver of its own for the driver: that choice stands.
            return false;
        }
    }

    private static int VersionOf(nint library) => NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var address)
        ? Marshal.GetDelegateForFunctionPointer<VersionNumber>(address)()
        : 0;

    private static Version ToVersion(int number) => new(number / 1_000_000, number / 1_000 % 1_000, number % 1_000);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
