namespace Colloquy.Models;

/// <summary>The texts of one stream that are told in pieces, each under a name of its own.</summary>
internal sealed class WireTexts
{
    private readonly Dictionary<string, WireText> _texts = [];

    /// <summary>Adds a piece, and returns what is whole now.</summary>
    public string Add(string name, string piece)
    {
        if (!_texts.TryGetValue(name, out var text))
            _texts[name] = text = new WireText();

        return text.Add(piece);
    }

    /// <summary>Returns what never became whole, by name.</summary>
    public IEnumerable<(string Name, string Text)> Rest() =>
        _texts.Select(text => (Name: text.Key, Text: text.Value.Rest())).Where(rest => rest.Text.Length > 0);
}
