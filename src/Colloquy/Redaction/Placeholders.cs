using System.Buffers;
using System.Globalization;
using System.Text;

namespace Colloquy;

/// <summary>The placeholders of one session, such as <c>[email-1]</c>, and the values that they stand for. A value has the same placeholder for ever, so that prompts keep their prefix.</summary>
internal sealed class Placeholders
{
    /// <summary>The longest placeholder: the kind, the number and what is around them.</summary>
    public const int MostCharacters = PersonalDataKind.MostCharacters + 13;

    private static readonly SearchValues<char> InName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly Dictionary<(string Kind, string Value), string> _byValue = [];
    private readonly Dictionary<string, string> _byPlaceholder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>What was added since the session's placeholders were read, in order: the name of the placeholder, and the value.</summary>
    public Queue<(string Name, string Value)> Added { get; } = [];

    /// <summary>Whether there is nothing to put back.</summary>
    public bool IsEmpty => _byPlaceholder.Count == 0;

    /// <summary>Takes in a placeholder of the session.</summary>
    /// <param name="name">Its name, such as <c>email-1</c>.</param>
    /// <param name="value">The value that it stands for.</param>
    public void Know(string name, string value)
    {
        var dash = name.LastIndexOf('-');
        if (dash <= 0 || !int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return;

        var kind = name[..dash];
        _byValue[(kind, value)] = $"[{name}]";
        _byPlaceholder[$"[{name}]"] = value;
        _counts[kind] = Math.Max(number, _counts.GetValueOrDefault(kind));
    }

    /// <summary>Returns the placeholder of a value.</summary>
    public string Of(string kind, string value)
    {
        if (_byValue.TryGetValue((kind, value), out var known))
            return known;

        var name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{_counts.GetValueOrDefault(kind) + 1}");
        Know(name, value);
        Added.Enqueue((name, value));
        return $"[{name}]";
    }

    /// <summary>Returns a text with values in the place of placeholders; the very text when it has none.</summary>
    public string Restore(string text)
    {
        if (IsEmpty || !text.Contains('[', StringComparison.Ordinal))
            return text;

        var (restored, from) = (new StringBuilder(text.Length), 0);
        for (var begin = text.IndexOf('[', StringComparison.Ordinal); begin >= 0; begin = text.IndexOf('[', begin + 1))
        {
            var end = text.IndexOf(']', begin, Math.Min(MostCharacters, text.Length - begin));
            if (end < 0 || !_byPlaceholder.TryGetValue(text[begin..(end + 1)], out var value))
                continue;

            restored.Append(text, from, begin - from).Append(value);
            from = end + 1;
            begin = end;
        }

        return from == 0 ? text : restored.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Where the end of a text begins that may be the beginning of a placeholder; the text's length when none does.</summary>
    public static int FindTail(string text)
    {
        var begin = text.LastIndexOf('[');
        return begin >= 0 && text.Length - begin < MostCharacters && text.AsSpan(begin + 1).IndexOfAnyExcept(InName) < 0 ? begin : text.Length;
    }
}
