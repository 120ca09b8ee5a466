using System.Text;
using Spectre.Console.Rendering;

namespace Colloquy.Cli;

/// <summary>How many columns of a terminal a text takes: a letter of Chinese and most emoji take two.</summary>
internal static class Cells
{
    public static int Width(string text) => new Segment(text).CellCount();

    /// <summary>Returns the text with blanks behind it up to a width.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>Parts a word that is wider than the room for it.</summary>
    public static IEnumerable<string> Part(string word, int room)
    {
        if (Width(word) <= room)
        {
            yield return word;
            yield break;
        }

        var (part, left) = (new StringBuilder(), room);
        foreach (var rune in word.EnumerateRunes())
        {
            var width = Width(rune.ToString());
            if (width > left && part.Length > 0)
            {
                yield return part.ToString();
                part.Clear();
                left = room;
            }

            part.Append(rune);
            left -= width;
        }

        yield return part.ToString();
    }
}
