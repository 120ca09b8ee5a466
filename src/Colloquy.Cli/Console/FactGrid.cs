using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Names and values, a line each.</summary>
internal sealed class FactGrid
{
    private readonly Grid _grid = new Grid().AddColumn(new GridColumn { Padding = new Padding(0, 0, 2, 0), NoWrap = true }).AddColumn(new GridColumn { Padding = new Padding(0) });

    /// <summary>Adds a line; none when there is nothing to say.</summary>
    public FactGrid Add(string name, string? value)
    {
        if (value is not null)
            _grid.AddRow($"[grey]{Terminal.Cell(name)}[/]", Terminal.Cell(value));
        return this;
    }

    /// <summary>Adds a text with its lines as they are.</summary>
    public FactGrid AddText(string name, string? text)
    {
        if (text is not null)
            _grid.AddRow($"[grey]{Terminal.Cell(name)}[/]", Markup.Escape(PlainText.Safe(text)));
        return this;
    }

    public void Print(Terminal terminal) => terminal.Write(_grid);
}
