namespace Colloquy.Cli;

/// <summary>Finds the folder for this user's data, which may not be there yet.</summary>
internal static class DataFolder
{
    /// <summary>The folder; empty when the system names none.</summary>
    /// <remarks>On Linux and other Unix systems by the XDG Base Directory Specification 0.8 (specifications.freedesktop.org/basedir): <c>XDG_DATA_HOME</c> where it is an absolute path, else <c>$HOME/.local/share</c>.</remarks>
    /// <param name="environment">Looks up an environment variable.</param>
    public static string Of(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (environment("XDG_DATA_HOME") is { } data && Path.IsPathFullyQualified(data))
            return data;

        var home = environment("HOME") is { Length: > 0 } variable ? variable : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathFullyQualified(home) ? Path.Combine(home, ".local", "share") : "";
    }
}
