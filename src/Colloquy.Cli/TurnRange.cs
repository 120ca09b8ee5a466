using System.Globalization;

namespace Colloquy.Cli;

/// <summary>Reads which turns are meant: one, or from one to another.</summary>
internal static class TurnRange
{
    public static (int? First, int? Last) Read(string? text, string option)
    {
        if (text is null)
            return (null, null);

        var parts = text.Split('-');
        var first = Number(parts[0]);
        var last = parts.Length == 1 ? first : Number(parts[^1]);
        var isRead = parts.Length <= 2 && (first ?? last) is not null && parts.All(part => part.Length == 0 || Number(part) is not null) && !(first > last);
        return isRead ? (first, last) : throw new CliException(ExitCode.Usage, $"{option} wants numbers of turns such as 3, 3-7, 3- or -7, not '{PlainText.Line(text)}'.");
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
