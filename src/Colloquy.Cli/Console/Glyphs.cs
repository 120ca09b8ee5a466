namespace Colloquy.Cli;

/// <summary>The characters that draw trees and bars.</summary>
/// <param name="Fork">The lines before a branch that is not the last of its parent.</param>
/// <param name="Last">The lines before the last branch of its parent.</param>
/// <param name="Line">The line beside the children of a branch that is not the last.</param>
/// <param name="Blocks">The blocks of a bar: parts of a column, the smallest first, and the whole column.</param>
internal sealed record Glyphs(string Fork, string Last, string Line, string Blocks)
{
    private static readonly Glyphs s_unicode = new("├─ ", "└─ ", "│  ", "▏▎▍▌▋▊▉█");
    private static readonly Glyphs s_ascii = new("|- ", "`- ", "|  ", "#");

    public const string Gap = "   ";

    /// <summary>Returns the ASCII characters when they are asked for, or when the terminal or the locale has no others.</summary>
    public static Glyphs Of(bool ascii, CliHost host) => ascii || IsAscii(host.Environment) ? s_ascii : s_unicode;

    /// <summary>Returns a bar for a share of the longest, from 0 to 1. A share above 0 has at least the smallest block.</summary>
    public string Bar(double share, int width)
    {
        var parts = (int)Math.Round(share * width * Blocks.Length);
        if (share > 0)
            parts = Math.Max(1, parts);
        var (whole, rest) = Math.DivRem(parts, Blocks.Length);
        return new string(Blocks[^1], whole) + (rest > 0 ? Blocks[rest - 1] : "");
    }

    private static bool IsAscii(Func<string, string?> environment)
    {
        if (environment("TERM") == "dumb")
            return true;

        // As the C library reads them: the first that is set counts. When none is set, UTF-8 is likely.
        string[] variables = ["LC_ALL", "LC_CTYPE", "LANG"];
        var locale = variables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return !OperatingSystem.IsWindows() && locale is not null && !locale.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }
}
