using System.Text;

namespace Colloquy;

/// <summary>A part of a message, in one line, and what was found in it.</summary>
/// <param name="Text">The part, of about 160 characters, whole words; <c>…</c> stands where the message goes on. Line breaks and control characters are spaces.</param>
/// <param name="Highlights">What was found, as ranges of <paramref name="Text"/> from its beginning, in order and apart from one another.</param>
public sealed record SearchSnippet(string Text, IReadOnlyList<Range> Highlights)
{
    /// <summary>Returns the text with marks around what was found.</summary>
    /// <param name="before">Stands before each highlight.</param>
    /// <param name="after">Stands after each highlight.</param>
    public string Mark(string before, string after)
    {
        var marked = new StringBuilder(Text.Length + (Highlights.Count * 8));
        var at = 0;
        foreach (var highlight in Highlights)
        {
            var (start, length) = highlight.GetOffsetAndLength(Text.Length);
            marked.Append(Text, at, start - at).Append(before).Append(Text, start, length).Append(after);
            at = start + length;
        }

        return marked.Append(Text, at, Text.Length - at).ToString();
    }
}
