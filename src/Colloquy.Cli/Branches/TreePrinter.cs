using System.Text;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Draws the branches of a session as a tree. A text that is too long for its line is wrapped beside the lines of the tree.</summary>
internal sealed class TreePrinter(Terminal terminal, Glyphs glyphs)
{
    private const int LongestQuote = 60;
    private const int LeastRoom = 8;

    public void Print(IReadOnlyList<BranchNode> roots)
    {
        foreach (var root in roots)
            Print(root, "", "");
    }

    private void Print(BranchNode node, string before, string below)
    {
        foreach (var line in Wrap(Describe(node), terminal.PrintWidth - Fitting(below).Length))
        {
            terminal.Mark($"[grey]{Fitting(before)}[/]{line}");
            before = below + (node.Children.Count > 0 ? glyphs.Line : Glyphs.Gap);
        }

        for (var i = 0; i < node.Children.Count; i++)
        {
            var isLast = i == node.Children.Count - 1;
            Print(node.Children[i], below + (isLast ? glyphs.Last : glyphs.Fork), below + (isLast ? Glyphs.Gap : glyphs.Line));
        }
    }

    /// <summary>Returns the lines before a branch; for a deep tree in a narrow window, only those next to the branch.</summary>
    private string Fitting(string lines)
    {
        var most = Math.Max(glyphs.Line.Length, terminal.PrintWidth / 2 / glyphs.Line.Length * glyphs.Line.Length);
        return lines.Length <= most ? lines : lines[^most..];
    }

    private static IEnumerable<(string Style, string Text)> Describe(BranchNode node)
    {
        var colour = node.Branch is null ? "grey" : node.Branch.IsCurrent ? "green" : "bold";
        if (node.Branch?.IsCurrent == true)
            yield return (colour, "*");
        yield return (colour, PlainText.Line(node.Name));
        if (node.Branch is not { } branch)
        {
            yield return ("grey", "(deleted)");
            yield break;
        }

        yield return ("default", $" {Wording.Count(branch.Turns, "turn")}, head {branch.Head}");
        if (node.IsWaiting)
            yield return ("yellow", " waiting");
        if (branch.ForkedAt is { } at)
            yield return ("grey", $" {PlaceOf(node, at)}");
    }

    private static string PlaceOf(BranchNode node, Position at) => node.ForkedIn switch
    {
        _ when at.IsStart => "from before the first turn",
        null => $"from entry {at}",
        { Input: { Length: > 0 } input } turn => $"from turn {turn.Number} \"{PlainText.Short(input, LongestQuote)}\"",
        { } turn => $"from turn {turn.Number}",
    };

    /// <summary>Wraps parts of text into lines. A part that begins with a blank has two blanks before it, unless it begins a line.</summary>
    private static IEnumerable<string> Wrap(IEnumerable<(string Style, string Text)> parts, int room)
    {
        room = Math.Max(room - Glyphs.Gap.Length, LeastRoom);
        var (line, used) = (new StringBuilder(), 0);
        foreach (var (style, text) in parts)
        {
            var gap = text[0] == ' ' ? 2 : 1;
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Cells.Part(word, room)))
            {
                var width = Cells.Width(word);
                if (used > 0 && used + gap + width > room)
                {
                    yield return line.ToString();
                    line.Clear();
                    used = 0;
                }

                line.Append(' ', used > 0 ? gap : 0).Append('[').Append(style).Append(']').Append(Markup.Escape(word)).Append("[/]");
                used += (used > 0 ? gap : 0) + width;
                gap = 1;
            }
        }

        yield return line.ToString();
    }
}
