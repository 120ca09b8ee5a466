using System.Globalization;
using System.Text;

namespace Colloquy.Storage;

/// <summary>Takes texts apart into words, those that are indexed and those that are looked for alike.</summary>
/// <remarks>A word is a run of letters, digits and their marks. Writing without spaces is taken apart into pairs, each beginning with the second character of the one before, and the last character; so whatever stretch of it is looked for is a phrase of pairs. So is Korean, whose particles are written onto the noun. Each emoji is a word; a skin tone makes no difference.</remarks>
internal sealed class SearchWords
{
    /// <summary>Longer words are cut into pieces, which follow one another as words do.</summary>
    private const int LongestWord = 64;

    private readonly List<SearchWord> _words;
    private readonly StringBuilder _word = new();
    private readonly List<(string Text, int Start, int End)> _run = [];
    private readonly int _most;
    private int _start;
    private int _end;

    private SearchWords(int capacity, int most) => (_words, _most) = (new List<SearchWord>(capacity), most);

    /// <summary>Takes a text apart.</summary>
    /// <param name="text">The text. Lone surrogates part words, as everything does that is no letter.</param>
    /// <param name="most">After how many words to stop.</param>
    public static List<SearchWord> Of(string text, int most = int.MaxValue)
    {
        var words = new SearchWords(Math.Min(most, (text.Length / 6) + 1), most);
        words.Read(text);
        return words._words;
    }

    /// <summary>The words in UTF-8, with spaces between them.</summary>
    public static byte[] Join(List<SearchWord> words)
    {
        var length = words.Count - 1;
        foreach (var word in words)
            length += Encoding.UTF8.GetByteCount(word.Text);

        var joined = new byte[Math.Max(length, 0)];
        var at = 0;
        foreach (var word in words)
        {
            if (at > 0)
                joined[at++] = (byte)' ';
            at += Encoding.UTF8.GetBytes(word.Text, joined.AsSpan(at));
        }

        return joined;
    }

    private void Read(string text)
    {
        for (var at = 0; at < text.Length && _words.Count < _most;)
        {
            var c = text[at];
            if (char.IsAscii(c))
            {
                Take(c, at++);
                continue;
            }

            var size = Rune.TryGetRuneAt(text, at, out var rune) ? rune.Utf16SequenceLength : 0;
            if (size == 0)
                End();
            else
                Take(rune, at, at + size);
            at += Math.Max(size, 1);
        }

        End();
        if (_words.Count > _most)
            _words.RemoveRange(_most, _words.Count - _most);
    }

    private void Take(char c, int at)
    {
        if (!char.IsAsciiLetterOrDigit(c))
            End();
        else
            AppendToWord(char.ToLowerInvariant(c), at, at + 1);
    }

    private void Take(Rune rune, int start, int end)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (SearchEmoji.IsEmoji(rune.Value) || SearchEmoji.IsTag(rune.Value))
        {
            TakeEmoji(rune, start, end);
        }
        else if (category > UnicodeCategory.OtherNumber && !SearchFolding.IsIgnored(rune.Value))
        {
            End();
        }
        else if (SearchFolding.IsIgnored(rune.Value) || (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark && SearchFolding.IsAccent(rune.Value)))
        {
            // What is highlighted ends behind the accent.
            if (_word.Length > 0)
                _end = end;
            else
                Lengthen(start, end);
        }
        else if (SearchFolding.Find(rune) is { } folded)
        {
            foreach (var part in folded.EnumerateRunes())
                Append(part, start, end);
        }
        else
        {
            Append(Rune.ToLowerInvariant(rune), start, end);
        }
    }

    private void TakeEmoji(Rune rune, int start, int end)
    {
        End();
        var before = _words.Count > 0 && _words[^1].End == start ? _words[^1].Text : "";
        if (before.Length > 0 && (SearchEmoji.IsTag(rune.Value) || (before.Length == 2 && SearchEmoji.IsRegionalIndicator(rune.Value) && SearchEmoji.IsRegionalIndicator(char.ConvertToUtf32(before, 0)))))
            _words[^1] = new SearchWord(before + rune, _words[^1].Start, end, end, SearchWordKind.Spaced);
        else if (SearchEmoji.IsSkinTone(rune.Value) && Lengthen(start, end))
            return;
        else if (!SearchEmoji.IsTag(rune.Value))
            _words.Add(new SearchWord(rune.ToString(), start, end, end, SearchWordKind.Spaced));
    }

    /// <summary>Lets an emoji that ends where something begins that makes no difference end behind that; false when there is none.</summary>
    private bool Lengthen(int start, int end)
    {
        if (_run.Count > 0 || _words.Count == 0 || _words[^1].End != start || !SearchEmoji.IsEmoji(char.ConvertToUtf32(_words[^1].Text, 0)))
            return false;

        _words[^1] = _words[^1] with { End = end, SecondStart = end };
        return true;
    }

    private void Append(Rune rune, int start, int end)
    {
        if (!SearchScripts.IsWrittenWithoutSpaces(rune))
        {
            EndRun();
            Span<char> characters = stackalloc char[2];
            var size = rune.EncodeToUtf16(characters);
            for (var i = 0; i < size; i++)
                AppendToWord(characters[i], start, end);
            return;
        }

        EndWord();
        if (_run.Count > 0 && rune.IsBmp && _run[^1].Text is [var last] && SearchFolding.Compose(last, (char)rune.Value) is var composed and not '\0')
            _run[^1] = (composed.ToString(), _run[^1].Start, end);
        else
            _run.Add((rune.ToString(), start, end));
    }

    private void AppendToWord(char c, int start, int end)
    {
        EndRun();
        if (_word.Length >= LongestWord && !char.IsLowSurrogate(c))
            EndWord();
        if (_word.Length == 0)
            _start = start;
        _word.Append(c);
        _end = end;
    }

    private void End()
    {
        EndWord();
        EndRun();
    }

    private void EndWord()
    {
        if (_word.Length == 0)
            return;

        _words.Add(new SearchWord(_word.ToString(), _start, _end, _end, SearchWordKind.Spaced));
        _word.Clear();
    }

    private void EndRun()
    {
        if (_run.Count == 0)
            return;

        for (var i = 0; i + 1 < _run.Count && _words.Count < _most; i++)
            _words.Add(new SearchWord(_run[i].Text + _run[i + 1].Text, _run[i].Start, _run[i + 1].End, _run[i + 1].Start, SearchWordKind.Pair));

        var (text, start, end) = _run[^1];
        _words.Add(new SearchWord(text, start, end, end, _run.Count == 1 ? SearchWordKind.Single : SearchWordKind.Last));
        _run.Clear();
    }
}
