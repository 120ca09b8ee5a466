using Spectre.Console;
using Spectre.Console.Rendering;

namespace Colloquy.Cli;

/// <summary>Names and values, beside each other where the window is wide enough.</summary>
internal sealed class FactGrid
{
    /// <summary>Values are readable beside their names from this width on.</summary>
    private const int Readable = 12;

    private readonly List<(string Name, string Markup)> _facts = [];

    /// <summary>Adds a fact; none when there is nothing to say.</summary>
    public FactGrid Add(string name, string? value) => value is null ? this : AddMarkup(name, Terminal.Cell(value));

    /// <summary>Adds a text with its lines as they are.</summary>
    public FactGrid AddText(string name, string? text) => text is null ? this : AddMarkup(name, Markup.Escape(PlainText.Safe(text)));

    /// <summary>Adds a fact with Spectre's markup.</summary>
    public FactGrid AddMarkup(string name, string markup)
    {
        _facts.Add(($"[grey]{Terminal.Cell(name)}[/]", PlainText.Safe(markup)));
        return this;
    }

    public void Print(Terminal terminal) => terminal.Write(Render(terminal.PrintWidth));

    /// <summary>What is printed.</summary>
    /// <param name="width">How many columns there are.</param>
    public IRenderable Render(int width)
    {
        if (_facts.Count > 0 && width < _facts.Max(fact => Markup.Remove(fact.Name).Length) + 2 + Readable)
            return new Rows(_facts.Select(fact => new Markup($"{fact.Name} {fact.Markup}")));

        var grid = new Grid().AddColumn(new GridColumn { Padding = new Padding(0, 0, 2, 0), NoWrap = true }).AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (name, markup) in _facts)
            grid.AddRow(name, markup);
        return grid;
    }
}
