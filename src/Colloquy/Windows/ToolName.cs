using System.Security.Cryptography;
using System.Text;

namespace Colloquy;

/// <summary>Names of tools as models' services take them: 1 to 64 ASCII letters, digits, underscores and hyphens.</summary>
internal static class ToolName
{
    /// <summary>What stands for the name of a call that names no tool.</summary>
    public const string None = "tool_without_name";

    private const int Longest = 64;

    /// <summary>Returns the name under which a tool is sent: its own where services take it, else one that no other name becomes, the same in every process.</summary>
    public static string Legal(string name) => IsLegal(name) ? name : string.IsNullOrWhiteSpace(name) ? None : Shorten(name, name);

    /// <summary>Returns a legal name that begins as a text does, with a hash of what it stands for behind it.</summary>
    /// <param name="text">The beginning.</param>
    /// <param name="whole">What the name stands for.</param>
    public static string Shorten(string text, string whole)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 4));
        var name = new StringBuilder(Longest);
        foreach (var c in text)
        {
            if (name.Length == Longest - hash.Length - 1)
                break;
            if (IsLegal(c))
                name.Append(c);
            else if (name.Length > 0 && name[^1] != '_')
                name.Append('_');
        }

        while (name.Length > 0 && name[^1] == '_')
            name.Length--;
        return $"{(name.Length == 0 ? "tool" : name)}_{hash}";
    }

    /// <summary>Whether services take a name as it is.</summary>
    public static bool IsLegal(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!IsLegal(name[i]))
                return false;
        }

        return name.Length is > 0 and <= Longest;
    }

    private static bool IsLegal(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
