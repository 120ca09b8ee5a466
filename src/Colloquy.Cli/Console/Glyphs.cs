namespace Colloquy.Cli;

/// <summary>The characters that draw trees and bars.</summary>
/// <param name="Fork">What stands before a branch that others follow.</param>
/// <param name="Last">What stands before the last branch.</param>
/// <param name="Line">What passes a branch that others follow.</param>
/// <param name="Blocks">What a bar is drawn with: parts of a column from the smallest, and a whole one.</param>
internal sealed record Glyphs(string Fork, string Last, string Line, string Blocks)
{
    private static readonly Glyphs s_unicode = new("├─ ", "└─ ", "│  ", "▏▎▍▌▋▊▉█");
    private static readonly Glyphs s_ascii = new("|- ", "`- ", "|  ", "#");

    public const string Gap = "   ";

    /// <summary>ASCII where it is asked for, and where the terminal or the locale knows no more.</summary>
    public static Glyphs Of(bool ascii, CliHost host) => ascii || IsAscii(host.Environment) ? s_ascii : s_unicode;

    /// <summary>A bar for a share of the longest, from 0 to 1. What is more than nothing is seen.</summary>
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

        // As the C library reads them: the first that is set counts. Where none is, most terminals of today know UTF-8.
        string[] variables = ["LC_ALL", "LC_CTYPE", "LANG"];
        var locale = variables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return !OperatingSystem.IsWindows() && locale is not null && !locale.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }
}
