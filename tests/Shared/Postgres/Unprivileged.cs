namespace Colloquy.Tests.Postgres;

/// <summary>The user who runs servers: PostgreSQL and pgbouncer refuse to run as root.</summary>
internal static class Unprivileged
{
    private static readonly Lazy<string[]> Under = new(FindPrefix);

    /// <summary>What stands before a command so that a user who is not root runs it; empty when this process is not root.</summary>
    public static IReadOnlyList<string> Prefix => Under.Value;

    /// <summary>The folder for temporary folders, which that user may write.</summary>
    public static string TempFolder => Environment.IsPrivilegedProcess ? "/tmp" : Path.GetTempPath().TrimEnd('/');

    private static string[] FindPrefix()
    {
        if (!Environment.IsPrivilegedProcess)
            return [];

        var users = File.ReadAllLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(fields => fields[0]);
        var user = users.GetValueOrDefault("postgres") ?? users.GetValueOrDefault("nobody")
            ?? throw new InvalidOperationException("PostgreSQL does not run as root, and there is neither a user 'postgres' nor a user 'nobody'. Run the tests as another user.");
        if (PostgresPrograms.InPath("setpriv") is { } setpriv)
            return [setpriv, $"--reuid={user[2]}", $"--regid={user[3]}", "--clear-groups", "--"];
        if (PostgresPrograms.InPath("runuser") is { } runuser)
            return [runuser, "-u", user[0], "--"];
        throw new InvalidOperationException("PostgreSQL does not run as root, and neither 'setpriv' nor 'runuser' was found. Install util-linux, or run the tests as another user.");
    }
}
