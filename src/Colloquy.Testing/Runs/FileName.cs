using System.Globalization;
using System.Text;

namespace Colloquy.Testing;

/// <summary>Makes names of files from names that people chose.</summary>
internal static class FileName
{
    private const int MostBytes = 180;

    /// <summary>A name that is valid on every system, and different for different names.</summary>
    public static string Of(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            safe.Append(Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '.' or '[' or ']' or '(' or ')' or ' ' or '+' or ',' ? rune.ToString() : "_");

        var file = safe.ToString().Trim(' ').TrimEnd('.').TrimStart('.');
        if (file == name && file.Length > 0 && Encoding.UTF8.GetByteCount(file) <= MostBytes && !IsReserved(file))
            return file;

        while (Encoding.UTF8.GetByteCount(file) > MostBytes)
            file = file[..^(file.Length > 1 && char.IsLowSurrogate(file[^1]) ? 2 : 1)];
        return $"{file}~{Hash(name).ToString("x8", CultureInfo.InvariantCulture)}";
    }

    private static bool IsReserved(string file) =>
        file.Split('.')[0].ToUpperInvariant() is "CON" or "PRN" or "AUX" or "NUL" or ['C', 'O', 'M', >= '0' and <= '9'] or ['L', 'P', 'T', >= '0' and <= '9'];

    /// <summary>FNV-1a: the same on every machine.</summary>
    private static uint Hash(string name) => Encoding.UTF8.GetBytes(name).Aggregate(2166136261u, (hash, one) => unchecked((hash ^ one) * 16777619));
}
