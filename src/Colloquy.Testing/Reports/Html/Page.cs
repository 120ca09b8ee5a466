using System.Globalization;
using System.Text;

namespace Colloquy.Testing;

/// <summary>The page that is written, and how much of each text it shows.</summary>
/// <param name="textLimit">The most characters of a text.</param>
internal sealed class Page(int textLimit)
{
    private readonly StringBuilder _html = new();

    public int Length => _html.Length;

    /// <summary>Writes markup; what is inserted must be escaped already, or be a number.</summary>
    public Page Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    public Page Raw(FormattableString html)
    {
        _html.Append(html.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Writes a text that anybody may have written.</summary>
    public Page Text(string? text)
    {
        _html.Append(HtmlText.Escape(text, textLimit));
        return this;
    }

    /// <summary>Writes a piece of what another page collected.</summary>
    public Page Add(Page other)
    {
        _html.Append(other._html);
        return this;
    }

    public Page NewPart() => new(textLimit);

    public override string ToString() => _html.ToString();
}
