using System.Text;

namespace Colloquy.Testing;

/// <summary>Where a cassette is.</summary>
internal static class CassettePath
{
    private const string Refused = "<>:\"/\\|?*%";

    public static string Of(string? path, string conversation, string? variant, string? sourceFile, bool mustExist = true)
    {
        // Where the sources are not, as on a machine that only runs tests, cassettes are beside the assembly.
        var sources = sourceFile is null ? null : System.IO.Path.GetDirectoryName(sourceFile);
        var folder = sources is not null && (!mustExist || Directory.Exists(sources)) ? sources : AppContext.BaseDirectory;
        var full = System.IO.Path.GetFullPath(path ?? "Cassettes/", folder);
        return full.EndsWith(System.IO.Path.DirectorySeparatorChar) || full.EndsWith(System.IO.Path.AltDirectorySeparatorChar)
            ? System.IO.Path.Combine(full, $"{NameOf(variant is null ? conversation : $"{conversation}[{variant}]")}.yaml")
            : full;
    }

    private static string NameOf(string conversation)
    {
        var name = new StringBuilder();
        foreach (var letter in conversation)
        {
            if (letter < ' ' || Refused.Contains(letter, StringComparison.Ordinal))
                name.Append('%').Append(((int)letter).ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            else
                name.Append(letter);
        }

        return name.ToString();
    }
}
