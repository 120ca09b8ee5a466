using System.Text.RegularExpressions;
using Colloquy.Mcp;

namespace Colloquy.Cli;

/// <summary>Reads an MCP server as it is typed: <c>memory=npx -y @modelcontextprotocol/server-memory</c>, or <c>https://example.com/mcp</c>.</summary>
internal static partial class McpArgument
{
    /// <summary>Reads a server; null when what is typed is none.</summary>
    public static McpServer? Read(string typed)
    {
        var named = Named.Match(typed);
        var what = (named.Success ? named.Groups[2].Value : typed).Trim();
        var isAddress = Uri.TryCreate(what, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
        var words = Words.Matches(what).Select(word => word.Value.Trim('"')).ToList();
        if (words.Count == 0)
            return null;

        var name = named.Success ? named.Groups[1].Value : NameOf(isAddress ? address!.Host : words[^1]);
        if (name.Length is 0 or > 32)
            return null;

        // Whoever types a command expects it to see the variables of the shell.
        return isAddress ? new HttpMcpServer(name, address!) : new StdioMcpServer(name, words[0], [.. words.Skip(1)]) { InheritEnvironment = true };
    }

    /// <summary>A server's name, made of the last part of what starts it.</summary>
    private static string NameOf(string word)
    {
        var name = NotInNames.Replace(word.Split('/', '\\')[^1], "-").Trim('-');
        return name[..Math.Min(name.Length, 32)];
    }

    [GeneratedRegex("^([A-Za-z0-9-]{1,32})=(.*)$", RegexOptions.Singleline)]
    private static partial Regex Named { get; }

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Words { get; }

    [GeneratedRegex("[^A-Za-z0-9-]+")]
    private static partial Regex NotInNames { get; }
}
