using System.Globalization;

namespace Colloquy.Cli;

/// <summary>Reads numbers that are words of the line. What is not there, the library says.</summary>
internal static class Numbers
{
    public static int ReadTurn(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CliException(ExitCode.Usage, $"'{PlainText.Short(text, 40)}' is no number of a turn.");

    public static Position ReadPosition(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Position(number)
            : throw new CliException(ExitCode.Usage, $"'{PlainText.Short(text, 40)}' is no position.");
}
