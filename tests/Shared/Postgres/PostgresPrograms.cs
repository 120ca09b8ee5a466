namespace Colloquy.Tests.Postgres;

/// <summary>Finds the programs of PostgreSQL and pgbouncer on this machine.</summary>
internal static class PostgresPrograms
{
    private static readonly string[] Needed = ["initdb", "postgres", "pg_basebackup"];

    /// <summary>What to do on a machine that has no server and no programs.</summary>
    public const string Advice =
        "Set COLLOQUY_TEST_POSTGRES to the connection string of a role that may create databases, or install PostgreSQL 15 or later " +
        "(Debian: apt-get install postgresql-15 pgbouncer), or run ./test.sh, which installs both where it may.";

    private static readonly Lazy<string> Folder = new(FindFolder);

    /// <summary>Returns the path of a program of PostgreSQL.</summary>
    public static string Find(string program) => Path.Combine(Folder.Value, program);

    /// <summary>Returns the path of pgbouncer.</summary>
    public static string FindPgBouncer() =>
        InPath("pgbouncer") ?? throw new InvalidOperationException("pgbouncer was not found. Install it (Debian: apt-get install pgbouncer), or run ./test.sh, which does so where it may.");

    /// <summary>Returns the path of a program, or null when no folder of PATH contains it.</summary>
    public static string? InPath(string program) =>
        Folders().Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string FindFolder() =>
        Folders().Concat(Versions()).FirstOrDefault(folder => Needed.All(program => File.Exists(Path.Combine(folder, program))))
        ?? throw new InvalidOperationException($"No PostgreSQL server was found. {Advice}");

    /// <summary>The folders of PATH, and those of administration, which the PATH of a user may lack.</summary>
    private static IEnumerable<string> Folders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin");

    /// <summary>Where packages of Debian, Red Hat and Homebrew put each version: the newest first.</summary>
    private static IEnumerable<string> Versions() =>
        from place in new[] { ("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*"), ("/opt/homebrew/opt", "postgresql@*"), ("/usr/local/opt", "postgresql@*") }
        where Directory.Exists(place.Item1)
        from folder in Directory.EnumerateDirectories(place.Item1, place.Item2).OrderByDescending(folder => double.TryParse(folder.Split('/', '-', '@')[^1], out var version) ? version : 0)
        select Path.Combine(folder, "bin");
}
