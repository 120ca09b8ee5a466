using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Colloquy.Mcp;

/// <summary>Names that models' services take: at most 64 letters, digits, underscores and hyphens.</summary>
internal static partial class ToolNames
{
    private const int Longest = 64;

    /// <summary>Checks a server's name. It holds no underscore, so that the first one of a tool's name parts the server from the tool, and no two servers' tools have one name.</summary>
    public static string CheckServer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ServerNames.IsMatch(name) ? name : throw new ArgumentException($"'{name}' is no name for an MCP server. Use 1 to 32 ASCII letters, digits and hyphens.", nameof(name));
    }

    /// <summary>Names the tools of a server, each by a name of its own: changed where a service would refuse it, told apart by a hash of the name where that makes two alike.</summary>
    public static IEnumerable<(string Name, T Tool)> Of<T>(IReadOnlyList<T> tools, Func<T, string> nameOf, string prefix)
    {
        var alike = tools.Select(tool => Clean(prefix + nameOf(tool))).CountBy(name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var tool in tools)
        {
            var whole = prefix + nameOf(tool);
            var name = Clean(whole);
            yield return (name == whole || alike[name] == 1 ? name : Shorten(name, whole), tool);
        }
    }

    private static string Clean(string name)
    {
        var clean = Refused.Replace(name, "_");
        return clean.Length <= Longest ? clean : Shorten(clean, name);
    }

    private static string Shorten(string clean, string whole)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 4));
        return $"{clean[..Math.Min(clean.Length, Longest - hash.Length - 1)]}_{hash}";
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,32}$", RegexOptions.CultureInvariant)]
    private static partial Regex ServerNames { get; }

    [GeneratedRegex("[^A-Za-z0-9_-]", RegexOptions.CultureInvariant)]
    private static partial Regex Refused { get; }
}
