using System.Text.RegularExpressions;

namespace Colloquy.Sqlite;

/// <summary>Tells paths from what is written in the same place elsewhere: connection strings, URIs, addresses of servers.</summary>
internal static partial class StorePath
{
    /// <summary>Returns the full path.</summary>
    /// <exception cref="ArgumentException">The text is not a path.</exception>
    public static string Of(string path, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path, parameter);
        if (path == ":memory:")
            throw new ArgumentException("A SQLite database in memory is seen by one connection only. Use InMemorySessionStore.", parameter);
        if (FileKeyword.Match(path) is { Success: true } named)
            throw new ArgumentException($"A path is wanted, not a connection string. Give the path alone: \"{named.Groups[1].Value.Trim().Trim('"', '\'')}\".", parameter);
        // A connection string of a server often has a password in it, and is not repeated.
        if (ServerKeyword.IsMatch(path))
            throw new ArgumentException("The path of a file is wanted, not a connection string of a database server.", parameter);
        if (Scheme.Match(path) is { Success: true } scheme)
            throw new ArgumentException($"The path of a file is wanted, not an address that begins with '{scheme.Value}'. Give the path alone.", parameter);

        return Path.GetFullPath(path);
    }

    [GeneratedRegex(@"^\s*(?:data ?source|file ?name|(?:full ?)?uri)\s*=([^;]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FileKeyword { get; }

    [GeneratedRegex(@"^\s*(?:host|server|addr(?:ess)?|network address|user ?(?:id|name)|uid|password|pwd|port|database|initial catalog|provider|driver|dsn|version|mode|cache|pooling)\s*=[^;]*;", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ServerKeyword { get; }

    // A drive of Windows has one letter; 'file:' is an address without slashes too.
    [GeneratedRegex("^(?:file:|[a-z][a-z0-9+.-]+://)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme { get; }
}
