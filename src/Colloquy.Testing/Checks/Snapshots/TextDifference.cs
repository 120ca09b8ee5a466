using System.Text;

namespace Colloquy.Testing;

/// <summary>Shows where two texts differ: the lines around it, those that are gone, and those that are new.</summary>
internal static class TextDifference
{
    private const int Around = 3;
    private const int Most = 25;

    public static string Of(string expected, string actual)
    {
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start])
            start++;
        var end = 0;
        while (end < old.Length - start && end < now.Length - start && old[^(end + 1)] == now[^(end + 1)])
            end++;

        var text = new StringBuilder();
        Append(text, "  ", old[Math.Max(0, start - Around)..start]);
        Append(text, "- ", old[start..^end]);
        Append(text, "+ ", now[start..^end]);
        Append(text, "  ", old[(old.Length - end)..Math.Min(old.Length, old.Length - end + Around)]);
        return $"line {start + 1} differs:\n{text.ToString().TrimEnd('\n')}";
    }

    private static void Append(StringBuilder text, string mark, string[] lines)
    {
        foreach (var line in lines.Take(Most))
            text.Append(mark).Append(ReadableText.OneLine(line, 300)).Append('\n');
        if (lines.Length > Most)
            text.Append(mark).Append('(').Append(lines.Length - Most).Append(" more lines)\n");
    }
}
