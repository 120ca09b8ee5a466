using System.Text;

namespace Colloquy.Testing;

/// <summary>Represents a piece of two compared texts.</summary>
/// <param name="Text">The piece.</param>
/// <param name="IsBefore">Whether it is part of the text before.</param>
/// <param name="IsAfter">Whether it is part of the text after.</param>
public sealed record TextPiece(string Text, bool IsBefore, bool IsAfter)
{
    /// <summary>Compares two texts word by word.</summary>
    internal static IReadOnlyList<TextPiece> Compare(string? before, string? after)
    {
        var (old, current) = (Split(before), Split(after));
        List<TextPiece> pieces = [];
        var text = new StringBuilder();
        (bool, bool) kind = default;
        foreach (var (i, j) in Alignment.Of(old, current))
        {
            var next = (i is not null, j is not null);
            if (next != kind && text.Length > 0)
            {
                pieces.Add(new TextPiece(text.ToString(), kind.Item1, kind.Item2));
                text.Clear();
            }

            kind = next;
            text.Append(i is { } index ? old[index] : current[j!.Value]);
        }

        if (text.Length > 0)
            pieces.Add(new TextPiece(text.ToString(), kind.Item1, kind.Item2));
        return Joined(pieces);
    }

    /// <summary>A space between two changed words is changed with them, so that they read as one change.</summary>
    private static List<TextPiece> Joined(List<TextPiece> pieces)
    {
        List<TextPiece> joined = [];
        for (var i = 0; i < pieces.Count;)
        {
            if (pieces[i] is { IsBefore: true, IsAfter: true })
            {
                joined.Add(pieces[i++]);
                continue;
            }

            var end = i;
            while (end + 1 < pieces.Count && (!IsCommon(pieces[end + 1]) || IsGap(pieces[end + 1]) && end + 2 < pieces.Count && !IsCommon(pieces[end + 2])))
                end++;
            var run = pieces[i..(end + 1)];
            foreach (var (text, isBefore) in new[] { (string.Concat(run.Where(piece => piece.IsBefore).Select(piece => piece.Text)), true), (string.Concat(run.Where(piece => piece.IsAfter).Select(piece => piece.Text)), false) })
            {
                if (text.Length > 0)
                    joined.Add(new TextPiece(text, isBefore, !isBefore));
            }

            i = end + 1;
        }

        return joined;
    }

    private static bool IsCommon(TextPiece piece) => piece is { IsBefore: true, IsAfter: true };

    private static bool IsGap(TextPiece piece) => piece.Text.Length <= 2 && !piece.Text.Any(char.IsLetterOrDigit);

    /// <summary>Words, spaces, and single characters of punctuation.</summary>
    private static List<string> Split(string? text)
    {
        List<string> words = [];
        for (var start = 0; start < (text?.Length ?? 0);)
        {
            var end = start + 1;
            if (char.IsLetterOrDigit(text![start]))
            {
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or ',' && end + 1 < text.Length && char.IsDigit(text[end + 1]) && char.IsDigit(text[end - 1])))
                    end++;
            }
            else if (char.IsHighSurrogate(text[start]) && end < text.Length && char.IsLowSurrogate(text[end]))
            {
                end++;
            }

            words.Add(text[start..end]);
            start = end;
        }

        return words;
    }
}
