using System.Text;

namespace Colloquy.Cli;

/// <summary>Reads what a person types or pastes: a terminal that is asked to marks where a paste begins and ends, so that its lines are one message.</summary>
internal static class BracketedPaste
{
    /// <summary>Asks the terminal for the marks.</summary>
    public const string On = "\e[?2004h";

    /// <summary>Asks it to leave them out again.</summary>
    public const string Off = "\e[?2004l";

    private const string Begin = "\e[200~";
    private const string End = "\e[201~";

    /// <summary>Reads a line, or more of them when a paste goes on over their ends; null at the end of the input.</summary>
    public static string? Read(Func<string?> readLine)
    {
        if (readLine() is not { } line)
            return null;

        var text = new StringBuilder(line);
        while (line.LastIndexOf(Begin, StringComparison.Ordinal) is >= 0 and var begin && line.IndexOf(End, begin, StringComparison.Ordinal) < 0)
        {
            // Until its end comes, all that is read belongs to the paste.
            do
            {
                if (readLine() is not { } next)
                    return Clean(text);
                text.Append('\n').Append(line = next);
            }
            while (!line.Contains(End, StringComparison.Ordinal));
        }

        return Clean(text);
    }

    private static string Clean(StringBuilder text) => text.Replace(Begin, "").Replace(End, "").ToString();
}
